import type { ParameterDeclarations, ParameterValues } from '../base/parameter.ts';
import type { Evidence, EvidenceName } from '../evidence/evidence.ts';
import type { Subject, SubjectLevel } from '../evidence/subject.ts';
import type { Level, Outcome, UnknownTreatment } from './outcome.ts';

/** Who can reach what runs on a target. */
export type Exposure = 'internet' | 'internal' | 'build';

/** What a rule is told beside subject and evidence. */
export interface RuleContext<P extends ParameterDeclarations = ParameterDeclarations> {
  /** The rule's own parameters, as the policy sets them; each declared one has a value. */
  readonly parameters: ParameterValues<P>;
  /** Epoch milliseconds: it is judged as of then. An outcome that time alone changes says when (`until`). */
  readonly now: number;
  /** The exposure of the targets that the subject is used on, the greatest of them; absent where none is declared. */
  readonly exposure?: Exposure;
}

/**
 * How a gateway shows what it denies. `yank`: listed as yanked with the reason, so that an unpinned request takes
 * another version and a pinned one hears why. `list`: listed as ever and refused with the reason, where every
 * version is denied and nothing else could be taken. `omit`: not listed, where another file takes its place.
 */
export type Presentation = 'yank' | 'list' | 'omit';

/** How much of a project a denial is about. */
export type DenialScope = 'version' | 'project';

/** How failures of a rule are told to somebody who is refused a file. */
export interface RuleDenial {
  readonly presentation: Presentation;
  /** What a failure is about that does not say it itself. */
  readonly scope: DenialScope;
  /**
   * What weighs more is told first. `danger`: bytes or a project that must not be run. `doubt`: what may turn out
   * to be fine. `choice`: what this team does not use.
   */
  readonly gravity: 'danger' | 'doubt' | 'choice';
}

/**
 * One rule: a file of `rules/` exports one as `rule`; its documentation page is made from it. A rule
 * with parameters is a `Rule<typeof parameters>`; one that judges components only may take
 * a `ComponentSubject`: no other level than its `levels` is ever given to it.
 */
export interface Rule<P extends ParameterDeclarations = ParameterDeclarations> {
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
  /** Its own keys under `rules.ID`; none when absent. */
  readonly parameters?: P;
  /**
   * Set for a rule that answers "is it affected?": what it cannot tell, or was not asked, leaves the
   * component undetermined. Any other rule that is off or was not run moves nothing (ADR 8).
   */
  readonly answers?: 'affected';
  /** How a gateway tells its failures; a version shown as yanked, of doubt, when absent. */
  readonly denial?: RuleDenial;
  /**
   * What a person's `allow` at a gateway has to name to lift its failures: the very `bytes`, or nothing lifts
   * them (`never`); anything that covers the file when absent.
   */
  readonly lift?: 'bytes' | 'never';
  /** At least one outcome; several when there are several reasons. Pure. */
  judge(subject: Subject, evidence: Evidence, context: RuleContext<P>): readonly Outcome[];
}
