import { type NormalizedName, parseVersion, type Version } from '@rind/pypa';
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
 * Source: OSV schema, "Evaluation". Differing from it in nothing but damaged records, see
 * {@link AdvisoryMatch}.
 */
export function matchAdvisory(advisory: Advisory, name: NormalizedName, version: string): AdvisoryMatch {
  const parsed = parseVersion(version);
  const own = parsed.ok ? parsed.value : undefined;
  let unknown: 'damaged-advisory' | 'invalid-version' | undefined;
  for (const project of advisory.affected) {
    if (project.name !== name) continue;
    const prepared = prepare(project);
    const listed = isListed(prepared, version, own);
    const inside = listed || insideAny(prepared, own);
    if (inside === true) return { affected: true, fixed: fixesAfter(prepared, own) };
    if (inside !== false) unknown = inside;
  }
  return unknown === undefined ? { affected: false } : { affected: 'unknown', reason: unknown };
}

function isListed({ texts, keys }: Prepared, written: string, own: Version | undefined): boolean {
  return texts.has(written) || (own !== undefined && (keys.has(own.key) || keys.has(own.publicKey)));
}

function insideAny({ ranges }: Prepared, own: Version | undefined): boolean | 'damaged-advisory' | 'invalid-version' {
  let unknown: 'damaged-advisory' | 'invalid-version' | undefined;
  for (const range of ranges) {
    const inside = own === undefined ? 'invalid-version' : inRange(range, own);
    if (inside === true) return true;
    if (inside !== false) unknown = inside;
  }
  return unknown ?? false;
}

/** What a record says of a project, put in order once: a lock may hold thousands of versions of it. */
interface Prepared {
  readonly ranges: readonly PreparedRange[];
  readonly texts: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  readonly fixes: readonly { readonly key: string; readonly version: string }[];
}

/** Bounds in order, no two equal, without limits; the greatest limit. Damaged when a bound is no version or nothing is introduced. */
type PreparedRange = { readonly bounds: readonly Bound[]; readonly limit: string | undefined } | 'damaged-advisory';

interface Bound {
  readonly kind: RangeEvent['kind'];
  /** Empty for `introduced: "0"`, which is before every version. */
  readonly key: string;
}

const prepared = new WeakMap<AffectedProject, Prepared>();

function prepare(project: AffectedProject): Prepared {
  const known = prepared.get(project);
  if (known !== undefined) return known;
  const keys = project.versions.flatMap((text) => keyOf(text) ?? []);
  const fixes = new Map<string, string>();
  for (const { kind, version } of project.ranges.flatMap(({ events }) => events)) {
    const key = kind === 'fixed' ? keyOf(version) : undefined;
    if (key !== undefined) fixes.set(key, version);
  }
  const made: Prepared = {
    ranges: project.ranges.map(prepareRange),
    texts: new Set(project.versions),
    keys: new Set(keys),
    fixes: [...fixes].map(([key, version]) => ({ key, version })).sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
  prepared.set(project, made);
  return made;
}

function keyOf(text: string): string | undefined {
  const parsed = parseVersion(text);
  return parsed.ok ? parsed.value.key : undefined;
}

/** At one version an end comes before a beginning, whatever the written order. */
const RANK: Readonly<Record<RangeEvent['kind'], number>> = { limit: 0, fixed: 1, last_affected: 2, introduced: 3 };

function prepareRange(range: AffectedRange): PreparedRange {
  const bounds = new Map<string, Bound>();
  let limit: string | undefined;
  // One without a beginning would affect nothing, and be taken for an answer.
  if (!range.events.some(({ kind }) => kind === 'introduced')) return 'damaged-advisory';
  const unlimited = range.events.some(({ kind, version }) => kind === 'limit' && version === '*');
  for (const { kind, version } of range.events) {
    if (kind === 'limit' && unlimited) continue;
    const key = kind === 'introduced' && version === '0' ? '' : keyOf(version);
    if (key === undefined) return 'damaged-advisory';
    if (kind !== 'limit') bounds.set(`${kind} ${key}`, { kind, key });
    else if (limit === undefined || key > limit) limit = key;
  }
  const inOrder = [...bounds.values()].sort((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : RANK[a.kind] - RANK[b.kind],
  );
  return { bounds: inOrder, limit };
}

function inRange(range: PreparedRange, own: Version): boolean | 'damaged-advisory' {
  if (range === 'damaged-advisory') return range;
  if (range.limit !== undefined && own.key >= range.limit) return false;
  // The last bound at or before the version says it, but for a `last_affected` that is the version itself
  // or the release that it is a local build of.
  for (let at = after(range.bounds, own.key) - 1; at >= 0; at--) {
    const bound = range.bounds[at];
    if (bound === undefined || endsAt(bound, own)) continue;
    return bound.kind === 'introduced';
  }
  return false;
}

function endsAt({ kind, key }: Bound, own: Version): boolean {
  return kind === 'last_affected' && (key === own.key || key === own.publicKey);
}

/** How many of some ordered things have a key that is not greater. */
function after(ordered: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.key ?? '') <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** More fixes of one record are not named. */
const MAX_FIXES = 100;

/** The fixes that lie after the release, lowest first, as written. */
function fixesAfter({ fixes }: Prepared, own: Version | undefined): string[] {
  const first = own === undefined ? 0 : after(fixes, own.key);
  return fixes.slice(first, first + MAX_FIXES).map(({ version }) => version);
}
