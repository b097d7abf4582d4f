import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { letGo } from '../base/let-go.ts';
import type { Coding } from './coding.ts';

/** What is packed into at once: each piece costs a turn of the event loop. Few pages become more than half as long. */
const LEAST = 256 * 1024;
const MOST = 4 * 1024 * 1024;
/**
 * What zstd looks back over, as a power of two. Lines of a page are like those just before them, and their hashes like
 * none: with the two mebibytes that the level means, a page takes twice the time, five times the memory while it is
 * packed, and comes out larger. Source: RFC 8878 §3.1.1.1.2.
 */
const WINDOW = 17;

const ZSTD = { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_windowLog]: WINDOW };

/** Packs bytes beside the event loop, into memory of just their length. */
export function packed(content: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === 'identity') return Promise.resolve(content);
  const chunkSize = Math.max(LEAST, Math.min(content.length >> 1, MOST));
  const engine =
    coding === 'gzip' ? createGzip({ level: 6, chunkSize }) : createZstdCompress({ chunkSize, params: ZSTD });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  engine.on('data', (part: Buffer) => parts.push(part));
  engine.on('error', reject);
  engine.on('end', () => resolve(fitted(parts)));
  engine.end(content);
  return promise;
}

/** Kept as it comes, a page of a few kilobytes would hold all of the piece that it was packed into. */
function fitted(parts: readonly Buffer[]): Buffer {
  const own = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) at += part.copy(own, at);
  for (const memory of new Set(parts.map(({ buffer }) => buffer))) letGo(new Uint8Array(memory));
  return own;
}
