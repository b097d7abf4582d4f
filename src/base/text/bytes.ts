import { err, ok, type Result } from '@rind/pypa';
import { type TextLimits, type TextProblem, textLimits } from './document.ts';

/** Text as it came from a file. */
interface DecodedText {
  readonly text: string;
  /** Whether a UTF-8 byte order mark stood first. It is not part of the text; an edit must put it back. */
  readonly hasByteOrderMark: boolean;
}

/**
 * Reads bytes as UTF-8, strictly: no replacement characters, no NUL. Problems count their offset in
 * bytes: `too-large`, `not-utf8` at the first byte that belongs to no character, `nul-character`.
 */
export function decodeText(bytes: Uint8Array, limits?: Partial<TextLimits>): Result<DecodedText, TextProblem> {
  const { maxBytes } = textLimits(limits);
  if (bytes.length > maxBytes) return problem('too-large', `the file is larger than ${maxBytes} bytes`, maxBytes);
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const nul = bytes.indexOf(0);
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (wide) return problem('not-utf8', 'the file starts as UTF-16 or UTF-32 does; it must be UTF-8', 0);
  const text = strictText(hasByteOrderMark ? bytes.subarray(3) : bytes);
  const bad = text === undefined ? firstBadByte(bytes) : bytes.length;
  if (nul >= 0 && nul < bad) return problem('nul-character', 'the file holds a NUL', nul);
  if (text === undefined) {
    const shown = (bytes[bad] ?? 0).toString(16).padStart(2, '0');
    const message = bad < bytes.length ? `the byte 0x${shown} is no UTF-8 here` : 'the file ends inside a character';
    return problem('not-utf8', message, bad);
  }
  return ok({ text, hasByteOrderMark });
}

function problem(code: string, message: string, offset: number): Result<never, TextProblem> {
  return err({ code, message, offset });
}

/** Bytes as text; undefined where they are no strict UTF-8. */
function strictText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Where bytes that are no strict UTF-8 break it; their number where the last character is cut off. */
function firstBadByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return bytes.length;
}

/** The bytes of the character that starts here, 0 when none does. Source: RFC 3629 §4. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  // The second byte rules out overlong forms, surrogates, and numbers past U+10FFFF.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next];
    if (byte === undefined || byte < (next === 1 ? least : 0x80) || byte > (next === 1 ? most : 0xbf)) return 0;
  }
  return length;
}
