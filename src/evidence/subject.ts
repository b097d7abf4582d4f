import type { NormalizedName } from '@rind/pypa';

/** What rules judge; each names the level that it needs. */
export type SubjectLevel = 'requirement' | 'release' | 'distribution' | 'artifact';

/** A project asked for without an exact version. */
export interface RequirementSubject {
  readonly level: 'requirement';
  readonly id: string;
  readonly name: NormalizedName;
}

/** One version of a project. */
export interface ReleaseSubject {
  readonly level: 'release';
  readonly id: string;
  readonly name: NormalizedName;
  readonly version: string;
}

/** Whatever a decision is about. */
export type Subject = RequirementSubject | ReleaseSubject;
