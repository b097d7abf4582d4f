import { crc32, inflateRawSync } from 'node:zlib';
import { fault, ok, type Parsed } from '@rind/pypa';
import { contentStart, TRAILER_SIZE } from './gzip-header.ts';
import { bufferOf } from './reading.ts';

/** Bytes that one byte may unpack to. */
const MOST_PACKED = 1032;

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
  // Deflate packs 1,032 bytes into one at most (RFC 1951): nothing else is at the end than what should be.
  if (stated > MOST_PACKED * bytes.length)
    return fault(
      'gzip-content',
      'the file is cut off, or damaged: it does not end with the size of its content',
      start,
    );
  if (stated > maxBytes) return fault('gzip-too-large', `the content is larger than ${maxBytes} bytes`, start);
  let content: Buffer;
  let consumed: number;
  try {
    // One piece of the stated size, or the unpacked bytes would stand in memory twice.
    const options = { maxOutputLength: Math.max(1, stated), chunkSize: Math.max(64, stated), info: true } as const;
    const { buffer, engine } = inflated(inflateRawSync(bytes.subarray(start, -TRAILER_SIZE), options));
    content = buffer;
    consumed = engine.bytesWritten;
  } catch (error) {
    return fault('gzip-content', whyNot(error), start);
  }
  if (start + consumed + TRAILER_SIZE !== bytes.length)
    return fault('gzip-trailing', 'something follows the compressed content', start + consumed);
  if (content.length !== stated || crc32(content) !== bytes.readUInt32LE(bytes.length - TRAILER_SIZE))
    return fault('gzip-content', 'the content does not have the size and checksum that the file states', start);
  return ok(content);
}

/** What keeps the content from being unpacked, as zlib's codes tell. */
function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return 'the compressed content ends too early: the file is cut off';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'the content is larger than the file states: it is cut off, or damaged';
  return 'the compressed content is damaged';
}

/** What `info: true` makes of the answer; Node's types do not know. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflated(answer: unknown): Inflated {
  return answer as Inflated;
}
