import { formatVersion, type NormalizedName, readVersion } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import { affecting, partOf, recordsOf } from '../affecting.ts';
import { mirroring } from '../index-trust.ts';
import type { EvidenceKind } from '../kind.ts';
import type { Offer } from '../offer.ts';
import { isIndependent, type Repair } from '../repair.ts';
import { newestOf, sourcesOf } from '../store-facts.ts';
import type { DistributionSubject } from '../subject.ts';

/** Versions in use that are looked at; with more of them, the first ones. */
const MAX_IN_USE = 100;

type Repairs = ReadonlyMap<string, readonly Repair[]>;

/** Made once for all files of a project. */
const remembered = new WeakMap<Offer, { readonly store: AdvisoryStore; readonly repairs: Repairs }>();

const NONE: readonly Repair[] = [];

/** What a release repairs: flaws of versions that are in use, whose advisories name this very version as fixed. */
export const kind: EvidenceKind<'repairs', readonly Repair[]> = {
  name: 'repairs',
  title: 'flaws of versions in use here that this version is named as the fix of',
  levels: ['distribution'],
  collect(subject, { offer, advisories: store, indexes = [] }) {
    if (offer === undefined || store === undefined || subject.level !== 'distribution')
      return { state: 'not-configured', reason: 'no advisory data is at hand' };
    const isOwn = mirroring(subject.origin, indexes) === 'own';
    const value = isOwn ? NONE : (repairsOf(subject, offer, store).get(subject.version) ?? NONE);
    return { state: 'present', value, source: sourcesOf(store), observedAt: newestOf(store) };
  },
};

function repairsOf(subject: DistributionSubject, offer: Offer, store: AdvisoryStore): Repairs {
  const known = remembered.get(offer);
  if (known?.store === store) return known.repairs;
  const repairs = findRepairs(subject, offer.inUse.slice(0, MAX_IN_USE), store);
  remembered.set(offer, { store, repairs });
  return repairs;
}

interface Flaw {
  readonly repair: Omit<Repair, 'inUse'>;
  readonly inUse: string[];
}

function findRepairs({ name, origin }: DistributionSubject, inUse: readonly string[], store: AdvisoryStore): Repairs {
  const records = recordsOf({ name, origin }, store);
  const byVersion = new Map<string, Map<string, Flaw>>();
  if (typeof records === 'string' || records.length === 0) return new Map();
  for (const version of inUse) {
    const used = { level: 'release', id: idOf(name, version), name, version, origin, hashes: [] } as const;
    for (const { group, details, fixed, kev } of partOf(affecting(used, records, store).groups, 'flaws')) {
      const { id, aliases } = group;
      for (const text of fixed) {
        const read = readVersion(text);
        if (read === undefined) continue;
        const flaws = byVersion.get(formatVersion(read)) ?? new Map<string, Flaw>();
        byVersion.set(formatVersion(read), flaws);
        // What is exploited somebody else has seen.
        const flaw = flaws.get(id) ?? {
          repair: { id, aliases, isIndependent: kev || details.some(isIndependent) },
          inUse: [],
        };
        flaw.inUse.push(version);
        flaws.set(id, flaw);
      }
    }
  }
  return new Map(
    [...byVersion].map(([version, flaws]) => [
      version,
      [...flaws.values()].map(({ repair, inUse: used }) => ({ ...repair, inUse: used })),
    ]),
  );
}

function idOf(name: NormalizedName, version: string): string {
  return `${name}==${version}`;
}
