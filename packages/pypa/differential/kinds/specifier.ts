import { asksForPreReleases, formatSpecifier, parseSpecifier, satisfies } from '../../src/specifier.ts';
import {
  combineSpecifierSets,
  contains,
  equalSpecifierSets,
  filterVersions,
  formatSpecifierSet,
  isUnsatisfiable,
  type PreReleasePolicy,
  parseSpecifierSet,
  preReleasesOf,
} from '../../src/specifier-set.ts';
import { readVersion } from '../../src/version.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';
import { versionText } from './version.ts';

const digit = (random: Random) => random.pick(['0', '0', '1', '1', '2', '3', '10', '01', '130', '20240101']);

/** A version of few and small numbers, so that two of them often meet. */
export function nearVersion(random: Random): string {
  let text = random.chance(0.05) ? `${digit(random)}!` : '';
  text += random.list(1, 3, () => digit(random)).join('.');
  if (random.chance(0.25)) text += random.pick(['a', 'b', 'rc', '.preview', 'c']) + digit(random);
  if (random.chance(0.2)) text += random.pick(['.post', '-', 'r']) + digit(random);
  if (random.chance(0.2)) text += `.dev${digit(random)}`;
  if (random.chance(0.12)) text += `+${random.list(1, 2, () => random.pick(['l', 'abc', '1', '0'])).join('.')}`;
  return random.chance(0.03) ? text.toUpperCase() : text;
}

/** Something that stands close to a version on the line of versions. */
export function besideVersion(random: Random, text: string): string {
  const bare = text.replace(/\+.*/, '');
  const base = bare.replace(/(?<=[0-9])[^0-9.!].*|\.(?:post|dev|preview).*/i, '');
  return random.pick([
    () => bare,
    () => base,
    () => `${bare}+l`,
    () => `${bare}.post0`,
    () => `${bare}.dev0`,
    () => `${base}.0`,
    () => `${base}.dev0`,
    () => `${base}.0.1.dev0`,
    () => `${base}a0`,
    () => `${base}.post1`,
    () => `${base}.post1.dev0+x`,
    () => `${base}.1`,
    () => text,
  ])();
}

function space(random: Random): string {
  return random.chance(0.85)
    ? ''
    : random.pick([' ', '  ', '\t', '\u001c', '\u0085', '\u00a0', '\n', '\ufeff', '\u2003']);
}

/** A specifier: eight of ten keep the grammar. */
export function specifierText(random: Random, version: string = nearVersion(random)): string {
  const operator = random.pick(['~=', '==', '==', '!=', '!=', '<=', '>=', '<', '>', '===']);
  const plain = version.replace(/\+.*/, '');
  let right = operator === '==' || operator === '!=' || operator === '===' || random.chance(0.05) ? version : plain;
  if (operator === '~=' && !right.includes('.') && random.chance(0.8)) right = `${digit(random)}.${right}`;
  if ((operator === '==' || operator === '!=') && random.chance(0.35)) {
    right = `${random.list(1, 3, () => digit(random)).join('.')}.*`;
  } else if (operator === '===' && random.chance(0.3)) {
    right = random.pick(['', 'foo', 'FOO', '1.0.*', 'İ', 'Σ', `x${right}`, '==']);
  } else if (random.chance(0.1)) right = versionText(random);
  const text = space(random) + operator + space(random) + right + space(random);
  return random.chance(0.08) ? random.mutate(text, AWKWARD) : text;
}

/** One to four specifiers, often about the same version. */
export function setText(random: Random, version: string = nearVersion(random)): string {
  if (random.chance(0.03)) return random.pick(['', ' ', ',', ', ,', '\u0085']);
  const clauses = random.list(1, 4, () => specifierText(random, random.chance(0.4) ? version : nearVersion(random)));
  const text = clauses.join(random.pick([',', ',', ', ', ',,']));
  return random.chance(0.05) ? `${text},` : text;
}

/** Candidates near a set's versions, some of them no versions. */
function candidates(random: Random, least: number, most: number, about: string): string[] {
  return random.list(least, most, () => {
    const kind = random.int(10);
    if (kind < 5) return besideVersion(random, about);
    if (kind < 8) return nearVersion(random);
    if (kind === 8) return versionText(random);
    return random.pick(['foo', 'FOO', '', ' ', '1.0.*', 'i̇', 'ς', 'x1', ` ${about}`, '==']);
  });
}

