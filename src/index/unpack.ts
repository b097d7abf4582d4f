import { gunzip } from 'node:zlib';

/** Bytes of a piece that is unpacked at once, where the content does not say how long it is, or says too much. */
const LEAST = 16 * 1024;
const MOST = 4 * 1024 * 1024;
/** Deflate makes no more of a byte. */
const MOST_TIMES = 1032;

/**
 * A content without its `Content-Encoding`; undefined where that is not gzip, the content is malformed, or it unpacks
 * to more than allowed: what goes beyond is never unpacked. Works beside the event loop. Source: RFC 9110 §8.4.
 */
export function unpacked(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array | 'too-large' | 'damaged'> {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return Promise.resolve(bytes);
  if (name !== 'gzip' && name !== 'x-gzip') return Promise.resolve('damaged');
  return new Promise((resolve) => {
    gunzip(bytes, { maxOutputLength: maxBytes, chunkSize: chunkOf(bytes) }, (error, result) => {
      if (error === null) resolve(result);
      else resolve('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'damaged');
    });
  });
}

/**
 * How long gzip says that its content is, in its last four bytes: then it is unpacked into one piece. A page in
 * hundreds of small ones would be there twice while they are put together. Source: RFC 1952 §2.3.1 (ISIZE).
 */
function chunkOf(bytes: Uint8Array): number {
  if (bytes.length < 18) return LEAST;
  const stated = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(bytes.length - 4, true);
  // One byte more: where none is left, it takes another piece to see that nothing comes.
  return Math.max(LEAST, Math.min(stated, bytes.length * MOST_TIMES, MOST) + 1);
}
