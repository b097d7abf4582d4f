import {
  ALL_VERSIONS,
  compareVersions,
  equalRanges,
  formatPublicVersion,
  intersectionOf,
  type NormalizedName,
  rangeHas,
  rangeOfEvents,
  readVersion,
  sortByVersion,
  type Version,
  type VersionEvent,
  type VersionRange,
} from '@rind/pypa';
import type { Advisory, AffectedProject, AffectedRange, RangeEvent } from './advisory.ts';

/** What an advisory says of one release. */
export type AdvisoryMatch =
  | { readonly affected: true; readonly fixed: readonly string[] }
  | { readonly affected: false }
  /** It cannot be told: a bound of a range is no version, or the release's own version is none. */
  | { readonly affected: 'unknown'; readonly reason: 'damaged-advisory' | 'invalid-version' };

/**
 * Whether a release is affected. Versions compare by PEP 440's plain order, never by specifier
 * rules; a version that the record lists by name is affected whatever its ranges say.
 *
 * Source: OSV schema, "Evaluation". Differing from it in damaged records, see {@link AdvisoryMatch},
 * and in that builds of the last affected version (`1.5+cu118`) are affected too.
 */
export function matchAdvisory(advisory: Advisory, name: NormalizedName, version: string): AdvisoryMatch {
  const own = versionOf(version);
  const affected = isAffected(advisory, name, version);
  if (affected === true) return { affected, fixed: fixesAfter(advisory, name, own) };
  return affected === false ? UNAFFECTED : { affected: 'unknown', reason: affected };
}

const UNAFFECTED: AdvisoryMatch = { affected: false };

/** Why it cannot be told whether a release is affected. */
type Untold = 'damaged-advisory' | 'invalid-version';

/** The answer of {@link matchAdvisory} without the fixes. */
export function isAffected(advisory: Advisory, name: NormalizedName, version: string): boolean | Untold {
  const own = versionOf(version);
  let unknown: Untold | undefined;
  for (const project of advisory.affected) {
    if (project.name !== name) continue;
    const prepared = prepare(project);
    const inside = insideAny(prepared, own);
    if (inside === true || isListed(prepared, version, own)) return true;
    if (inside !== false && unknown !== 'damaged-advisory') unknown = inside;
  }
  return unknown ?? false;
}

let latest: { readonly text: string; readonly version: Version | undefined } = { text: '', version: undefined };

/** All records of a project are asked about a release one after the other. */
function versionOf(text: string): Version | undefined {
  if (latest.text !== text) latest = { text, version: readVersion(text) };
  return latest.version;
}

/** Whether an advisory affects every version of a project, those to come included. */
export function affectsEverything(advisory: Advisory, name: NormalizedName): boolean {
  return advisory.affected.some(
    (project) =>
      project.name === name &&
      prepare(project).ranges.some((range) => range !== undefined && equalRanges(range, ALL_VERSIONS)),
  );
}

/** What of a project's ranges cannot be read, in words; undefined when all can. */
export function damageOf({ ranges }: AffectedProject): string | undefined {
  for (const range of ranges) {
    const damage = damageIn(range);
    if (damage !== undefined) return damage;
  }
  return undefined;
}

/** What a record says of a project, read once: a lock may hold thousands of versions of it. */
interface Prepared {
  readonly project: AffectedProject;
  /** Undefined for one that is damaged. */
  readonly ranges: readonly (VersionRange | undefined)[];
  readonly texts: ReadonlySet<string>;
  /** What is listed by name, by rank; read when it is first asked for. */
  listed: ReadonlyMap<number, readonly Version[]> | undefined;
  /** Kept by the first of a record's entries for one project, for all of them. */
  fixes: readonly Fix[] | undefined;
}

interface Fix {
  readonly version: Version;
  readonly text: string;
}

const prepared = new WeakMap<AffectedProject, Prepared>();

function prepare(project: AffectedProject): Prepared {
  const known = prepared.get(project);
  if (known !== undefined) return known;
  const made: Prepared = {
    project,
    ranges: project.ranges.map((range) =>
      range.ranks === undefined ? rangeOf(range) : new KeptRange(range.ranks, range),
    ),
    texts: new Set(project.versions),
    listed: undefined,
    fixes: undefined,
  };
  prepared.set(project, made);
  return made;
}

const KINDS = { introduced: 'introduced', fixed: 'fixed', last_affected: 'last-affected-builds' } as const;

/** Undefined for a damaged range: one that `damageIn` finds something to say about. */
function rangeOf(range: AffectedRange): VersionRange | undefined {
  if (!range.events.some(({ kind }) => kind === 'introduced')) return undefined;
  const events: VersionEvent[] = [];
  let limit: Version | undefined;
  for (const { kind, version: text } of boundsOf(range)) {
    const version = readVersion(text);
    if (version === undefined) return undefined;
    if (kind !== 'limit')
      events.push({ kind: KINDS[kind], version: kind === 'introduced' && text === '0' ? undefined : version });
    else if (limit === undefined || compareVersions(version, limit) > 0) limit = version;
  }
  const affected = rangeOfEvents(events);
  return limit === undefined ? affected : intersectionOf(affected, rangeBelow(limit));
}

