import type { NormalizedName } from '@rind/pypa';
import type { ComponentSource } from '../inventory/component.ts';

/** What rules judge; each names the levels that it judges. */
export type SubjectLevel = 'requirement' | 'release' | 'distribution' | 'artifact' | 'project' | 'run';

/** What every subject that stands for a component carries. */
interface ComponentFacts {
  /** The component's id. */
  readonly id: string;
  readonly name: NormalizedName;
  /** Where its file comes from, credentials removed. */
  readonly origin: ComponentSource;
  /** `algorithm:hex`, as the lock lists them; empty where it lists none. */
  readonly hashes: readonly string[];
}

/** A project asked for without an exact version. */
export interface RequirementSubject extends ComponentFacts {
  readonly level: 'requirement';
}

/** One version of a project. */
export interface ReleaseSubject extends ComponentFacts {
  readonly level: 'release';
  readonly version: string;
}

/** A subject that stands for a component. */
export type ComponentSubject = RequirementSubject | ReleaseSubject;

/** One file that an index offers: judged by what the index says of it. `id` has the file's name. */
export interface DistributionSubject extends ComponentFacts {
  readonly level: 'distribution';
  /** As PEP 440 normalises it. */
  readonly version: string;
  readonly filename: string;
}

/** The bytes of such a file, fetched and looked into. `hashes` has the one that they really have. */
export interface ArtifactSubject extends ComponentFacts {
  readonly level: 'artifact';
  /** As PEP 440 normalises it. */
  readonly version: string;
  readonly filename: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A subject that stands for one file. */
export type FileSubject = DistributionSubject | ArtifactSubject;

/** One audited project: what configures the tools that install for it. */
export interface ProjectSubject {
  readonly level: 'project';
  readonly id: string;
  /** Its folder, relative to the repository root, `.` for the root itself. */
  readonly path: string;
}

/** The run as a whole: what every answer of it rests on. */
export interface RunSubject {
  readonly level: 'run';
  readonly id: 'run';
}

/** Whatever a decision is about. */
export type Subject = ComponentSubject | FileSubject | ProjectSubject | RunSubject;
