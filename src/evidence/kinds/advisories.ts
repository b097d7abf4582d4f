import { compareVersions, type NormalizedName, parseVersion } from '@rind/pypa';
import type { Advisory, AdvisoryDetails } from '../../advisory/advisory.ts';
import { type AliasGroup, groupByAlias } from '../../advisory/alias-groups.ts';
import { matchAdvisory } from '../../advisory/match.ts';
import type { EvidenceKind } from '../kind.ts';

/** One flaw that affects the subject. */
export interface AffectingGroup {
  /** Every id of the flaw; of its records, those that call the subject affected. */
  readonly group: AliasGroup;
  /** What those records say for people, in their order. */
  readonly details: readonly AdvisoryDetails[];
  /** Versions after the subject's that some record calls fixed, lowest first. */
  readonly fixed: readonly string[];
}

/** What the advisories at hand say of one release. */
export interface AdvisoryEvidence {
  readonly affecting: readonly AffectingGroup[];
  /** Records that speak of the project but cannot be evaluated for this release. */
  readonly undecided: readonly { readonly id: string; readonly reason: 'damaged-advisory' | 'invalid-version' }[];
  /**
   * The lowest version after the subject's that some record calls fixed and no record at hand calls
   * affected; null when there is none or nothing needs fixing.
   */
  readonly fix: string | null;
}

/** Known vulnerabilities of a release, from OSV records. */
export const kind: EvidenceKind<'advisories', AdvisoryEvidence> = {
  name: 'advisories',
  title: 'OSV records that name the release',
  levels: ['requirement', 'release'],
  collect(subject, { advisories: store }) {
    if (store === undefined) return { state: 'not-configured', reason: 'no advisory data is at hand' };
    if (subject.level !== 'release') return { state: 'unknown', reason: 'unpinned' };
    const fixes = new Map<Advisory, readonly string[]>();
    const undecided: { id: string; reason: 'damaged-advisory' | 'invalid-version' }[] = [];
    const records = store.forProject(subject.name);
    if (records === undefined) return { state: 'unknown', reason: 'too-many-records' };
    for (const advisory of records) {
      const match = matchAdvisory(advisory, subject.name, subject.version);
      if (match.affected === true) fixes.set(advisory, match.fixed);
      else if (match.affected === 'unknown') undecided.push({ id: advisory.id, reason: match.reason });
    }
    const groups = groupsOf(records).flatMap((group) => {
      const advisories = group.advisories.filter((advisory) => fixes.has(advisory));
      const fixed = [...new Set(advisories.flatMap((advisory) => fixes.get(advisory) ?? []))];
      return advisories.length === 0
        ? []
        : [{ group: { ...group, advisories }, details: advisories.map((advisory) => store.details(advisory)), fixed }];
    });
    return {
      state: 'present',
      value: { affecting: groups, undecided, fix: fixOfAll(subject.name, groups, records) },
      source: store.sources.map(({ name }) => name).join(', '),
      observedAt:
        store.sources
          .map(({ newest }) => newest)
          .sort()
          .at(-1) ?? '',
    };
  },
};

const groupsByRecords = new WeakMap<readonly Advisory[], readonly AliasGroup[]>();

/** The flaws that all records of a project speak of: which ids are one flaw does not depend on the release. */
function groupsOf(records: readonly Advisory[]): readonly AliasGroup[] {
  const groups = groupsByRecords.get(records) ?? groupByAlias(records);
  groupsByRecords.set(records, groups);
  return groups;
}

function fixOfAll(
  name: NormalizedName,
  affecting: readonly AffectingGroup[],
  records: readonly Advisory[],
): string | null {
  const candidates = affecting
    .flatMap(({ fixed }) => fixed)
    .flatMap((text) => {
      const parsed = parseVersion(text);
      return parsed.ok ? [{ text, version: parsed.value }] : [];
    });
  candidates.sort((a, b) => compareVersions(a.version, b.version));
  return candidates.find(({ text }) => isClean(name, text, records))?.text ?? null;
}

/** Records that are looked at for all fixes of a project; beyond them no fix is named. */
const MAX_LOOKED_AT = 1_000_000;

/** Answers by project: thousands of versions of it may have the same fixes. */
const cleanness = new WeakMap<readonly Advisory[], { lookedAt: number; readonly clean: Map<string, boolean> }>();

/** Whether no record calls a version affected. */
function isClean(name: NormalizedName, version: string, records: readonly Advisory[]): boolean {
  const known = cleanness.get(records) ?? { lookedAt: 0, clean: new Map<string, boolean>() };
  cleanness.set(records, known);
  const before = known.clean.get(version);
  if (before !== undefined) return before;
  known.lookedAt += records.length;
  const clean =
    known.lookedAt <= MAX_LOOKED_AT &&
    records.every((record) => matchAdvisory(record, name, version).affected === false);
  known.clean.set(version, clean);
  return clean;
}