/** A range of which a store kept the ranks: they tell all but the longest versions apart. */
class KeptRange implements VersionRange {
  readonly ranks: readonly number[];
  readonly #written: AffectedRange;
  #cuts: readonly string[] | undefined;

  constructor(ranks: readonly number[], written: AffectedRange) {
    this.ranks = ranks;
    this.#written = written;
  }

  get cuts(): readonly string[] {
    this.#cuts ??= rangeOf(this.#written)?.cuts ?? [];
    return this.#cuts;
  }
}

/** The ranks of the places where a range begins and ends, for a store to keep; undefined for a damaged range. */
export function ranksOf(range: AffectedRange): readonly number[] | undefined {
  return rangeOf(range)?.ranks;
}

function rangeBelow(version: Version): VersionRange {
  return rangeOfEvents([
    { kind: 'introduced', version: undefined },
    { kind: 'fixed', version },
  ]);
}

/** The events that bound something: with one limit that is `*`, none limits. */
function boundsOf({ events }: AffectedRange): readonly RangeEvent[] {
  const unlimited = events.some(({ kind, version }) => kind === 'limit' && version === '*');
  return unlimited ? events.filter(({ kind }) => kind !== 'limit') : events;
}

/** Why a range cannot be read: a bound is no version, or there is no beginning, so that it would affect nothing. */
function damageIn(range: AffectedRange): string | undefined {
  if (!range.events.some(({ kind }) => kind === 'introduced')) return 'nothing is introduced in it';
  const bound = boundsOf(range).find(({ version }) => readVersion(version) === undefined);
  if (bound === undefined) return undefined;
  return bound.version === '' ? 'it has a bound that says nothing' : `its bound \`${bound.version}\` is no version`;
}

function insideAny({ ranges }: Prepared, own: Version | undefined): boolean | 'damaged-advisory' | 'invalid-version' {
  let unknown: 'damaged-advisory' | 'invalid-version' | undefined;
  for (const range of ranges) {
    if (range === undefined) unknown = 'damaged-advisory';
    else if (own === undefined) unknown ??= 'invalid-version';
    else if (rangeHas(range, own)) return true;
  }
  return unknown ?? false;
}

/** By its text, or as the same version written otherwise, or as the release that it is a build of. */
function isListed(of: Prepared, written: string, own: Version | undefined): boolean {
  if (of.texts.has(written)) return true;
  if (own === undefined || of.texts.size === 0) return false;
  of.listed ??= byRank(of.texts);
  if (hasVersion(of.listed, own)) return true;
  const release = own.local === undefined ? undefined : readVersion(formatPublicVersion(own));
  return release !== undefined && hasVersion(of.listed, release);
}

/** Ranks are numbers, and quicker to make and to compare than keys; equal ranks are nearly always equal versions. */
function byRank(texts: Iterable<string>): ReadonlyMap<number, readonly Version[]> {
  const found = new Map<number, Version[]>();
  for (const text of texts) {
    const version = readVersion(text);
    if (version === undefined) continue;
    const same = found.get(version.rank);
    if (same === undefined) found.set(version.rank, [version]);
    else same.push(version);
  }
  return found;
}

function hasVersion(listed: ReadonlyMap<number, readonly Version[]>, own: Version): boolean {
  return listed.get(own.rank)?.some((version) => compareVersions(version, own) === 0) ?? false;
}

/** More fixes of one record are not named. */
const MAX_FIXES = 100;

/**
 * The fixes that lie after the release, lowest first, as written; of all that the record says of the
 * project: some write a range with all its branches, some an entry for each.
 */
function fixesAfter({ affected }: Advisory, name: NormalizedName, own: Version | undefined): string[] {
  const [only, ...others] = affected.filter((project) => project.name === name).map(prepare);
  if (only === undefined) return [];
  only.fixes ??= fixesOf([only, ...others].flatMap(({ project }) => project.ranges));
  const first = own === undefined ? 0 : after(only.fixes, own);
  return only.fixes.slice(first, first + MAX_FIXES).map(({ text }) => text);
}

function fixesOf(ranges: readonly AffectedRange[]): readonly Fix[] {
  const written = ranges.flatMap(({ events }) => events.filter(({ kind }) => kind === 'fixed'));
  const [only] = written;
  if (only !== undefined && written.length === 1) {
    const version = readVersion(only.version);
    return version === undefined ? [] : [{ version, text: only.version }];
  }
  const fixes = new Map<string, Fix>();
  for (const { version: text } of written) {
    const version = readVersion(text);
    const known = version === undefined ? undefined : fixes.get(version.key);
    // Of one version in two spellings the shorter, then the first by text: whatever the order.
    if (version !== undefined && (known === undefined || isPlainer(text, known.text)))
      fixes.set(version.key, { version, text });
  }
  return sortByVersion(fixes.values(), ({ version }) => version);
}

function isPlainer(text: string, than: string): boolean {
  return text.length < than.length || (text.length === than.length && text < than);
}

/** How many fixes are at the release or before it. */
function after(fixes: readonly Fix[], own: Version): number {
  let low = 0;
  let high = fixes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const fix = fixes[middle];
    if (fix !== undefined && compareVersions(fix.version, own) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
