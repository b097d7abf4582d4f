/**
 * Transfer encodings of e-mail bodies, on texts of characters up to U+00FF, one a byte. Not part of
 * the public surface. Source: RFC 2045, 6.7 and 6.8, as CPython's `binascii` reads them.
 */

const BASE64 = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((letter, value) => [
    letter.charCodeAt(0),
    value,
  ]),
);

/** Decodes groups of four letters, skipping everything else; undefined when the last group is incomplete. */
function tryBase64(text: string): string | undefined {
  const parts: string[] = [];
  let group = 0;
  let held = 0;
  let pads = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 61) {
      if (held >= 2 && held + ++pads >= 4) return parts.join('');
      continue;
    }
    const value = BASE64.get(code);
    if (value === undefined) continue;
    pads = 0;
    group = ((group << 6) | value) & 0xffffff;
    held = (held + 1) % 4;
    if (held === 2) parts.push(String.fromCharCode((group >> 4) & 0xff));
    else if (held === 3) parts.push(String.fromCharCode((group >> 2) & 0xff));
    else if (held === 0) parts.push(String.fromCharCode(group & 0xff));
  }
  return held === 0 ? parts.join('') : undefined;
}

/** Decodes base64 as mail readers do: foreign characters are skipped, padding may be missing. */
export function decodeBase64(text: string): string {
  const joined = text.replace(/[\r\n]+/g, '');
  return tryBase64(joined) ?? tryBase64(`${joined}==`) ?? joined;
}

/** Decodes quoted-printable; what is no escape stays as it is. */
export function decodeQuotedPrintable(text: string): string {
  return text.replace(/=(?:([0-9A-Fa-f]{2})|=|\n|\r[^\n]*\n?|$)/g, (written: string, hex: string | undefined) =>
    hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : written === '==' ? '=' : '',
  );
}
