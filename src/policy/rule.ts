import type { Evidence, EvidenceName } from '../evidence/evidence.ts';
import type { Subject, SubjectLevel } from '../evidence/subject.ts';
import type { Level, Outcome, UnknownTreatment } from './outcome.ts';

/** One rule: a file of `rules/` exports one as `rule`; its documentation page is made from it. */
export interface Rule {
  /** kebab-case; the key under `rules` in the configuration. */
  readonly id: string;
  readonly title: string;
  /** What it checks, in a sentence or two. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  readonly bad: string;
  readonly good: string;
  /** What an `unknown` of this rule means. */
  readonly unknownMeans: string;
  readonly levels: readonly SubjectLevel[];
  readonly needs: readonly EvidenceName[];
  readonly defaultLevel: Level;
  readonly defaultUnknown: UnknownTreatment;
  /** At least one outcome; several when there are several reasons. Pure. */
  judge(subject: Subject, evidence: Evidence): readonly Outcome[];
}
