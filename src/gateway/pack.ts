import { constants, gzip, zstdCompress } from 'node:zlib';
import type { Coding } from './coding.ts';

/** Large pieces: each one costs a turn of the event loop. */
const CHUNK = 256 * 1024;

/** Packs bytes beside the event loop. */
export function packed(content: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === 'identity') return Promise.resolve(content);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const done = (error: Error | null, result: Buffer): void => {
    if (error === null) resolve(result);
    else reject(error);
  };
  if (coding === 'gzip') gzip(content, { level: 6, chunkSize: CHUNK }, done);
  else zstdCompress(content, { chunkSize: CHUNK, params: { [constants.ZSTD_c_compressionLevel]: 6 } }, done);
  return promise;
}
