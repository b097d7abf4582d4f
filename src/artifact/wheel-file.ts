import { expandTags, formatBuildTag, formatTag, parseEmailMessage, parseTagSet, type WheelFilename } from '@rind/pypa';
import { shownName } from './entry-name.ts';
import type { FaultList } from './inspection-fault.ts';

/** What the file WHEEL of a wheel says. Source: PEP 427, "The .dist-info directory". */
export interface WheelFile {
  /** `1.0`; undefined where it is not said. */
  readonly wheelVersion: string | undefined;
  /** Which tool made it. */
  readonly generator: string | undefined;
  readonly rootIsPurelib: boolean | undefined;
  /** Single tags, as `formatTag` prints them, sorted. */
  readonly tags: readonly string[];
  readonly build: string | undefined;
}

/** Tags of one file that are read: a set of a name stands for fewer. */
const MOST_TAGS = 2000;

/** Reads WHEEL and holds it against the name of the file. Faults: `wheel-file`, `wheel-file-odd`, `wheel-tags`. */
export function readWheelFile(bytes: Uint8Array, filename: WheelFilename, faults: FaultList): WheelFile {
  const values = new Map<string, string[]>();
  for (const { name, value } of parseEmailMessage(bytes).headers) {
    const key = name.toLowerCase();
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else known.push(value);
  }
  const one = (key: string): string | undefined => {
    const [first, ...others] = values.get(key) ?? [];
    if (others.length > 0) faults.add('wheel-file-odd', `WHEEL has \`${key}\` ${others.length + 1} times`);
    return first?.trim();
  };
  const wheelVersion = one('wheel-version');
  // A later minor version is to be read with a warning, another major one to be refused. PEP 427.
  if (wheelVersion === undefined || !/^1\.[0-9]{1,6}$/.test(wheelVersion))
    faults.add('wheel-file', `WHEEL has the version \`${shownName(wheelVersion ?? 'none')}\`, not \`1.0\``);
  const purelib = one('root-is-purelib')?.toLowerCase();
  if (purelib !== 'true' && purelib !== 'false')
    faults.add('wheel-file-odd', 'WHEEL does not say whether its root is pure: `Root-Is-Purelib`');
  const tags = tagsOf(values.get('tag') ?? [], faults);
  compareTags(tags, filename, faults);
  const build = one('build');
  const named = filename.build === undefined ? undefined : formatBuildTag(filename.build);
  if (build !== undefined && build !== named)
    faults.add('wheel-file-odd', `WHEEL has the build \`${shownName(build)}\`, the name \`${named ?? 'none'}\``);
  return {
    wheelVersion,
    generator: one('generator'),
    rootIsPurelib: purelib === undefined ? undefined : purelib === 'true',
    tags: [...tags].sort(),
    build,
  };
}

function tagsOf(lines: readonly string[], faults: FaultList): Set<string> {
  const tags = new Set<string>();
  for (const line of lines) {
    const read = parseTagSet(line.trim());
    if (!read.ok) faults.add('wheel-file-odd', `WHEEL has the tag \`${shownName(line.trim())}\`, which is none`);
    else for (const tag of expandTags(read.value)) if (tags.size < MOST_TAGS) tags.add(formatTag(tag));
  }
  return tags;
}

function compareTags(tags: ReadonlySet<string>, filename: WheelFilename, faults: FaultList): void {
  const named = new Set(expandTags(filename.tags).map(formatTag));
  const beyond = [...named].filter((tag) => !tags.has(tag));
  const unnamed = [...tags].filter((tag) => !named.has(tag));
  const [first] = [...beyond, ...unnamed];
  if (first === undefined) return;
  const where = beyond.length > 0 ? 'the name of the file, and not in WHEEL' : 'WHEEL, and not in the name of the file';
  faults.add('wheel-tags', `the tag \`${shownName(first)}\` is in ${where}`);
}
