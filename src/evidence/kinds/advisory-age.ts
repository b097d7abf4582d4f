import type { AdvisorySource } from '../../advisory/store.ts';
import { parseInstant } from '../../base/instant.ts';
import type { EvidenceKind } from '../kind.ts';

/** One source of advisories and the day that it speaks for. */
export interface AdvisorySourceAge {
  readonly source: string;
  /**
   * Epoch milliseconds: when its origin was last asked and had no more; for a file or folder, when its newest
   * record was modified. Null where nothing says it.
   */
  readonly since: number | null;
  /** Whether it is a feed beside the advisories (EPSS, KEV): without it no flaw is missed. */
  readonly isFeed: boolean;
}

/** How old the advisories are that the run rests on. */
export const kind: EvidenceKind<'advisory-age', readonly AdvisorySourceAge[]> = {
  name: 'advisory-age',
  title: 'the newest record of each source of advisories, and of each feed beside them',
  levels: ['run'],
  collect(_subject, { advisories }) {
    if (advisories === undefined) return { state: 'not-configured', reason: 'no advisory data is at hand' };
    const aged = ({ name, newest, checked }: AdvisorySource, isFeed: boolean): AdvisorySourceAge => {
      const modified = parseInstant(newest);
      return { source: name, since: checked ?? (modified.ok ? modified.value : null), isFeed };
    };
    const value = [
      ...advisories.sources.map((source) => aged(source, false)),
      ...advisories.feeds.map((feed) => aged(feed, true)),
    ];
    return { state: 'present', value, source: value.map(({ source }) => source).join(', '), observedAt: '' };
  },
};
