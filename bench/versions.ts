/** Versions and specifiers against `packaging.version` and `packaging.specifiers`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contains, parseSpecifierSet, readVersion, type SpecifierSet, sortVersions, type Version } from '@rind/pypa';
import { Random } from '../packages/pypa/differential/random.ts';
import type { Bench } from './main.ts';

const VERSIONS = 50_000;
const SIDE = 1000;

/** Versions as projects write them: mostly `N.N.N`, one in seven with a suffix. */
function madeUp(random: Random): string {
  const number = () => String(random.chance(0.8) ? random.int(20) : random.int(300));
  let text = random.chance(0.08)
    ? `20${10 + random.int(17)}.${1 + random.int(12)}`
    : random.list(2, 3, number).join('.');
  if (random.chance(0.1)) text += `.${number()}`;
  if (random.chance(0.07)) text += random.pick(['a', 'b', 'rc']) + String(random.int(8));
  else if (random.chance(0.04)) text += `.post${random.int(5)}`;
  if (random.chance(0.03)) text += `.dev${random.int(400)}`;
  return text;
}

/** Real versions, where the shared data is at hand. */
function real(): string[] {
  const root = process.env['RIND_SHARED_DATA'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
  try {
    const folder = join(root, 'versions');
    const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    return lines.flatMap((line) => /^(\S+) [<>]/.exec(line)?.[1] ?? []).filter((text) => readVersion(text));
  } catch {
    return [];
  }
}

function versionTexts(count: number): string[] {
  const random = new Random(440);
  const known = real();
  return Array.from({ length: count }, () =>
    known.length > 0 && random.chance(0.5) ? random.pick(known) : madeUp(random),
  );
}

/** Sets as requirements write them. */
function setTexts(count: number): string[] {
  const random = new Random(508);
  const version = () => random.list(1, 3, () => String(random.int(12))).join('.');
  const forms = [
    () => `>=${version()}`,
    () => `>=${version()},<${random.int(12) + 1}`,
    () => `>=${version()},<${version()}`,
    () => `~=${version()}.0`,
    () => `==${version()}`,
    () => `==${random.int(12)}.*`,
    () => `>=${version()},!=${version()},<${random.int(12) + 1}`,
    () => `>${version()}`,
    () => `!=${version()}`,
  ];
  return Array.from({ length: count }, () => random.pick(forms)());
}

function readSets(texts: readonly string[]): SpecifierSet[] {
  return texts.map((text) => {
    const parsed = parseSpecifierSet(text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return parsed.value;
  });
}

function countContained(sets: readonly SpecifierSet[], versions: readonly (Version | string)[]): number {
  let count = 0;
  for (const set of sets) for (const version of versions) if (contains(set, version)) count++;
  return count;
}

interface Grid {
  readonly sets: readonly string[];
  readonly versions: readonly string[];
}

const grid = (): Grid => ({ sets: setTexts(SIDE), versions: versionTexts(SIDE) });

const sorting: Bench<string[]> = {
  name: 'parse and sort 50,000 versions',
  gate: 10,
  setup: () => versionTexts(VERSIONS),
  ours(texts) {
    const versions: Version[] = [];
    for (const text of texts) {
      const version = readVersion(text);
      if (version) versions.push(version);
    }
    return sortVersions(versions).length;
  },
  python: 'parse_and_sort',
};

const containing: Bench<Grid, { sets: SpecifierSet[]; versions: Version[] }> = {
  name: '1,000,000 contains, versions parsed',
  gate: 10,
  setup: grid,
  prepare: ({ sets, versions }) => ({
    sets: readSets(sets),
    versions: versions.map((text) => readVersion(text)).filter((version) => version !== undefined),
  }),
  ours: ({ sets, versions }) => countContained(sets, versions),
  python: 'contains',
};

const containingTexts: Bench<Grid> = {
  name: '1,000,000 contains, versions as text',
  gate: 10,
  setup: grid,
  ours: ({ sets, versions }) => countContained(readSets(sets), versions),
  python: 'contains_texts',
};

export const benches: readonly Bench[] = [sorting, containing, containingTexts];
