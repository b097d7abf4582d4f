import { pythonStrip } from './python-text.ts';
import { readVersion, type Version } from './version.ts';
import { increment } from './version-cut.ts';
import type { Digits, PreReleaseLetter } from './version-scan.ts';

/**
 * Finitely many versions that stand for all.
 *
 * Specifiers order versions by their coordinates: epoch, release numbers, then pre-release,
 * post-release, development and local segments. Against given versions, a number can only be one of
 * theirs, lie in a gap between two of them, or beyond the last: so the numbers mentioned, each plus
 * one, and zero stand for every number. Two versions whose coordinates stand alike to all mentioned
 * ones satisfy the same specifiers.
 */

/** A local label that nobody mentions. */
const FRESH_LOCAL = 'rind0fresh';
/** More samples than this are of no use to anyone. */
export const SAMPLE_LIMIT: number = 6000;
const LETTERS: readonly PreReleaseLetter[] = ['a', 'b', 'rc'];

/** What to add to the samples. */
export interface SampleOptions {
  /** Only versions of epoch 0, which is all that Python itself has. */
  readonly epochless?: boolean;
  /** A local label on samples in the gaps too: it changes what a version means as a specifier's version. */
  readonly localsEverywhere?: boolean;
}

/**
 * Versions of which at least one satisfies the same specifiers as any given version, as long as all
 * versions in those specifiers are among `mentioned`. In normal form, each once; undefined where they
 * would be more than {@link SAMPLE_LIMIT}.
 */
export function sampleVersions(mentioned: readonly Version[], options: SampleOptions = {}): string[] | undefined {
  const relevant = options.epochless ? mentioned.filter((version) => version.epoch === '0') : mentioned;
  const depth = 1 + relevant.reduce((most, version) => Math.max(most, version.release.length), 1);
  const found = new Set<string>();
  const emit = (path: readonly Digits[], suffix = '') => {
    const release = path.slice(1).join('.') || '0';
    const text = (path[0] === '0' ? release : `${path[0]}!${release}`) + suffix;
    found.add(text);
    if (options.localsEverywhere && !suffix.includes('+')) found.add(`${text}+${FRESH_LOCAL}`);
  };
  const visit = (path: readonly Digits[], group: readonly Version[]) => {
    if (found.size > SAMPLE_LIMIT) return;
    if (path.length === depth) {
      for (const suffix of sampleSuffixes(group)) emit(path, suffix);
      emit([...path, '1']);
      return;
    }
    const children = new Map<Digits, Version[]>();
    for (const version of group) {
      const number = coordinate(version, path.length);
      const same = children.get(number);
      if (same) same.push(version);
      else children.set(number, [version]);
    }
    for (const [number, inside] of children) visit([...path, number], inside);
    if (path.length === 0 && options.epochless) return;
    for (const gap of ['0', ...[...children.keys()].map(increment)]) if (!children.has(gap)) emit([...path, gap]);
  };
  if (relevant.length === 0) emit(['0', '1']);
  visit([], relevant);
  return found.size > SAMPLE_LIMIT ? undefined : [...found];
}

function coordinate(version: Version, at: number): Digits {
  return at === 0 ? version.epoch : (version.release[at - 1] ?? '0');
}

/** All that can follow one release, as far as the mentioned versions of that release can tell apart. */
function sampleSuffixes(versions: readonly Version[]): string[] {
  const pres: string[] = [''];
  const named = versions.flatMap((version) => (version.pre === undefined ? [] : [version.pre]));
  if (named.length === 0) pres.push('a0');
  else {
    for (const letter of LETTERS) {
      const numbers = named.filter((pre) => pre[0] === letter).map((pre) => pre[1]);
      for (const number of sampleNumbers(numbers)) pres.push(letter + number);
    }
  }
  const posts = ['', ...sampleNumbers(versions.map((version) => version.post)).map((number) => `.post${number}`)];
  const devs = ['', ...sampleNumbers(versions.map((version) => version.dev)).map((number) => `.dev${number}`)];
  // Only `==` and `!=` with a local label look at one.
  const locals = new Set(['']);
  for (const { local } of versions) if (local !== undefined) locals.add(`+${local.join('.')}`).add(`+${FRESH_LOCAL}`);
  const suffixes: string[] = [];
  for (const pre of pres) {
    for (const post of posts) {
      for (const dev of devs) {
        for (const local of locals) suffixes.push(pre + post + dev + local);
        if (suffixes.length > SAMPLE_LIMIT) return suffixes;
      }
    }
  }
  return suffixes;
}

/** Zero, each number, and each plus one. */
function sampleNumbers(numbers: readonly (Digits | undefined)[]): Digits[] {
  const found = new Set<Digits>(['0']);
  for (const number of numbers) if (number !== undefined) found.add(number).add(increment(number));
  return [...found];
}

/** The versions in given texts; texts that are none are left out. A trailing `.*` does not count. */
export function versionsIn(texts: Iterable<string>): Version[] {
  const found: Version[] = [];
  for (const text of texts) {
    const trimmed = pythonStrip(text);
    const version = readVersion(trimmed.endsWith('.*') ? trimmed.slice(0, -2) : trimmed);
    if (version !== undefined) found.push(version);
  }
  return found;
}
