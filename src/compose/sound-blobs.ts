import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import type { Blob } from '../artifact/blob-store.ts';
import { SingleFlight } from '../base/single-flight.ts';

/** Blobs of which it is remembered that they are sound. */
const MOST = 50_000;
const READ_AT_ONCE = 256 * 1024;

/**
 * Knows which stored files are still what their names say. What was judged is served by its name alone: a disk that
 * lost a part of it, or somebody who wrote over it, must not be believed. A file is hashed when it is first opened, and
 * again as soon as the system says that it is another one, or was changed: after that, looking costs nothing.
 */
export class SoundBlobs {
  /** By hash: the facts under which the file was last found sound. */
  readonly #known = new Map<string, string>();
  readonly #flights = new SingleFlight<boolean>();

  /** Whether an open file is what its name says. Reads all of it where that is not known. */
  async isSound(blob: Blob): Promise<boolean> {
    const facts = factsOf(blob);
    if (facts !== undefined && this.#known.get(blob.sha256) === facts) return true;
    return await this.#flights.do(`${blob.sha256} ${facts ?? ''}`, async () => {
      if ((await digestOf(blob)) !== blob.sha256) return false;
      // What was changed while it was read is read again the next time.
      if (facts !== undefined && factsOf(blob) === facts) this.#remember(blob.sha256, facts);
      return true;
    });
  }

  #remember(sha256: string, facts: string): void {
    this.#known.delete(sha256);
    this.#known.set(sha256, facts);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Which file it is, and when it was last changed: the time of change cannot be set by who writes to it. */
function factsOf({ descriptor }: Blob): string | undefined {
  if (descriptor === undefined) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(descriptor, { bigint: true });
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

async function digestOf(blob: Blob): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < blob.size; ) {
    const piece = await blob.read(at, Math.min(READ_AT_ONCE, blob.size - at));
    if (piece.length === 0) break;
    hash.update(piece);
    at += piece.length;
  }
  return hash.digest('hex');
}
