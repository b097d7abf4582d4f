import type { Problem } from '../base/problem.ts';

/**
 * Bytes at known places, wherever they are: in memory, in a file, behind HTTP ranges. Archives are read
 * through it, so that a file of gigabytes never stands in memory.
 */
export interface ByteSource {
  /** In bytes; it does not change. */
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset` on. Both lie inside: asking beyond {@link ByteSource.size} is a bug of
   * the caller, and throws. What comes back holds until the next call of `read`: a driver may use its memory again.
   * One call at a time.
   *
   * @throws {SourceFailure} when the bytes cannot be had: that ends the reading, whatever it was
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Why the bytes of a source cannot be had any more: a broken disk, a lost connection, a file that shrank. */
export class SourceFailure extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'SourceFailure';
    this.problem = problem;
  }
}

/** Throws where a read leads beyond a source; the first lines of every driver. */
export function assertInside(size: number, offset: number, length: number): void {
  if (!(Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0))
    throw new RangeError(`no place in a source: ${length} bytes at ${offset}`);
  if (offset + length > size)
    throw new RangeError(`${length} bytes at ${offset} lead beyond the ${size} of the source`);
}

/** Bytes in memory as a source. What it reads is a view of them, no copy. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      assertInside(bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}
