import type { AdvisoryStore } from '../advisory/store.ts';
import type { Component } from '../inventory/component.ts';
import type { DeclaredPython } from './declared-python.ts';
import type { Gathered } from './gathered.ts';
import type { KnownIndex } from './index-trust.ts';
import type { KnownNames } from './known-names.ts';
import type { Offer } from './offer.ts';
import type { ProjectFacts } from './project-facts.ts';
import type { ReleaseFacts } from './release-facts.ts';
import type { Subject, SubjectLevel } from './subject.ts';

/** Where evidence comes from; given by `compose`, a field per source. */
export interface EvidenceSources {
  /** Absent when no advisory data is at hand. */
  readonly advisories?: AdvisoryStore;
  /** The indexes that the team has declared. */
  readonly indexes?: readonly KnownIndex[];
  /** What the inventory found, by component id. */
  readonly components?: ReadonlyMap<string, Component>;
  /** What was found about each audited project, by the id of its subject. */
  readonly projects?: ReadonlyMap<string, ProjectFacts>;
  /** The Pythons of the projects and targets that use a component, by its id. */
  readonly pythons?: ReadonlyMap<string, readonly DeclaredPython[]>;
  /** What an index says, by component id; absent where none is consulted. */
  readonly releases?: ReadonlyMap<string, ReleaseFacts>;
  /** What a gateway has about the project that it is asked for; absent at every other door. */
  readonly offer?: Offer;
  /** Names that others are mistaken for; absent where nobody lists any. */
  readonly names?: KnownNames;
}

/** One kind of evidence: a file of `kinds/` exports one as `kind`. */
export interface EvidenceKind<Name extends string, Value> {
  readonly name: Name;
  /** One line for the reader of its page. */
  readonly title: string;
  /** The subjects that it can be gathered about; for others `collect` is not called. */
  readonly levels: readonly SubjectLevel[];
  collect(subject: Subject, sources: EvidenceSources): Gathered<Value>;
}
