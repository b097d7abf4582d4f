import type { NormalizedName } from '@rind/pypa';
import type { Advisory } from './advisory.ts';
import type { AdvisoryStore } from './store.ts';

/**
 * A store that is in force for all but some projects, of which another says what is known: the one before, until
 * somebody looked at what the new one would do.
 */
export function heldStore(current: AdvisoryStore, before: AdvisoryStore, names: ReadonlySet<string>): AdvisoryStore {
  const old = new WeakSet<Advisory>();
  const ownerOf = (name: NormalizedName) => (names.has(name) ? before : current);
  return {
    sources: current.sources,
    feeds: current.feeds,
    problems: current.problems,
    get complete() {
      return current.complete && before.complete;
    },
    covers: (name, version) => ownerOf(name).covers(name, version),
    expect(all) {
      current.expect(all.filter((name) => !names.has(name)));
      before.expect(all.filter((name) => names.has(name)));
    },
    again() {
      current.again();
      before.again();
    },
    forProject(name) {
      const found = ownerOf(name).forProject(name);
      if (names.has(name)) for (const advisory of found ?? []) old.add(advisory);
      return found;
    },
    forRepository: (url) => current.forRepository(url),
    forHash(hash) {
      // What speaks of held projects alone waits with them; what was known before stays known.
      const fresh = current.forHash(hash).filter(({ affected }) => !isOf(affected, names));
      const known = before.forHash(hash).filter(({ id }) => fresh.every((one) => one.id !== id));
      for (const advisory of known) old.add(advisory);
      return [...fresh, ...known];
    },
    byId: (id) => current.byId(id),
    relatedIds: (id) => current.relatedIds(id),
    details: (advisory) => (old.has(advisory) ? before : current).details(advisory),
    epss: (id) => current.epss(id),
    kev: (id) => current.kev(id),
    epochOf: (name) => ownerOf(name).epochOf(name),
  };
}

function isOf(affected: Advisory['affected'], names: ReadonlySet<string>): boolean {
  return affected.length > 0 && affected.every(({ name }) => names.has(name));
}

/** Names what a store holds: equal states have equal names, whenever they were fetched. */
export function storeState(store: AdvisoryStore): string {
  return [...store.sources, ...store.feeds].map(({ name, digest }) => `${name} ${digest}`).join('\n');
}
