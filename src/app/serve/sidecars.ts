import { hash } from 'node:crypto';
import type { NormalizedName } from '@rind/pypa';
import { SingleFlight } from '../../base/single-flight.ts';
import type { Sidecar } from '../../evidence/sidecars.sql.ts';
import type { Upstreams } from './ports.ts';
import type { StandingFile } from './standing.ts';

/** What {@link Sidecars} works with. */
export interface SidecarsParts {
  readonly upstreams: Pick<Upstreams, 'metadata'>;
  /** What was passed on before. */
  of(upstream: string, filename: string): Promise<Sidecar | undefined>;
  /** Remembers what is passed on; whoever was first stays, and is the answer. */
  keep(upstream: string, project: string, filename: string, sidecar: Sidecar): Promise<string>;
}

/**
 * The metadata that an index serves beside a wheel, for resolvers: most wheels that they ask about are never
 * installed, and need not be fetched. Only where the page states a hash that it is held to; the wheel's own must be the
 * same, or the wheel is refused. Source: PEP 658, PEP 714.
 */
export class Sidecars {
  readonly #parts: SidecarsParts;
  readonly #flights = new SingleFlight<Sidecar | undefined>();

  constructor(parts: SidecarsParts) {
    this.#parts = parts;
  }

  /** The metadata of a wheel that was not looked into yet; undefined where only the wheel itself would tell. */
  of(name: NormalizedName, { file, upstream }: StandingFile): Promise<Sidecar | undefined> {
    const stated = statedMetadata(file);
    if (stated === undefined) return Promise.resolve(undefined);
    return this.#flights.do(`${upstream}/${file.filename}/${stated}`, async () => {
      const { upstreams, of, keep } = this.#parts;
      const known = await of(upstream, file.filename);
      // Another one than was passed on before: the wheel has to show which of them is true.
      if (known !== undefined) return known.sha256 === stated ? known : undefined;
      const content = await upstreams.metadata(upstream, file);
      if (!content.ok) return undefined;
      const sidecar = { sha256: hash('sha256', content.value, 'hex'), content: content.value };
      if (sidecar.sha256 !== stated) return undefined;
      // Before it goes out: what a wheel is compared with must not be forgotten in a crash.
      return (await keep(upstream, name, file.filename, sidecar)) === stated ? sidecar : undefined;
    });
  }
}

/** The SHA-256 of a wheel's metadata that its index states; undefined where it states none. Source: PEP 714. */
export function statedMetadata({ filename, coreMetadata }: StandingFile['file']): string | undefined {
  return filename.endsWith('.whl') && typeof coreMetadata === 'object' ? coreMetadata.get('sha256') : undefined;
}
