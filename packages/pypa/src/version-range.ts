import { formatVersion, type Version } from './version.ts';
import { BOTTOM, type Cut, type CutPlace, cutAfter, cutBefore, cutBeforeFinal, readCut } from './version-cut.ts';
import { rankOf } from './version-rank.ts';

/**
 * A set of versions, in canonical form: two ranges hold the same versions exactly when their cuts
 * are the same. Immutable.
 *
 * It says which versions, not whether pre-releases are wanted among them, and it is a set of
 * versions, not of texts: `1.0` and `1.0.0` are one.
 */
export interface VersionRange {
  /** Where membership changes, ascending: versions above the first cut are in, above the second out, and so on. */
  readonly cuts: readonly Cut[];
  /** The rank of each cut; see `version-rank`. */
  readonly ranks: readonly number[];
}

function rangeOfCuts(cuts: readonly Cut[]): VersionRange {
  return { cuts, ranks: cuts.map(rankOf) };
}

/** The range whose membership changes at the given cuts, which ascend; a cut given twice changes nothing. */
export function rangeOfToggles(toggles: Iterable<Cut>): VersionRange {
  const cuts: Cut[] = [];
  for (const cut of toggles) {
    if (cuts.at(-1) === cut) cuts.pop();
    else cuts.push(cut);
  }
  return rangeOfCuts(cuts);
}

/** No version. */
export const NO_VERSIONS: VersionRange = rangeOfCuts([]);

/** Every version. */
export const ALL_VERSIONS: VersionRange = rangeOfCuts([BOTTOM]);

/** The versions above `lower` and, if given, below `upper`. */
export function rangeBetween(lower: Cut, upper?: Cut): VersionRange {
  if (upper === undefined) return rangeOfCuts([lower]);
  return lower < upper ? rangeOfCuts([lower, upper]) : NO_VERSIONS;
}

/** One version in the plain order: not its local labels, which are versions of their own. */
export function rangeOfVersion(version: Version): VersionRange {
  return rangeOfCuts([cutBefore(version), cutAfter(version)]);
}

/** Whether a version is in a range. */
export function rangeHas(range: VersionRange, version: Version): boolean {
  const { ranks } = range;
  const { rank } = version;
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    // The first few cuts one by one: nearly all ranges have one or two.
    const middle = high <= 4 ? low : (low + high) >>> 1;
    const at = ranks[middle] ?? 0;
    if (rank > at || (rank === at && ((rank & 1) === 0 || version.key >= (range.cuts[middle] ?? '')))) low = middle + 1;
    else high = middle;
  }
  return (low & 1) === 1;
}

/** The versions that are not in a range. */
export function complementOf(range: VersionRange): VersionRange {
  return rangeOfCuts(range.cuts[0] === BOTTOM ? range.cuts.slice(1) : [BOTTOM, ...range.cuts]);
}

/** The versions in either range. */
export function unionOf(a: VersionRange, b: VersionRange): VersionRange {
  return merge(a, b, 1);
}

/** The versions in both ranges. */
export function intersectionOf(a: VersionRange, b: VersionRange): VersionRange {
  return merge(a, b, 2);
}

/** The versions in all ranges; every version when there are none. Pairs of pairs, so that many ranges take little time. */
export function intersectionOfAll(ranges: readonly VersionRange[]): VersionRange {
  let level = ranges;
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      intersectionOf(level[2 * i] ?? ALL_VERSIONS, level[2 * i + 1] ?? ALL_VERSIONS),
    );
  }
  return level[0] ?? ALL_VERSIONS;
}

/** The versions in `a` and not in `b`. */
export function differenceOf(a: VersionRange, b: VersionRange): VersionRange {
  return merge(a, complementOf(b), 2);
}

/** One sweep over both lists: in where at least `least` of the two ranges are. Linear. */
function merge(a: VersionRange, b: VersionRange, least: 1 | 2): VersionRange {
  const cuts: Cut[] = [];
  let i = 0;
  let j = 0;
  while (i < a.cuts.length || j < b.cuts.length) {
    const fromA = a.cuts[i];
    const fromB = b.cuts[j];
    const cut = fromB === undefined || (fromA !== undefined && fromA <= fromB) ? (fromA ?? BOTTOM) : fromB;
    if (fromA === cut) i++;
    if (fromB === cut) j++;
    const inside = (i & 1) + (j & 1) >= least;
    // An odd number of cuts so far means that the place below this cut is inside.
    if (inside !== ((cuts.length & 1) === 1)) cuts.push(cut);
  }
  return rangeOfCuts(cuts);
}

/** Whether a range holds no version. */
export function isEmptyRange(range: VersionRange): boolean {
  return range.cuts.length === 0;
}

/** Whether two ranges hold the same versions. */
export function equalRanges(a: VersionRange, b: VersionRange): boolean {
  return a.cuts.length === b.cuts.length && a.cuts.every((cut, i) => cut === b.cuts[i]);
}

/** Whether every version of `a` is in `b`. */
export function isSubrange(a: VersionRange, b: VersionRange): boolean {
  return isEmptyRange(differenceOf(a, b));
}

/** Whether no version is in both ranges. */
export function areDisjoint(a: VersionRange, b: VersionRange): boolean {
  return isEmptyRange(intersectionOf(a, b));
}

/** Whether a range holds pre-releases and nothing else, or nothing at all. */
export function hasOnlyPreReleases(range: VersionRange): boolean {
  const { cuts } = range;
  for (let i = 0; i < cuts.length; i += 2) {
    const upper = cuts[i + 1];
    if (upper === undefined || cutBeforeFinal(cuts[i] ?? BOTTOM) < upper) return false;
  }
  return true;
}

/**
 * A range as text: intervals such as `[1.0, 2.0.dev0)` joined by ` | `, `(empty)` without any.
 * Square brackets include the version beside them, round ones do not; `V.post*` stands for V with
 * all its post-releases. Equal ranges have equal texts.
 */
export function formatRange(range: VersionRange): string {
  const { cuts } = range;
  if (cuts.length === 0) return '(empty)';
  const intervals: string[] = [];
  for (let i = 0; i < cuts.length; i += 2) intervals.push(`${formatLower(cuts[i])}, ${formatUpper(cuts[i + 1])}`);
  return intervals.join(' | ');
}

function formatLower(cut: Cut = BOTTOM): string {
  if (cut === BOTTOM) return '(-inf';
  const { where, version } = readCut(cut);
  return (where === 'before' ? '[' : '(') + formatPlace(where, version);
}

function formatUpper(cut: Cut | undefined): string {
  if (cut === undefined) return '+inf)';
  const { where, version } = readCut(cut);
  return formatPlace(where, version) + (where === 'before' ? ')' : ']');
}

function formatPlace(where: CutPlace['where'], version: Version): string {
  return formatVersion(version) + (where === 'after-posts' ? '.post*' : '');
}
