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
    for (const range of project.ranges) {
      const inside = own === undefined ? 'invalid-version' : inRange(range, own);
      if (inside === true) return { affected: true, fixed: fixesAfter(project, own) };
      if (inside !== false) unknown = inside;
    }
    // Last, because it reads every version of the list.
    if (listed(project, version, own)) return { affected: true, fixed: fixesAfter(project, own) };
  }
  return unknown === undefined ? { affected: false } : { affected: 'unknown', reason: unknown };
}

function listed(project: AffectedProject, written: string, own: Version | undefined): boolean {
  if (project.versions.includes(written)) return true;
  if (own === undefined) return false;
  return project.versions.some((text) => {
    const parsed = parseVersion(text);
    return parsed.ok && (parsed.value.key === own.key || parsed.value.key === own.publicKey);
  });
}

interface Bound {
  readonly kind: RangeEvent['kind'];
  /** Empty for `introduced: "0"`, which is before every version. */
  readonly key: string;
}

/** At one version an end comes before a beginning, whatever the written order. */
const RANK: Readonly<Record<RangeEvent['kind'], number>> = { limit: 0, fixed: 1, last_affected: 2, introduced: 3 };

function inRange(range: AffectedRange, own: Version): boolean | 'damaged-advisory' {
  const bounds: Bound[] = [];
  for (const event of range.events) {
    if (event.kind === 'introduced' && event.version === '0') bounds.push({ kind: event.kind, key: '' });
    else if (event.kind === 'limit' && event.version === '*') continue;
    else {
      const parsed = parseVersion(event.version);
      if (!parsed.ok) return 'damaged-advisory';
      bounds.push({ kind: event.kind, key: parsed.value.key });
    }
  }
  bounds.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : RANK[a.kind] - RANK[b.kind]));
  const limits = bounds.filter((bound) => bound.kind === 'limit');
  if (limits.length > 0 && !limits.some((limit) => own.key < limit.key)) return false;
  let inside = false;
  for (const { kind, key } of bounds) {
    if (kind === 'introduced' && own.key >= key) inside = true;
    else if (kind === 'fixed' && own.key >= key) inside = false;
    else if (kind === 'last_affected' && own.key > key) inside = false;
  }
  return inside;
}

/** The fixes that lie after the release, lowest first, in normal spelling as written. */
function fixesAfter(project: AffectedProject, own: Version | undefined): string[] {
  const fixes = new Map<string, string>();
  for (const range of project.ranges) {
    for (const event of range.events) {
      const parsed = event.kind === 'fixed' ? parseVersion(event.version) : undefined;
      if (parsed?.ok && (own === undefined || parsed.value.key > own.key)) fixes.set(parsed.value.key, event.version);
    }
  }
  return [...fixes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version);
}
