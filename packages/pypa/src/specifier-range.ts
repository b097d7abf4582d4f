import { parseSpecifierSet, type SpecifierSet } from './specifier-set.ts';
import { formatPublicVersion, formatVersion, type Version, versionOf } from './version.ts';
import { BOTTOM, type Cut, cutAfter, cutAfterLocals, cutAfterPrefix, readCut } from './version-cut.ts';
import { equalRanges, type VersionRange } from './version-range.ts';
import type { Digits } from './version-scan.ts';

/** More exclusions than this in one place are no answer that a person could read. */
const MOST_EXCLUSIONS = 128;

/**
 * A specifier set that exactly the versions of a range satisfy, or undefined where none exists
 * (`==1.0|==2.0`, or 1.0 without its local labels) or a gap would take more than 128 exclusions.
 *
 * Of two spellings it takes the one that names no pre-release, since naming one asks for them:
 * `<2.0`, not `<2.0.dev0`. The answer's own range always equals the one given.
 */
export function specifierSetOf(range: VersionRange): SpecifierSet | undefined {
  const clauses = clausesOf(range);
  if (clauses === undefined) return undefined;
  const parsed = parseSpecifierSet(clauses.join(','));
  if (!parsed.ok || parsed.value.range === undefined) return undefined;
  return equalRanges(parsed.value.range, range) ? parsed.value : undefined;
}

function clausesOf({ cuts }: VersionRange): string[] | undefined {
  const [first] = cuts;
  if (first === undefined) return ['<0'];
  const exclusions: string[] = [];
  for (let i = 2; i < cuts.length; i += 2) {
    const gap = exclusionsOf(cuts[i - 1] ?? BOTTOM, cuts[i] ?? BOTTOM);
    if (gap === undefined) return undefined;
    exclusions.push(...gap);
  }
  const last = (cuts.length & 1) === 1 ? undefined : cuts[cuts.length - 1];
  const outer = equalityOf(first, last) ?? boundsOf(first, last);
  return outer === undefined ? undefined : [...outer, ...exclusions];
}

/** One `==` for both ends. */
function equalityOf(lower: Cut, upper: Cut | undefined): string[] | undefined {
  if (upper === undefined) return undefined;
  const version = versionAbove(lower);
  if (version === undefined) return undefined;
  if (upper === localsEnd(version)) return [`==${formatVersion(version)}`];
  const prefix = prefixesFrom(version, upper).find(({ end }) => end === upper);
  return prefix && [`==${prefix.text}.*`];
}

function boundsOf(lower: Cut, upper: Cut | undefined): string[] | undefined {
  const from = lowerClauses(lower);
  if (from === undefined) return undefined;
  const family = from.stable ? undefined : familyClauses(lower, upper);
  if (family !== undefined) return family;
  const to = upper === undefined ? [] : upperClauses(upper);
  return to && [...from.clauses, ...to];
}

/**
 * From a release's first development releases on, inside that release's prefix: `==P.*` names none
 * of them where `>=` would have to.
 */
function familyClauses(lower: Cut, upper: Cut | undefined): string[] | undefined {
  const version = versionAbove(lower);
  if (version === undefined || upper === undefined) return undefined;
  const run = developmentRun(version);
  const first = run && prefixesFrom(run.first, upper)[0];
  if (run === undefined || first === undefined || upper > first.end) return undefined;
  const to = upper === first.end ? [] : upperClauses(upper);
  return to && [`==${first.text}.*`, ...run.exclusions, ...to];
}

/** `.devN` as exclusions of what is between it and `.dev0`; undefined where they would be too many. */
function developmentRun(version: Version): { first: Version; exclusions: string[] } | undefined {
  const { epoch, release, pre, post, dev, local } = version;
  if (dev === undefined || dev.length > 3 || Number(dev) > MOST_EXCLUSIONS || local !== undefined) return undefined;
  const numbered = (number: number) => versionOf({ epoch, release, pre, post, dev: String(number), local });
  const exclusions = Array.from({ length: Number(dev) }, (_, i) => `!=${formatVersion(numbered(i))}`);
  return { first: numbered(0), exclusions };
}

/** The version right above a cut, or undefined where there is no first one. */
function versionAbove(cut: Cut): Version | undefined {
  if (cut === BOTTOM) return LEAST;
  const { where, version } = readCut(cut);
  return where === 'before' ? version : undefined;
}

const LEAST = versionOf({ epoch: '0', release: ['0'], pre: undefined, post: undefined, dev: '0', local: undefined });

