import type { Gathered } from './gathered.ts';
import type { EVIDENCE_KINDS } from './registry.generated.ts';

type Kind = (typeof EVIDENCE_KINDS)[number];

/** The name of a kind of evidence: one for every file of `kinds/`. */
export type EvidenceName = Kind['name'];

type ValueOf<K> = K extends { collect(...args: never[]): Gathered<infer V> } ? V : never;

/** Everything gathered for one subject; a kind that nobody needed is absent. */
export type Evidence = { readonly [K in Kind as K['name']]?: Gathered<ValueOf<K>> };
