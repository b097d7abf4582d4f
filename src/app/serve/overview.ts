import type { Absent, Denial, Forbidden, Later } from './answers.ts';
import type { Asker, ProjectAsk } from './ask.ts';

/** What an upstream last answered. */
export type Heard =
  | { readonly state: 'answers'; readonly at: number }
  | { readonly state: 'silent'; readonly at: number; readonly why: string };

/** An upstream, as people see it. */
export interface UpstreamOverview {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  /** Undefined until it was asked something. */
  readonly heard: Heard | undefined;
}

/** A source of advisories, as people see it. */
export interface AdvisoryOverview {
  readonly name: string;
  readonly records: number;
  /** The newest record's day, as written; empty where none says. */
  readonly newest: string;
  /** Epoch milliseconds at which it was last found to be all that there is. */
  readonly checked: number | undefined;
}

/** How the gateway comes by its advisories. */
export interface SyncOverview {
  /** The other Rind that is asked for them; undefined where the public places are. */
  readonly from: string | undefined;
  /** Epoch milliseconds of the newest state of that one that was taken over; undefined where none was. */
  readonly stateAt: number | undefined;
  /** Whether the gateway fetches them by itself. */
  readonly fetches: boolean;
  /** What the last time came to, and why it failed; undefined before the first of this process. */
  readonly last: { readonly at: number; readonly ok: boolean; readonly why: string } | undefined;
}

/** How the gateway stands. */
export interface StatusOverview {
  readonly answer: 'status';
  readonly version: string;
  /** Whether it only writes down what it would deny. */
  readonly dryRun: boolean;
  /** What is not known here, for it was restored from an older state; undefined where it was not. */
  readonly restored: string | undefined;
  /** Policies by view; the empty name is that of `/simple/`. */
  readonly views: readonly { readonly name: string; readonly policy: string; readonly upstreams: readonly string[] }[];
  readonly upstreams: readonly UpstreamOverview[];
  /** Undefined where there are no advisories at all. */
  readonly advisories: readonly AdvisoryOverview[] | undefined;
  /** Whether there are advisories, and every source of them could be read to its end. */
  readonly isWhole: boolean;
  readonly sync: SyncOverview;
  /** Projects that were asked for or uploaded here. */
  readonly projects: number;
  /** Files that wait for a person; undefined for who may not know. */
  readonly waiting: number | undefined;
}

/** A file of a project, and what is thought of it. */
export interface FileOverview {
  readonly filename: string;
  /** Lower-case hex; null while nobody has said. */
  readonly sha256: string | null;
  readonly size: number | undefined;
  /** Epoch milliseconds: its upload, else when it was first seen. */
  readonly since: number;
  /** Why its index withdrew it; empty without a reason, undefined where it did not. Source: PEP 592. */
  readonly yanked: string | undefined;
  /** Whether its index still lists it. */
  readonly isListed: boolean;
  /** Whether its bytes were fetched and looked into. */
  readonly isJudged: boolean;
  readonly verdict: 'allow' | 'hold' | 'deny';
  readonly denial: Denial | undefined;
  /** What was found and stops nothing. */
  readonly warnings: readonly { readonly rule: string; readonly message: string }[];
}

/** A release and its files. */
export interface ReleaseOverview {
  /** As PEP 440 normalises it. */
  readonly version: string;
  /** Epoch milliseconds of its first file. */
  readonly since: number;
  readonly files: readonly FileOverview[];
}

/** A project under its current decisions. */
export interface ProjectOverview {
  readonly answer: 'project';
  readonly name: string;
  /** Its status as its index says. Source: PEP 792. */
  readonly status: { readonly marker: string; readonly reason: string | undefined };
  /** Where its files come from, by the upstreams' names; empty for the team's own. */
  readonly origins: readonly string[];
  /** The newest first. */
  readonly releases: readonly ReleaseOverview[];
  readonly dryRun: boolean;
}

/** A file that waits for a person. */
export interface WaitingOverview {
  /** Names the decision. */
  readonly id: string;
  readonly view: string;
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  readonly rule: string;
  readonly summary: string;
  /** Epoch milliseconds of the first asking. */
  readonly since: number;
  /** How often it was asked for. */
  readonly times: number;
}

/** What people look at: the page at `/`. Whoever may not read learns of no name. */
export interface Overview {
  status(asker: Asker): Promise<StatusOverview | Absent | Forbidden>;
  /** Names with a part in common, sorted; those that begin with it first. */
  search(
    view: string,
    part: string,
    asker: Asker,
  ): Promise<
    { readonly answer: 'names'; readonly names: readonly string[]; readonly all: number } | Absent | Forbidden
  >;
  project(ask: ProjectAsk): Promise<ProjectOverview | Later | Absent | Forbidden>;
  /** The queue, the longest waiting first: for administrators. */
  holds(
    asker: Asker,
  ): Promise<{ readonly answer: 'holds'; readonly holds: readonly WaitingOverview[] } | Absent | Forbidden>;
}
