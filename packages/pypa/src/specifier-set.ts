import { compareCodePoints } from './python-identifier.ts';
import { pythonStrip } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import {
  asksForPreReleases,
  formatSpecifier,
  parseSpecifier,
  type Specifier,
  sameText,
  specifierIdentity,
} from './specifier.ts';
import { formatVersion, isPreRelease, readVersion, type Version } from './version.ts';
import {
  ALL_VERSIONS,
  hasOnlyPreReleases,
  intersectionOfAll,
  isEmptyRange,
  rangeHas,
  type VersionRange,
} from './version-range.ts';

/**
 * Specifiers that must all hold. Immutable; make one with {@link parseSpecifierSet} or
 * {@link specifierSet}. The set without specifiers admits everything, even texts that are no version.
 */
export interface SpecifierSet {
  /** Without repetitions in meaning (`>=1,>=1.0` is `>=1`), in order of their texts. */
  readonly specifiers: readonly Specifier[];
  /**
   * The versions that satisfy all of them; undefined where one is `===`: it compares texts, and
   * which of `1.0` and `1.0.0` a version was written as, no range can say.
   */
  readonly range?: VersionRange | undefined;
}

/** The range is made when first asked for: sets that are only read and written never need it. */
class CompiledSet implements SpecifierSet {
  readonly specifiers: readonly Specifier[];
  #range: VersionRange | undefined;
  readonly #textual: boolean;

  constructor(specifiers: readonly Specifier[]) {
    this.specifiers = specifiers;
    this.#textual = specifiers.some(({ operator }) => operator === '===');
  }

  get range(): VersionRange | undefined {
    if (this.#range === undefined && !this.#textual) {
      this.#range = intersectionOfAll(this.specifiers.flatMap((specifier) => specifier.range ?? []));
    }
    return this.#range;
  }
}

/** Which pre-releases count. */
export interface PreReleasePolicy {
  /** True: all. False: none. Undefined: see {@link contains} and {@link filterVersions}. */
  readonly preReleases?: boolean;
  /** Whether the version asked about is installed already: then a pre-release counts even so. */
  readonly installed?: boolean;
}

/** Options of {@link filterVersions}. */
export interface FilterOptions<T> extends PreReleasePolicy {
  /** The version of a candidate; by default the candidate itself. */
  readonly key?: (item: T) => Version | string;
}

/**
 * Reads specifiers separated by commas; empty ones between commas are passed over, so the empty
 * text is the set that admits everything. Faults: those of {@link parseSpecifier}.
 *
 * Source: PEP 440, "Version specifiers".
 */
export function parseSpecifierSet(text: string): Parsed<SpecifierSet> {
  if (typeof text !== 'string') return fault('invalid-specifier', 'a specifier is a text', 0);
  const before = remembered.get(text);
  if (before !== undefined) return before;
  const read = readSpecifiers(text);
  if (text.length <= MAX_REMEMBERED_LENGTH) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(text, read);
  }
  return read;
}

/** Locks ask for the same ranges again and again; what was read is immutable, so it may be handed out again. */
const remembered = new Map<string, Parsed<SpecifierSet>>();
const MAX_REMEMBERED = 2000;
const MAX_REMEMBERED_LENGTH = 60;

function readSpecifiers(text: string): Parsed<SpecifierSet> {
  const found: Specifier[] = [];
  let offset = 0;
  for (const part of text.split(',')) {
    if (pythonStrip(part) !== '') {
      const parsed = parseSpecifier(part);
      if (!parsed.ok) return fault(parsed.error.code, parsed.error.message, offset + parsed.error.offset);
      found.push(parsed.value);
    }
    offset += part.length + 1;
  }
  return ok(specifierSet(found));
}

/** The set of given specifiers, in text order, each meaning once. */
export function specifierSet(specifiers: Iterable<Specifier>): SpecifierSet {
  const given = [...specifiers];
  if (given.length < 2) return new CompiledSet(given);
  const sorted = given.sort((a, b) => compareCodePoints(formatSpecifier(a), formatSpecifier(b)));
  const byMeaning = new Map<string, Specifier>();
  for (const specifier of sorted) {
    const identity = specifierIdentity(specifier);
    if (!byMeaning.has(identity)) byMeaning.set(identity, specifier);
  }
  return new CompiledSet([...byMeaning.values()]);
}

