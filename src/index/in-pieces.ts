import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { letGo } from '../base/let-go.ts';

/** Bytes that are copied, hashed or decoded between two pauses. */
const PIECE = 256 * 1024;
/** Bytes that are decoded at once: what was decoded in pieces is put together at once, too, which takes as long. */
const WHOLE = 4 * 1024 * 1024;

/** Chunks one after another, which are let go of: they are empty afterwards. With pauses, for a page has megabytes. */
export function* joinInPieces(chunks: readonly Uint8Array[]): Generator<void, Uint8Array, void> {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const whole = Buffer.allocUnsafeSlow(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  let pause = PIECE;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
    letGo(chunk);
    if (at < pause) continue;
    pause = at + PIECE;
    yield;
  }
  return whole;
}

/** The SHA-256 of bytes, lower-case hex. With pauses. */
export function* digestInPieces(bytes: Uint8Array): Generator<void, string, void> {
  const digest = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) {
    digest.update(bytes.subarray(at, at + PIECE));
    yield;
  }
  return digest.digest('hex');
}

/**
 * Bytes as text, strictly: undefined where they are no UTF-8, or hold a NUL. A byte order mark stays. With pauses.
 */
export function* decodeInPieces(bytes: Uint8Array): Generator<void, string | undefined, void> {
  if (yield* isPlain(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const parts: string[] = [];
  try {
    if (bytes.length <= WHOLE) {
      yield;
      return bytes.includes(0) ? undefined : decoder.decode(bytes);
    }
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      if (piece.includes(0)) return undefined;
      parts.push(decoder.decode(piece, { stream: true }));
      yield;
    }
    parts.push(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  return parts.join('');
}

/**
 * Whether bytes are ASCII without a NUL, as nearly all pages are: those are copied as they stand. Decoded in pieces,
 * a page would be there three times for a while, each character as two bytes.
 */
function* isPlain(bytes: Uint8Array): Generator<void, boolean, void> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    if (!isAscii(piece) || piece.includes(0)) return false;
    yield;
  }
  return true;
}
