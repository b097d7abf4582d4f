import { specifierSetOf } from '../../src/specifier-range.ts';
import { formatSpecifierSet, parseSpecifierSet, type SpecifierSet } from '../../src/specifier-set.ts';
import { readVersion, type Version } from '../../src/version.ts';
import { rangeOfEvents } from '../../src/version-event.ts';
import {
  areDisjoint,
  complementOf,
  differenceOf,
  equalRanges,
  hasOnlyPreReleases,
  intersectionOf,
  isEmptyRange,
  isSubrange,
  rangeHas,
  rangeOfVersion,
  unionOf,
  type VersionRange,
} from '../../src/version-range.ts';
import type { DifferentialKind } from '../kind.ts';
import type { Random } from '../random.ts';
import { besideVersion, nearVersion, specifierText } from './specifier.ts';

/** One to four specifiers other than `===`, about few versions. */
function rangeText(random: Random, about: string): string {
  const clause = (): string => {
    const text = specifierText(random, random.chance(0.6) ? besideVersion(random, about) : nearVersion(random));
    return text.includes('===') || /[ıſİK]/.test(text) ? clause() : text;
  };
  return random.chance(0.02) ? '' : random.list(1, 4, clause).join(',');
}

const OPERATIONS: Readonly<Record<string, (a: VersionRange, b: VersionRange) => VersionRange>> = {
  union: unionOf,
  intersection: intersectionOf,
  difference: differenceOf,
  outside: (a, b) => complementOf(unionOf(a, b)),
};

function readRanges(
  texts: readonly [string, string],
): { sets: SpecifierSet[]; a: VersionRange; b: VersionRange } | undefined {
  const [left, right] = [parseSpecifierSet(texts[0]), parseSpecifierSet(texts[1])];
  if (!left.ok || !right.ok || !left.value.range || !right.value.range) return undefined;
  return { sets: [left.value, right.value], a: left.value.range, b: right.value.range };
}

/** The first and the last version named in the sets, as events of an advisory. */
function eventAnswers(sets: readonly SpecifierSet[], texts: readonly string[], version: Version): boolean[] | null {
  const named = texts.flatMap((text, i) => inOrder(text, sets[i])).filter((one) => one !== undefined);
  const [low, high] = [named[0], named.at(-1)];
  if (named.length < 2 || low === undefined || high === undefined) return null;
  const introduced = { kind: 'introduced', version: low } as const;
  return [
    rangeHas(rangeOfEvents([introduced, { kind: 'fixed', version: high }]), version),
    rangeHas(rangeOfEvents([introduced, { kind: 'last-affected', version: high }]), version),
    rangeHas(rangeOfVersion(low), version),
  ];
}

/** The versions of clauses in the order written, wildcards left out. */
function inOrder(text: string, set: SpecifierSet | undefined): (Version | undefined)[] {
  if (set === undefined) return [];
  return text.split(',').flatMap((part) => {
    const parsed = parseSpecifierSet(part);
    return parsed.ok ? parsed.value.specifiers.flatMap((one) => (one.wildcard ? [] : [one.version])) : [];
  });
}

type AlgebraCase = [texts: [string, string], versions: string[]];

const algebra: DifferentialKind<AlgebraCase> = {
  name: 'version-range',
  op: 'version-range',
  full: 150_000,
  quick: 5_000,
  generate(random) {
    const about = nearVersion(random);
    const versions = random.list(3, 7, () => (random.chance(0.8) ? besideVersion(random, about) : nearVersion(random)));
    return [[rangeText(random, about), rangeText(random, about)], versions];
  },
  ours([texts, names]) {
    const read = readRanges(texts);
    if (read === undefined) return null;
    const { a, b, sets } = read;
    const versions = names.flatMap((name) => readVersion(name) ?? []);
    const results = new Map(Object.entries(OPERATIONS).map(([name, operate]) => [name, operate(a, b)]));
    results.set('left', a);
    results.set('outside left', complementOf(a));
    const each = <T>(answer: (range: VersionRange) => T) =>
      Object.fromEntries([...results].map(([name, range]) => [name, answer(range)]));
    return {
      has: each((range) => versions.map((version) => rangeHas(range, version))),
      empty: each(isEmptyRange),
      same: equalRanges(a, b),
      subset: isSubrange(a, b),
      superset: isSubrange(b, a),
      disjoint: areDisjoint(a, b),
      unsatisfiable: isEmptyRange(a),
      'only pre-releases': hasOnlyPreReleases(a),
      events: versions.map((version) => eventAnswers(sets, texts, version)),
    };
  },
};

type SpellingCase = [texts: [string, string], operation: string, spelled: string | null];

const spelling: DifferentialKind<SpellingCase> = {
  name: 'version-range-spelling',
  op: 'version-range-spelling',
  full: 100_000,
  quick: 5_000,
  generate(random) {
    const about = nearVersion(random);
    const texts: [string, string] = [rangeText(random, about), rangeText(random, about)];
    const operation = random.pick(Object.keys(OPERATIONS));
    const read = readRanges(texts);
    const range = read && OPERATIONS[operation]?.(read.a, read.b);
    const set = range && specifierSetOf(range);
    return [texts, operation, set ? formatSpecifierSet(set) : null];
  },
  ours: ([texts]) => (readRanges(texts) === undefined ? null : { right: true, missing: false }),
};

export const kinds: DifferentialKind[] = [algebra, spelling] as DifferentialKind[];
