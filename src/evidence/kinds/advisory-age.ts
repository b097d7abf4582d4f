import type { EvidenceKind } from '../kind.ts';

/** One source of advisories and the day that it speaks for. */
export interface AdvisorySourceAge {
  readonly source: string;
  /** RFC 3339; empty where the source does not say. */
  readonly newest: string;
}

/** How old the advisories are that the run rests on. */
export const kind: EvidenceKind<'advisory-age', readonly AdvisorySourceAge[]> = {
  name: 'advisory-age',
  title: 'the newest record of each source of advisories',
  levels: ['run'],
  collect(_subject, { advisories }) {
    if (advisories === undefined) return { state: 'not-configured', reason: 'no advisory data is at hand' };
    const value = advisories.sources.map(({ name, newest }) => ({ source: name, newest }));
    return { state: 'present', value, source: value.map(({ source }) => source).join(', '), observedAt: '' };
  },
};
