import type { Advisory } from './advisory.ts';
import { MAX_LOOKED_AT } from './memory-store.ts';
import { relatedIds } from './related-ids.ts';
import type { AdvisoryStore } from './store.ts';

/**
 * Several stores as one: what was synchronised, and what a configuration names beside it.
 *
 * @param whole whether nothing is missing beside them: each source that was meant could be opened
 */
export function joinedStore(stores: readonly AdvisoryStore[], whole = true): AdvisoryStore {
  const [only] = stores;
  if (only !== undefined && stores.length === 1 && whole) return only;
  const owner = new WeakMap<Advisory, AdvisoryStore>();
  const lists = new Map<string, readonly Advisory[]>();
  const all = (of: (store: AdvisoryStore) => readonly Advisory[]): Advisory[] =>
    stores.flatMap((store) => {
      const found = of(store);
      for (const advisory of found) owner.set(advisory, store);
      return [...found];
    });
  let lookedAt = 0;
  return {
    sources: stores.flatMap(({ sources }) => sources),
    feeds: stores.flatMap(({ feeds }) => feeds),
    problems: stores.flatMap(({ problems }) => problems),
    get complete() {
      return whole && stores.every(({ complete }) => complete);
    },
    covers: (name, version) => stores.some((store) => store.covers(name, version)),
    expect(names) {
      for (const store of stores) store.expect(names);
    },
    again() {
      lookedAt = 0;
      for (const store of stores) store.again();
    },
    forProject(name) {
      let list = lists.get(name);
      if (list === undefined) {
        const parts = stores.map((store) => store.forProject(name));
        if (parts.includes(undefined)) return undefined;
        let at = 0;
        list = all(() => parts[at++] ?? []);
        lists.set(name, list);
      }
      lookedAt += list.length;
      return lookedAt > MAX_LOOKED_AT ? undefined : list;
    },
    forRepository: (url) => all((store) => store.forRepository(url)),
    forHash: (hash) => all((store) => store.forHash(hash)),
    byId: (id) => all((store) => store.byId(id)),
    relatedIds: (id) => relatedIds(id, (at) => stores.flatMap((store) => store.relatedIds(at))),
    details(advisory) {
      const store = owner.get(advisory);
      if (store === undefined) throw new Error(`\`${advisory.id}\` is not of this store`);
      return store.details(advisory);
    },
    epss: (id) => first(stores, (store) => store.epss(id)),
    kev: (id) => first(stores, (store) => store.kev(id)),
    epochOf: (name) => Math.max(0, ...stores.map((store) => store.epochOf(name))),
  };
}

function first<Value>(stores: readonly AdvisoryStore[], ask: (store: AdvisoryStore) => Value | undefined) {
  for (const store of stores) {
    const found = ask(store);
    if (found !== undefined) return found;
  }
  return undefined;
}
