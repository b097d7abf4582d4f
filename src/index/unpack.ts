import { gunzip } from 'node:zlib';

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
    gunzip(bytes, { maxOutputLength: maxBytes }, (error, result) => {
      if (error === null) resolve(result);
      else resolve('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'damaged');
    });
  });
}
