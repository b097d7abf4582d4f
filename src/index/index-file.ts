import type { ProjectFile } from '@rind/pypa';
import type { DistributionName } from './distribution.ts';

/** One file that an index offers, checked. */
export interface IndexFile extends ProjectFile {
  /** Absolute, of a host that the index's files may come from; without fragment. */
  readonly url: string;
  readonly distribution: DistributionName;
}
