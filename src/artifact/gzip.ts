import { crc32, inflateRawSync } from 'node:zlib';
import { fault, ok, type Parsed } from '@rind/pypa';
import { contentStart, TRAILER_SIZE } from './gzip-header.ts';
import { bufferOf } from './reading.ts';

/**
 * Unpacks a gzip file in memory, strictly: one member, from the first byte to the last, with the size and
 * checksum that it states. Readers differ on what follows the first member, so nothing may. The stated
 * size is checked against the limit before anything is unpacked: a bomb costs nothing.
 *
 * Faults: `gzip-header`, `gzip-too-large`, `gzip-content`, `gzip-trailing`. Source: RFC 1952.
 */
export function readGzip(packed: Uint8Array, maxBytes: number): Parsed<Uint8Array> {
  const bytes = bufferOf(packed);
  const start = contentStart(bytes);
  if (start === undefined || start + TRAILER_SIZE > bytes.length)
    return fault('gzip-header', 'this does not start as a gzip file does', 0);
  const stated = bytes.readUInt32LE(bytes.length - 4);
  if (stated > maxBytes) return fault('gzip-too-large', `the content is larger than ${maxBytes} bytes`, start);
  let content: Buffer;
  let consumed: number;
  try {
    // One piece of the stated size, or the unpacked bytes would stand in memory twice.
    const options = { maxOutputLength: Math.max(1, stated), chunkSize: Math.max(64, stated), info: true } as const;
    const { buffer, engine } = inflated(inflateRawSync(bytes.subarray(start, -TRAILER_SIZE), options));
    content = buffer;
    consumed = engine.bytesWritten;
  } catch {
    return fault('gzip-content', 'the content cannot be unpacked to the size that the file states', start);
  }
  if (start + consumed + TRAILER_SIZE !== bytes.length)
    return fault('gzip-trailing', 'something follows the compressed content', start + consumed);
  if (content.length !== stated || crc32(content) !== bytes.readUInt32LE(bytes.length - TRAILER_SIZE))
    return fault('gzip-content', 'the content does not have the size and checksum that the file states', start);
  return ok(content);
}

/** What `info: true` makes of the answer; Node's types do not know. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflated(answer: unknown): Inflated {
  return answer as Inflated;
}