const flag = (random: Random) => random.pick([null, true, false]);

function policyOf(preReleases: boolean | null, installed: boolean | null = null): PreReleasePolicy {
  return { ...(preReleases !== null && { preReleases }), ...(installed !== null && { installed }) };
}

/** packaging 26.3 folds case beyond ASCII in `~=` alone, and then fails when asked. */
function foreignLetters(text: string, ours: unknown, theirs: unknown): string | undefined {
  return ours === null && theirs !== null && /~=.*[ıſİK]/su.test(text) ? 'specifier-foreign-letters' : undefined;
}

const clause: DifferentialKind<string> = {
  name: 'specifier',
  op: 'specifier',
  full: 150_000,
  generate: (random) => specifierText(random),
  ours(text) {
    const parsed = parseSpecifier(text);
    if (!parsed.ok) return null;
    const { operator, text: version } = parsed.value;
    return { text: formatSpecifier(parsed.value), operator, version, pre: asksForPreReleases(parsed.value) };
  },
  exception: foreignLetters,
};

type ContainsCase = [set: string, versions: string[], preReleases: boolean | null, installed: boolean | null];

const containing: DifferentialKind<ContainsCase> = {
  name: 'specifier-contains',
  op: 'specifier-contains',
  full: 200_000,
  quick: 10_000,
  generate(random) {
    const about = nearVersion(random);
    return [setText(random, about), candidates(random, 2, 5, about), flag(random), flag(random)];
  },
  ours([text, versions, preReleases, installed]) {
    const set = parseSpecifierSet(text);
    if (!set.ok) return null;
    const policy = policyOf(preReleases, installed);
    return versions.flatMap((given) => {
      const answer = contains(set.value, given, policy);
      const version = readVersion(given);
      if (version === undefined) return [answer];
      const each = set.value.specifiers.every((specifier) => satisfies(specifier, version));
      return [answer, contains(set.value, version, policy), each];
    });
  },
  exception: ([text], ours, theirs) => foreignLetters(text, ours, theirs),
};

type FilterCase = [set: string, versions: string[], preReleases: boolean | null];

const filtering: DifferentialKind<FilterCase> = {
  name: 'specifier-filter',
  op: 'specifier-filter',
  full: 100_000,
  quick: 10_000,
  generate(random) {
    const about = nearVersion(random);
    return [setText(random, about), candidates(random, 0, 9, about), flag(random)];
  },
  ours([text, versions, preReleases]) {
    const set = parseSpecifierSet(text);
    if (!set.ok) return null;
    const pairs = versions.map((version, i) => ({ version, i }));
    return filterVersions(set.value, pairs, { ...policyOf(preReleases), key: (pair) => pair.version }).map(
      ({ i }) => i,
    );
  },
  exception: ([text], ours, theirs) => foreignLetters(text, ours, theirs),
};

const meaning: DifferentialKind<[string, string]> = {
  name: 'specifier-set',
  op: 'specifier-set',
  full: 100_000,
  quick: 10_000,
  generate(random) {
    const about = nearVersion(random);
    const left = setText(random, about);
    if (random.chance(0.4)) return [left, setText(random, about)];
    if (random.chance(0.3)) return [left, left.split(',').reverse().join(', ')];
    return [left, left.replace(/[0-9](?=[,\s]|$)/g, (last) => (random.chance(0.7) ? `${last}.0` : last))];
  },
  ours([left, right]) {
    const [a, b] = [parseSpecifierSet(left), parseSpecifierSet(right)];
    if (!a.ok || !b.ok) return null;
    const text = formatSpecifierSet(a.value);
    const again = parseSpecifierSet(text);
    const equal = equalSpecifierSets(a.value, b.value);
    return {
      text,
      again: again.ok && formatSpecifierSet(again.value) === text,
      equal,
      hash: equal,
      both: formatSpecifierSet(combineSpecifierSets(a.value, b.value)),
      pre: preReleasesOf(a.value) ?? null,
      length: a.value.specifiers.length,
      unsatisfiable: [isUnsatisfiable(a.value), isUnsatisfiable(a.value, { preReleases: false })],
    };
  },
  exception: (texts, ours, theirs) => foreignLetters(texts.join(), ours, theirs),
};

export const kinds: DifferentialKind[] = [clause, containing, filtering, meaning] as DifferentialKind[];