/** Everything above a cut; `stable` when no pre-release had to be named but in exclusions. */
function lowerClauses(cut: Cut): { clauses: string[]; stable: boolean } | undefined {
  if (cut === BOTTOM) return { clauses: [], stable: true };
  const { where, version } = readCut(cut);
  if (where === 'after-posts') return { clauses: [`>${formatVersion(version)}`], stable: true };
  if (where === 'after' || version.local !== undefined) return undefined;
  const run = developmentRun(version);
  const anchor = run && (run.first.key === LEAST.key ? [] : stableLowerClauses(run.first));
  if (run !== undefined && anchor !== undefined) return { clauses: [...anchor, ...run.exclusions], stable: true };
  return { clauses: [`>=${formatVersion(version)}`], stable: !version.early };
}

/** Above the development releases that lead to a version, in words that name none of them. */
function stableLowerClauses(version: Version): string[] | undefined {
  const { epoch, release, pre, post, dev } = version;
  if (dev !== '0' || pre !== undefined) return undefined;
  const earlier = (parts: { release?: readonly Digits[]; post?: Digits }) =>
    formatPublicVersion(
      versionOf({ epoch, release, pre, post: undefined, dev: undefined, local: undefined, ...parts }),
    );
  if (post !== undefined) {
    const before = decrement(post);
    if (before !== undefined) return [`>${earlier({ post: before })}`];
    return [`>=${earlier({})}`, `!=${earlier({})}`];
  }
  const last = decrement(release.at(-1) ?? '0');
  if (last === undefined) return undefined;
  const before = [...release.slice(0, -1), last];
  const text = earlier({ release: before });
  return epoch === '0' && before.every((number) => number === '0') ? [`!=${text}.*`] : [`>=${text}`, `!=${text}.*`];
}

/** Everything below a cut. */
function upperClauses(cut: Cut): string[] | undefined {
  const { where, version } = readCut(cut);
  if (where !== 'before' || version.local !== undefined) return undefined;
  if (!version.early) return [`<=${formatVersion(version)}`, `!=${formatVersion(version)}`];
  const { epoch, release, pre, post, dev } = version;
  if (dev !== '0' || pre !== undefined) return [`<${formatVersion(version)}`];
  const stable = formatVersion(versionOf({ epoch, release, pre, post, dev: undefined, local: undefined }));
  if (post !== '0') return [`<${stable}`];
  return [`<=${formatVersion(versionOf({ epoch, release, pre, post: undefined, dev: undefined, local: undefined }))}`];
}

/** `!=` clauses that together take out exactly what is between two cuts. */
function exclusionsOf(from: Cut, to: Cut): string[] | undefined {
  const clauses: string[] = [];
  for (let at = from; at !== to; ) {
    const version = versionAbove(at);
    if (version === undefined || clauses.length === MOST_EXCLUSIONS) return undefined;
    // The longest step that stays inside: steps from one place contain each other.
    const prefix = prefixesFrom(version, to).find(({ end }) => end <= to);
    const end = prefix?.end ?? localsEnd(version);
    if (end > to) return undefined;
    clauses.push(`!=${prefix === undefined ? formatVersion(version) : `${prefix.text}.*`}`);
    at = end;
  }
  return clauses;
}

/** Where `==V` ends. */
function localsEnd(version: Version): Cut {
  return version.local === undefined ? cutAfterLocals(version) : cutAfter(version);
}

/**
 * The prefixes whose versions start right at `version`, the widest first; none unless it is a
 * release's first development release. Padded up to the length that a prefix ending at `to` has.
 */
function prefixesFrom(version: Version, to: Cut): { text: string; end: Cut }[] {
  const { epoch, release, pre, post, dev } = version;
  if (dev !== '0' || pre !== undefined || post !== undefined || version.local !== undefined) return [];
  const length = Math.min(
    Math.max(release.length, versionAbove(to)?.release.length ?? 0),
    release.length + MOST_EXCLUSIONS,
  );
  const prefixes: { text: string; end: Cut }[] = [];
  for (let padded = [...release]; padded.length <= length; padded = [...padded, '0']) {
    const text = (epoch === '0' ? '' : `${epoch}!`) + padded.join('.');
    prefixes.push({ text, end: cutAfterPrefix(epoch, padded) });
  }
  return prefixes;
}

/** A decimal number less one; undefined for 0. */
function decrement(digits: Digits): Digits | undefined {
  if (digits === '0') return undefined;
  let at = digits.length;
  while (digits[at - 1] === '0') at--;
  const head = digits.slice(0, at - 1) + String.fromCharCode(digits.charCodeAt(at - 1) - 1);
  const text = head + '9'.repeat(digits.length - at);
  return text.length > 1 && text.startsWith('0') ? text.slice(1) : text;
}
