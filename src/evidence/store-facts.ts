import type { AdvisoryStore } from '../advisory/store.ts';

/** The names of a store's sources, as evidence states who says so. */
export function sourcesOf({ sources }: AdvisoryStore): string {
  return sources.map(({ name }) => name).join(', ');
}

/** The newest instant that any source of a store speaks for; empty when none says. */
export function newestOf({ sources }: AdvisoryStore): string {
  let newest = '';
  for (const source of sources) if (source.newest > newest) newest = source.newest;
  return newest;
}