/** The set as text, specifiers joined by `,`. */
export function formatSpecifierSet(set: SpecifierSet): string {
  return set.specifiers.map(formatSpecifier).join(',');
}

/** The set of what both sets admit: all specifiers of both. */
export function combineSpecifierSets(a: SpecifierSet, b: SpecifierSet): SpecifierSet {
  return specifierSet([...a.specifiers, ...b.specifiers]);
}

/** Whether two sets hold the same specifiers by meaning. Sets that admit the same in other words differ. */
export function equalSpecifierSets(a: SpecifierSet, b: SpecifierSet): boolean {
  return (
    a.specifiers.length === b.specifiers.length &&
    a.specifiers.every((one, i) => {
      const other = b.specifiers[i];
      return other !== undefined && specifierIdentity(one) === specifierIdentity(other);
    })
  );
}

/** True when a specifier names a pre-release, which asks for pre-releases; otherwise undefined: no opinion. */
export function preReleasesOf(set: SpecifierSet): true | undefined {
  return set.specifiers.some(asksForPreReleases) ? true : undefined;
}

/**
 * Whether no version and no text can satisfy a set; with `preReleases` false, whether none but
 * pre-releases can.
 */
export function isUnsatisfiable(set: SpecifierSet, policy?: PreReleasePolicy): boolean {
  const named = set.specifiers.find((specifier) => specifier.operator === '===');
  // Only the text that `===` names can satisfy it.
  if (named !== undefined) return !contains(set, named.text, policy);
  const range = set.range ?? ALL_VERSIONS;
  return isEmptyRange(range) || (policy?.preReleases === false && hasOnlyPreReleases(range));
}

/**
 * Whether a set admits one version, given as such or as text. Texts that are no version satisfy
 * only `===`, and the set without specifiers.
 *
 * A pre-release is admitted unless `preReleases` is false (and it is not `installed`): alone, there
 * is no final version to prefer. Source: PEP 440, "Handling of pre-releases".
 */
export function contains(set: SpecifierSet, version: Version | string, policy?: PreReleasePolicy): boolean {
  const asked = typeof version === 'string' ? readVersion(version) : version;
  if (policy?.preReleases === false && policy.installed !== true && asked !== undefined && isPreRelease(asked)) {
    return false;
  }
  return admits(set, asked, version);
}

/**
 * The candidates that a set admits, in their order. With `preReleases` undefined and no specifier
 * that names one, pre-releases are left out if any final version is admitted, and otherwise kept.
 * Texts that are no version, which only `===` and the set without specifiers admit, are kept.
 * `installed` is as in {@link contains}.
 *
 * Source: PEP 440, "Handling of pre-releases".
 */
export function filterVersions<T>(set: SpecifierSet, candidates: Iterable<T>, options: FilterOptions<T> = {}): T[] {
  const preReleases = options.installed === true ? true : (options.preReleases ?? preReleasesOf(set));
  const key = options.key ?? itself;
  const admitted: T[] = [];
  const early: boolean[] = [];
  let final = false;
  for (const candidate of candidates) {
    const given = key(candidate);
    const asked = typeof given === 'string' ? readVersion(given) : given;
    if (!admits(set, asked, given)) continue;
    const pre = asked !== undefined && isPreRelease(asked);
    if (pre && preReleases === false) continue;
    final ||= asked !== undefined && !pre;
    admitted.push(candidate);
    early.push(pre);
  }
  return preReleases === undefined && final ? admitted.filter((_, i) => !early[i]) : admitted;
}

function itself(item: unknown): Version | string {
  return item as Version | string;
}

/** Every specifier holds; `given` is what `===` compares. */
function admits(set: SpecifierSet, version: Version | undefined, given: Version | string): boolean {
  const { range } = set;
  if (range !== undefined && version !== undefined) return rangeHas(range, version);
  for (const specifier of set.specifiers) {
    if (specifier.range === undefined) {
      if (!sameText(specifier, typeof given === 'string' ? given : formatVersion(given))) return false;
    } else if (version === undefined || !rangeHas(specifier.range, version)) return false;
  }
  return true;
}
