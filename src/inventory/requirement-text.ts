import { err, ok, type Result } from '@rind/pypa';
import { decodeText } from '../base/text/bytes.ts';
import type { TextProblem } from '../base/text/document.ts';

/** Byte order marks and what they say. The longer come first: UTF-32's little-endian one begins as UTF-16's does. */
const MARKS: readonly (readonly [readonly number[], (bytes: Uint8Array) => Result<string, TextProblem>])[] = [
  [[0xef, 0xbb, 0xbf], decodeUtf8],
  [[0xff, 0xfe, 0x00, 0x00], (bytes) => decodeUtf32(bytes, true)],
  [[0x00, 0x00, 0xfe, 0xff], (bytes) => decodeUtf32(bytes, false)],
  [[0xff, 0xfe], (bytes) => decodeBy('utf-16le', bytes)],
  [[0xfe, 0xff], (bytes) => decodeBy('utf-16be', bytes)],
];

/**
 * Encodings that a coding line may name, by Python's name without `-`, `_` and blanks. Those only whose
 * ASCII half is ASCII: in any other, a name could be spelled so that a person reads something else.
 */
const CODINGS: ReadonlyMap<string, (bytes: Uint8Array) => Result<string, TextProblem>> = new Map([
  ...['utf8', 'u8', 'utf', 'cp65001', 'utf8sig'].map((name) => [name, decodeUtf8] as const),
  ...['ascii', '646', 'usascii'].map((name) => [name, (bytes: Uint8Array) => decodeSingle(bytes, 0x80)] as const),
  ...['latin1', 'latin', 'l1', 'iso88591', '8859', 'cp819', 'iso885911987'].map(
    (name) => [name, (bytes: Uint8Array) => decodeSingle(bytes, 0x100)] as const,
  ),
  ...['cp1252', 'windows1252', '1252'].map((name) => [name, by('windows-1252')] as const),
  ...['iso885915', 'latin9', 'l9'].map((name) => [name, by('iso-8859-15')] as const),
  ...['iso88592', 'latin2', 'l2'].map((name) => [name, by('iso-8859-2')] as const),
  ...['cp1251', 'windows1251', '1251'].map((name) => [name, by('windows-1251')] as const),
  ['koi8r', by('koi8-r')],
]);

/** On the first two lines, where they are comments. Source: pip's `PEP263_ENCODING_RE`. */
const CODING_LINE = /coding[:=]\s*([-\w.]+)/;
/** A coding line longer than this is looked at no further. */
const LONGEST_LINE = 1000;

/**
 * The text of a requirements file: by its byte order mark (UTF-8, UTF-16, UTF-32), by a PEP 263 coding
 * line, else UTF-8. Where pip would go on in the encoding of the machine's locale, this is a problem:
 * what the file says must not depend on the machine. Problems: those of `decodeText`,
 * `unknown-encoding`, `nul-character`.
 *
 * Source: `_decode_req_file` of pip 26.3.
 */
export function decodeRequirements(bytes: Uint8Array): Result<string, TextProblem> {
  for (const [mark, decode] of MARKS) {
    if (mark.every((byte, at) => bytes[at] === byte)) return withoutNul(decode(bytes.subarray(mark.length)));
  }
  const coding = codingOf(bytes);
  if (coding === undefined) return decodeUtf8(bytes);
  const decode = CODINGS.get(coding.toLowerCase().replace(/[-_\s.]/g, ''));
  if (decode === undefined) {
    const message = `the coding line names \`${coding.slice(0, 40)}\`, which is not read`;
    return err({ code: 'unknown-encoding', message, offset: 0 });
  }
  return withoutNul(decode(bytes));
}

/** The encoding that a comment on one of the first two lines names. */
function codingOf(bytes: Uint8Array): string | undefined {
  let start = 0;
  for (let line = 0; line < 2; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (bytes[start] === 0x23) {
      const most = Math.min(end < 0 ? bytes.length : end, start + LONGEST_LINE);
      const found = CODING_LINE.exec(String.fromCharCode(...bytes.subarray(start, most)))?.[1];
      if (found !== undefined) return found;
    }
    if (end < 0) return undefined;
    start = end + 1;
  }
  return undefined;
}

function decodeUtf8(bytes: Uint8Array): Result<string, TextProblem> {
  const decoded = decodeText(bytes, { maxBytes: Number.POSITIVE_INFINITY });
  return decoded.ok ? ok(decoded.value.text) : decoded;
}

function by(label: string): (bytes: Uint8Array) => Result<string, TextProblem> {
  return (bytes) => decodeBy(label, bytes);
}

function decodeBy(label: string, bytes: Uint8Array): Result<string, TextProblem> {
  try {
    return ok(new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return err({ code: 'not-decodable', message: `the file is not valid ${label}`, offset: 0 });
  }
}

/** Each byte is the code point of its number. By pieces, since a call takes only so many arguments. */
function decodeSingle(bytes: Uint8Array, limit: number): Result<string, TextProblem> {
  const beyond = bytes.findIndex((byte) => byte >= limit);
  if (beyond >= 0) return err({ code: 'not-decodable', message: 'the file is not valid ASCII', offset: beyond });
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return ok(parts.join(''));
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): Result<string, TextProblem> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const point = at + 4 <= bytes.length ? view.getUint32(at, littleEndian) : Number.POSITIVE_INFINITY;
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      return err({ code: 'not-decodable', message: 'the file is not valid UTF-32', offset: at });
    parts.push(String.fromCodePoint(point));
  }
  return ok(parts.join(''));
}

/** No format of ours holds a NUL, and tools that are written in C end their reading at one. */
function withoutNul(decoded: Result<string, TextProblem>): Result<string, TextProblem> {
  const at = decoded.ok ? decoded.value.indexOf('\0') : -1;
  return at < 0 ? decoded : err({ code: 'nul-character', message: 'the file holds a NUL', offset: at });
}
