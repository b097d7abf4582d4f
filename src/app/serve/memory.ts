import type { NormalizedName } from '@rind/pypa';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { RememberedArtifact } from './make-standing.ts';
import type { UpstreamFacts } from './ports.ts';

/** What is remembered of files, asked for by whoever decides about them. */
export interface Memory {
  pins(upstream: string, project: string): Promise<Map<string, Pin>>;
  /** Hashes of metadata that was passed on before the wheels were looked into, by file name. */
  sidecars(upstream: string, project: string): Promise<ReadonlyMap<string, string>>;
  pin(upstream: string, project: string, files: readonly { filename: string; sha256: string | null }[]): Promise<void>;
  mark(upstream: string, filenames: readonly string[], gone: number | null): Promise<void>;
  inspections(hashes: readonly string[]): Promise<ReadonlyMap<string, RememberedArtifact>>;
  /** Has it found out when files were uploaded whose index does not say it, as far as that takes no time. */
  date(
    upstream: UpstreamFacts,
    project: NormalizedName,
    files: readonly { filename: string; sha256: string | null }[],
  ): Promise<void>;
  /** Versions that were served from here. */
  inUse(project: string): Promise<readonly string[]>;
}
