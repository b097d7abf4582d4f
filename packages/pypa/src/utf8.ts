/**
 * Bytes as text.
 */

/** The platform's decoder, in browsers and in Node; this package is built without the types of either. */
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LOOSE = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const CHUNK = 8192;

/**
 * Bytes as UTF-8 text, or undefined where they are no UTF-8: overlong forms, surrogates, code points
 * above U+10FFFF and cut-off sequences are refused, a byte order mark is kept. Takes the bytes from
 * `start` to before `end`. Source: RFC 3629; Python's `bytes.decode("utf-8", "strict")`.
 */
export function decodeUtf8(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string | undefined {
  try {
    return STRICT.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

/**
 * Bytes as UTF-8 text with U+FFFD for each maximal broken piece, as Unicode recommends. Source:
 * Python's `bytes.decode("utf-8", "replace")`; Encoding Standard, "UTF-8 decoder".
 */
export function decodeUtf8Loosely(bytes: Uint8Array): string {
  return LOOSE.decode(bytes);
}

/** How many bytes UTF-8 has for a text without lone surrogates, or for a part of it. */
export function utf8Length(text: string, start: number = 0, end: number = text.length): number {
  let length = end - start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    // A pair of surrogates has four bytes, two for each.
    if (code > 0x7f) length += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return length;
}

/** Bytes as the characters U+0000 to U+00FF of the same numbers: a text whose offsets are byte offsets. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The bytes of a text of characters up to U+00FF; the inverse of {@link decodeLatin1}. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
