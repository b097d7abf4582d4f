import { fstatSync, writeSync } from 'node:fs';

/** How long a reader is waited for before it is asked again whether it takes more. Unit: milliseconds. */
const PATIENCE_MS = 5;

/**
 * stdout or stderr, written at once. Node's own streams load a network library first, which takes longer
 * than a small audit.
 */
export class Output {
  readonly #handle: 1 | 2;
  readonly #failed: (code: string) => void;
  #ended = false;
  #said = '';

  /** @param failed is told once when nothing more can be written, with the code of the system's error */
  constructor(handle: 1 | 2, failed: (code: string) => void) {
    this.#handle = handle;
    this.#failed = failed;
  }

  /** Everything that was written, but for what passes. */
  get said(): string {
    return this.#said;
  }

  write(text: string): void {
    this.#said += text;
    this.pass(text);
  }

  /** Writes what means nothing once the run is over: how far it is. */
  pass(text: string): void {
    const bytes = Buffer.from(text);
    let done = 0;
    while (done < bytes.length && !this.#ended) {
      try {
        done += writeSync(this.#handle, bytes, done);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
        // Whoever made the pipe may have made it so that a full one refuses instead of waiting.
        if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MS);
        else if (code !== 'EINTR') this.#fail(code);
      }
    }
  }

  #fail(code: string): void {
    this.#ended = true;
    this.#failed(code);
  }
}

/** Whether stdout or stderr may be a terminal; only then is Node asked, which loads its streams. */
export function mayBeTerminal(handle: 1 | 2): boolean {
  try {
    const stat = fstatSync(handle);
    // On Linux devices of major number 1 are memory, `/dev/null` among them.
    return stat.isCharacterDevice() && !(process.platform === 'linux' && stat.rdev >> 8 === 1);
  } catch {
    return false;
  }
}
