import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { INVENTORY_FORMATS } from '../../src/inventory/registry.generated.ts';
import { ROOT } from '../rind.ts';

/** One project of the corpus, made by `npm run make:corpus`. */
export interface CorpusProject {
  readonly name: string;
  readonly folder: string;
  /** Its lock, absolute. */
  readonly lock: string;
  /** Why it is not looked at here; undefined when it is. */
  readonly skip: string | undefined;
}

const PROJECTS = path.join(ROOT, 'test/corpus/projects');

/** The Python of the oracle: `packaging`, nothing of ours. */
export const ORACLE_PYTHON: string = path.join(ROOT, '.cache/oracle/bin/python');

/** Every project of the corpus, in order. */
export function corpusProjects(): CorpusProject[] {
  return readdirSync(PROJECTS)
    .sort()
    .map((name) => {
      const folder = path.join(PROJECTS, name);
      const { lock } = JSON.parse(readFileSync(path.join(folder, 'origin.json'), 'utf8')) as { lock: string };
      return { name, folder, lock: path.join(folder, lock), skip: missingOracle() ?? unreadFormat(lock) };
    });
}

/** The groups that the tool's listings of a project name: `""`, groups, `extra:NAME`. */
export function listedGroups({ folder }: CorpusProject): string[] {
  const origin = JSON.parse(readFileSync(path.join(folder, 'origin.json'), 'utf8')) as {
    listings: { group: string }[];
  };
  return origin.listings.map(({ group }) => group);
}

function missingOracle(): string | undefined {
  if (existsSync(ORACLE_PYTHON)) return undefined;
  if (process.env['CI']) throw new Error('the oracle is missing in CI: run `npm run setup:oracle`');
  return 'no oracle: run `npm run setup:oracle` (needs Python 3.11 or newer)';
}

function unreadFormat(lock: string): string | undefined {
  return INVENTORY_FORMATS.some((format) => format.matches(lock, '')) ? undefined : `\`${lock}\` is not read yet`;
}
