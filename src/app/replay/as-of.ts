import type { AdvisoryStore } from '../../advisory/store.ts';
import { parseInstant } from '../../base/instant.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { StoredRuling } from '../../evidence/rulings.sql.ts';

/** A ruling with when it was taken back. */
export interface DatedRuling extends StoredRuling {
  /** Epoch milliseconds; null while it was not. */
  readonly removed: number | null;
}

/** The words of persons that stood at an instant; whether one had expired by then is for the rules. */
export function rulingsAsOf(rulings: readonly DatedRuling[], instant: number): readonly StoredRuling[] {
  return rulings.filter(({ made, removed }) => made <= instant && (removed === null || removed > instant));
}

/** The files that had been seen by an instant, as gone as they were then. */
export function pinsAsOf<T extends { readonly pin: Pin }>(files: readonly T[], instant: number): readonly T[] {
  return files
    .filter(({ pin }) => pin.firstSeen <= instant)
    .map((file) => {
      const { gone } = file.pin;
      return gone !== null && gone > instant ? { ...file, pin: { ...file.pin, gone: null } } : file;
    });
}

/**
 * The advisories that had been published by an instant, as their records say today: what they said then is not kept. One
 * that does not say when it was published counts as known.
 */
export function advisoriesAsOf(store: AdvisoryStore, instant: number): AdvisoryStore {
  const wasKnown = (advisory: Parameters<AdvisoryStore['details']>[0]): boolean => {
    const published = publishedAt(store, advisory);
    return published === undefined || published <= instant;
  };
  return {
    ...{ sources: store.sources, feeds: store.feeds, problems: store.problems, complete: store.complete },
    covers: (name, version) => store.covers(name, version),
    expect: (names) => store.expect(names),
    forProject: (name) => store.forProject(name)?.filter(wasKnown),
    forRepository: (url) => store.forRepository(url).filter(wasKnown),
    forHash: (hash) => store.forHash(hash).filter(wasKnown),
    byId: (id) => store.byId(id).filter(wasKnown),
    relatedIds: (id) => store.relatedIds(id),
    details: (advisory) => store.details(advisory),
    epss: (id) => store.epss(id),
    kev: (id) => store.kev(id),
    epochOf: (name) => store.epochOf(name),
    again: () => store.again(),
  };
}

/** Epoch milliseconds; undefined where the record does not say. */
export function publishedAt(
  store: AdvisoryStore,
  advisory: Parameters<AdvisoryStore['details']>[0],
): number | undefined {
  const parsed = parseInstant(store.details(advisory).published);
  return parsed.ok ? parsed.value : undefined;
}
