import type { InspectedArtifact } from './inspected-artifact.ts';
import type { OfferedFiles } from './offered-file.ts';
import type { OfferedProject } from './offered-project.ts';
import type { Ruling } from './ruling.ts';

/** What a gateway has about the one project that it is asked for: loaded before anything is gathered about its files. */
export interface Offer {
  readonly project: OfferedProject;
  /** By file name; those included that the upstream no longer lists. */
  readonly files: OfferedFiles;
  /** What was found in the files that were fetched, by lower-case hex of their SHA-256. */
  readonly inspections: ReadonlyMap<string, InspectedArtifact>;
  /** Standing words of the view that may be about the project: by its name, by the beginning of it, or by a file's hash. */
  readonly rulings: readonly Ruling[];
  /** Versions of the project that were served from here, as PEP 440 normalises them. */
  readonly inUse: readonly string[];
}
