import type { ByteSource } from './byte-source.ts';

/** A place in an archive. Both in bytes; it lies inside the archive. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/**
 * A reading of an archive that asks for bytes by their place and is given them, wherever they come from: the rules
 * of a format stand in one place, for archives in memory and for those that are not. Bytes hold until it asks again.
 */
export type Reading<T> = Generator<Span, T, Buffer>;

/** Does a reading on bytes in memory. */
export function readNow<T>(reading: Reading<T>, bytes: Uint8Array): T {
  const whole = bufferOf(bytes);
  for (let step = reading.next(); ; ) {
    if (step.done === true) return step.value;
    const { offset, length } = step.value;
    step = reading.next(whole.subarray(offset, offset + length));
  }
}

/**
 * Does a reading on a source.
 *
 * @throws {SourceFailure} when the source fails
 */
export async function readFrom<T>(reading: Reading<T>, source: ByteSource): Promise<T> {
  for (let step = reading.next(); ; ) {
    if (step.done === true) return step.value;
    step = reading.next(bufferOf(await source.read(step.value.offset, step.value.length)));
  }
}

/** The same bytes with the methods of a `Buffer`; nothing is copied. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * A source that asks for so many bytes at once and answers from them: many small reads, one after the other, are
 * few large ones then.
 */
export function readAhead(source: ByteSource, bytes: number): ByteSource {
  let start = 0;
  let held: Uint8Array = new Uint8Array();
  return {
    size: source.size,
    async read(offset, length) {
      if (offset < start || offset + length > start + held.length) {
        held = await source.read(offset, Math.max(length, Math.min(bytes, source.size - offset)));
        start = offset;
      }
      return held.subarray(offset - start, offset - start + length);
    },
  };
}
