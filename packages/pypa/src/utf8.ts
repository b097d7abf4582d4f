/**
 * UTF-8 bytes as text, without the DOM's `TextDecoder`, which this package may not count on.
 */

const CHUNK = 8192;

/**
 * Bytes as UTF-8 text, or undefined where they are no UTF-8: overlong forms, surrogates, code points
 * above U+10FFFF and cut-off sequences are refused, a byte order mark is kept. Takes the bytes from
 * `start` to before `end`. Source: RFC 3629; Python's `bytes.decode("utf-8", "strict")`.
 */
export function decodeUtf8(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string | undefined {
  const units = new Uint16Array(Math.min(CHUNK, end - start) + 1);
  let text = '';
  let used = 0;
  let at = start;
  while (at < end) {
    if (used >= CHUNK) {
      text += String.fromCharCode.apply(undefined, units.subarray(0, used) as unknown as number[]);
      used = 0;
    }
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      units[used++] = lead;
      at++;
      continue;
    }
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + length > end) return undefined;
    let point = lead & (0x7f >> length);
    for (let i = 1; i < length; i++) {
      const next = bytes[at + i] ?? 0;
      if (next >> 6 !== 0b10) return undefined;
      point = (point << 6) | (next & 0x3f);
    }
    if ((length === 3 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) || point > 0x10ffff) return undefined;
    if (length === 4 && point < 0x10000) return undefined;
    at += length;
    if (point < 0x10000) {
      units[used++] = point;
    } else {
      units[used++] = 0xd7c0 + (point >> 10);
      units[used++] = 0xdc00 | (point & 0x3ff);
    }
  }
  return text + String.fromCharCode.apply(undefined, units.subarray(0, used) as unknown as number[]);
}

/** Bytes as the characters U+0000 to U+00FF of the same numbers: a text whose offsets are byte offsets. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode.apply(undefined, bytes.subarray(at, at + CHUNK) as unknown as number[]);
  }
  return text;
}

/** The bytes of a text of characters up to U+00FF; the inverse of {@link decodeLatin1}. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
