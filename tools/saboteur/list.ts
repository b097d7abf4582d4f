import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { parseSource } from '../source/tree.ts';

/** One deliberate defect, and the tests that must notice it. */
export interface Saboteur {
  /** `list#place`, counted from 1. */
  readonly id: string;
  /** The name of its list: the noun that it harms. */
  readonly list: string;
  /** The file that it edits, relative to the root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly why: string;
  /** Glob patterns of the tests that must catch it. */
  readonly tests: readonly string[];
}

const lists = z.array(
  z.strictObject({
    file: z.string(),
    find: z.string().min(1),
    replace: z.string(),
    why: z.string().min(1),
    tests: z.array(z.string()).min(1).optional(),
  }),
);

/** Folders of lists, each with the tests that its saboteurs must get past where they name none. */
const FOLDERS: readonly (readonly [folder: string, tests: readonly string[]])[] = [
  ['packages/pypa/saboteurs', ['packages/pypa/test/**/*.test.ts']],
  ['tools/saboteurs', []],
];

/** Reads every list under a root. Throws on a malformed one. */
export function readSaboteurs(root: string): Saboteur[] {
  return FOLDERS.flatMap(([folder, usual]) => {
    if (!existsSync(join(root, folder))) return [];
    const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.json'));
    return files.sort().flatMap((file) => {
      const list = basename(file, '.json');
      const entries = lists.parse(JSON.parse(readFileSync(join(root, folder, file), 'utf8')));
      return entries.map(({ tests, ...entry }, place) => ({
        id: `${list}#${place + 1}`,
        list,
        ...entry,
        tests: tests ?? usual,
      }));
    });
  });
}

/**
 * The file's text after the defect, or why the saboteur proves nothing: its text is not there
 * exactly once, nothing changes, or the outcome does not parse, which any test would notice.
 */
export function sabotage(text: string, { file, find, replace }: Saboteur): { text: string } | { fault: string } {
  const places = text.split(find).length - 1;
  if (places !== 1) return { fault: `\`${find}\` stands ${places} times in ${file}; once is right` };
  if (find === replace) return { fault: 'it changes nothing' };
  const broken = text.split(find).join(replace);
  if (parseSource(file, broken).faults.length > 0) return { fault: 'what it makes does not parse' };
  return { text: broken };
}
