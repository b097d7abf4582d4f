import { isMalware } from '../../advisory/alias-groups.ts';
import { type AffectingGroup, affecting, lowestFix, partOf, recordsOf, type UndecidedReason } from '../affecting.ts';
import { mirroring } from '../index-trust.ts';
import type { EvidenceKind } from '../kind.ts';
import { needsNoPython } from '../needs-no-python.ts';
import { newestOf, silenceCounts, sourcesOf } from '../store-facts.ts';

/** What the advisories at hand say of one release. */
export interface AdvisoryEvidence {
  /** Flaws; malicious packages are evidence of their own. */
  readonly affecting: readonly AffectingGroup[];
  /** Records that speak of the project but cannot be evaluated for this release. */
  readonly undecided: readonly { readonly id: string; readonly reason: UndecidedReason }[];
  /**
   * The lowest version after the subject's that some record calls fixed and no record at hand calls
   * affected; null when there is none or nothing needs fixing.
   */
  readonly fix: string | null;
  /** What is taken for granted, in words; null where nothing is. */
  readonly assumes: string | null;
}

/** Known vulnerabilities of a release, from OSV records. */
export const kind: EvidenceKind<'advisories', AdvisoryEvidence> = {
  name: 'advisories',
  title: 'OSV records that name the release',
  levels: ['requirement', 'release'],
  collect(subject, { advisories: store, indexes = [], components }) {
    if (store === undefined) return { state: 'not-configured', reason: 'no advisory data is at hand' };
    if (subject.level !== 'release') return { state: 'unknown', reason: 'unpinned' };
    const trust = mirroring(subject.origin, indexes);
    if (trust !== 'own' && needsNoPython(components?.get(subject.id)))
      return { state: 'unknown', reason: 'not-of-pypi' };
    // What a team's own index serves under a name is not what advisories about PyPI speak of.
    const records = trust === 'own' ? [] : recordsOf(subject, store);
    if (typeof records === 'string') return { state: 'unknown', reason: records };
    const { groups, undecided } = affecting(subject, records, store);
    const flaws = partOf(groups, 'flaws');
    // That PyPI's records do not name it says nothing about what another index serves under the name.
    if (trust === 'assumed' && groups.length + undecided.length === 0)
      return { state: 'unknown', reason: 'unknown-index' };
    if (groups.length + undecided.length === 0 && !silenceCounts(subject, trust, store))
      return { state: 'unknown', reason: 'advisories-incomplete' };
    const assumes = trust !== 'assumed' ? null : `assumes that ${subject.origin.url ?? 'the channel'} mirrors PyPI`;
    return {
      state: 'present',
      value: {
        affecting: flaws,
        undecided: undecided
          .filter(({ advisory }) => !isMalware(advisory))
          .map(({ advisory, reason }) => ({ id: advisory.id, reason })),
        fix: lowestFix(subject, flaws, records),
        assumes,
      },
      source: sourcesOf(store),
      observedAt: newestOf(store),
    };
  },
};
