import type { AdvisoryStore } from '../advisory/store.ts';
import type { Mirroring } from './index-trust.ts';
import type { ComponentSubject } from './subject.ts';

/** The names of a store's sources, as evidence states who says so. */
export function sourcesOf({ sources }: AdvisoryStore): string {
  const known = names.get(sources) ?? sources.map(({ name }) => name).join(', ');
  names.set(sources, known);
  return known;
}

/** Every component's evidence says it. */
const names = new WeakMap<AdvisoryStore['sources'], string>();

/** The newest instant that any source of a store speaks for; empty when none says. */
export function newestOf({ sources }: AdvisoryStore): string {
  let newest = '';
  for (const source of sources) if (source.newest > newest) newest = source.newest;
  return newest;
}

/**
 * Whether it says anything that no record at hand speaks of a subject: all sources could be read, and one of them
 * speaks of every project, or was asked about this one. What a team serves as its own is in no source.
 */
export function silenceCounts(subject: ComponentSubject, trust: Mirroring, store: AdvisoryStore): boolean {
  if (!store.complete) return false;
  if (trust === 'own' || subject.origin.kind === 'interpreter') return true;
  return store.covers(subject.name, subject.level === 'release' ? subject.version : null);
}
