import type { AdvisoryStore } from '../advisory/store.ts';
import type { Gathered } from './gathered.ts';
import type { Subject } from './subject.ts';

/** Where evidence comes from; given by `compose`, a field per source. */
export interface EvidenceSources {
  /** Absent when no advisory data is at hand. */
  readonly advisories?: AdvisoryStore;
}

/** One kind of evidence: a file of `kinds/` exports one as `kind`. */
export interface EvidenceKind<Name extends string, Value> {
  readonly name: Name;
  /** One line for the reader of its page. */
  readonly title: string;
  collect(subject: Subject, sources: EvidenceSources): Gathered<Value>;
}
