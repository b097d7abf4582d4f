import { hash } from 'node:crypto';
import type { ProjectFile, Result } from '@rind/pypa';
import { SingleFlight } from '../../base/single-flight.ts';
import type { ContentAnswer } from './answers.ts';
import { OWN } from './ports.ts';
import type { StandingFile } from './standing.ts';

/** What {@link Vouching} works with. */
export interface VouchingParts {
  /** What an index vouches for, as it came; why there is none: `absent` where it says that there is none. */
  fetch(
    upstream: string,
    file: ProjectFile,
  ): Promise<Result<Uint8Array, { readonly state: 'absent' | 'unavailable'; readonly why: string }>>;
  readonly kept: {
    of(sha256: string, upstream: string): Promise<Uint8Array | undefined>;
    save(sha256: string, upstream: string, body: Uint8Array, now: number): Promise<void>;
  };
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Passes on what indexes vouch for about a file (PEP 740), and keeps it by the file's bytes: it is there when the index
 * is not. Nothing of it is verified here, and no decision rests on it.
 */
export class Vouching {
  readonly #parts: VouchingParts;
  readonly #flights = new SingleFlight<ContentAnswer>();

  constructor(parts: VouchingParts) {
    this.#parts = parts;
  }

  /** The provenance of a file that is not denied. */
  async provenance({ file, sha256, upstream }: StandingFile): Promise<ContentAnswer> {
    const none = `no attestation of \`${file.filename}\` is known here`;
    if (upstream === OWN || sha256 === null || file.provenance === undefined) return { answer: 'absent', why: none };
    const kept = await this.#parts.kept.of(sha256, upstream);
    if (kept !== undefined) return contentOf(kept);
    return this.#flights.do(`${upstream} ${sha256}`, async () => {
      const fetched = await this.#parts.fetch(upstream, file);
      if (!fetched.ok)
        return fetched.error.state === 'absent'
          ? { answer: 'absent', why: none }
          : { answer: 'later', why: fetched.error.why, retryAfter: 10 };
      await this.#parts.kept.save(sha256, upstream, fetched.value, this.#parts.now());
      return contentOf(fetched.value);
    });
  }
}

function contentOf(content: Uint8Array): ContentAnswer {
  return { answer: 'content', content, sha256: hash('sha256', content, 'hex') };
}
