import { Gate } from '../base/gate.ts';
import { trimEnd } from '../base/text/trim-end.ts';
import { Backlog } from './backlog.ts';
import { ByteCache } from './byte-cache.ts';
import { ChunkPool } from './chunk-pool.ts';
import { Metrics } from './metrics.ts';
import { DEFAULT_LIMITS, type GatewayLimits, type GatewayOptions, type GatewayPorts } from './options.ts';
import type { SmallFile } from './small-file.ts';
import { VariantStore } from './variant-store.ts';

/** What every route needs: the ports, and what is kept in memory. */
export interface Door {
  readonly ports: GatewayPorts;
  readonly limits: GatewayLimits;
  /** Empty where none is configured. */
  readonly publicUrl: string;
  readonly acceleratedPath: ((sha256: string) => string) | undefined;
  readonly version: string;
  readonly pages: VariantStore;
  readonly files: ByteCache<string, SmallFile>;
  /** Small files that are being read. */
  readonly loading: Map<string, Promise<SmallFile>>;
  readonly chunks: ChunkPool;
  readonly backlog: Backlog;
  /** Pages of the past that are made at once: there are as many of them as there are moments. */
  readonly past: Gate;
  readonly metrics: Metrics;
}

const PAST_AT_ONCE = 2;

/** A door as its options say. */
export function createDoor(options: GatewayOptions): Door {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return {
    ports: options.ports,
    limits,
    publicUrl: trimEnd(options.publicUrl ?? '', '/'),
    acceleratedPath: options.acceleratedPath,
    version: options.version ?? '0',
    pages: new VariantStore(limits.pageBytes),
    files: new ByteCache(limits.fileBytes),
    loading: new Map(),
    chunks: new ChunkPool(),
    backlog: new Backlog(limits.unreadBytes),
    past: new Gate(PAST_AT_ONCE),
    metrics: new Metrics(),
  };
}
