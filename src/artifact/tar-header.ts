import { fault, ok, type Parsed } from '@rind/pypa';

/** Bytes of a header; contents are filled up to it. */
export const BLOCK = 512;

/** One header as written; what extension headers say of it is not in it. */
export interface TarHeader {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Where a link leads. */
  readonly target: string;
  /** Name or target is no UTF-8. */
  readonly odd: boolean;
}

/** Reads one header. Faults: `tar-header`, `tar-size`. Source: POSIX.1-2017, pax, "ustar Interchange Format". */
export function readHeader(bytes: Buffer, at: number): Parsed<TarHeader> {
  const sum = octal(bytes, 148, 8);
  let counted = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) counted += bytes[i] ?? 0;
  if (sum !== counted) return fault('tar-header', 'this is no header: its checksum is wrong', at);
  const size = octal(bytes, 124, 12);
  if (size === undefined) return fault('tar-size', 'the size of an entry is no octal number', at);
  const magic = bytes.toString('latin1', 257, 263);
  const prefix = text(bytes, 345, magic === 'ustar\0' ? 155 : 0);
  const name = text(bytes, 0, 100);
  const target = text(bytes, 157, 100);
  const type = String.fromCharCode(bytes[156] ?? 0);
  return ok({
    name: prefix.value === '' ? name.value : `${prefix.value}/${name.value}`,
    type,
    size: isLink(type) ? 0 : size,
    target: target.value,
    odd: prefix.odd || name.odd || target.odd,
  });
}

/** Links carry no content, whatever size they state: some writers state that of the file they lead to. */
export function isLink(type: string): boolean {
  return type === '1' || type === '2';
}

const ZEROS = Buffer.alloc(64 * 1024);

/** Whether only zeros stand here. */
export function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const piece = bytes.subarray(at, at + ZEROS.length);
    if (!piece.equals(ZEROS.subarray(0, piece.length))) return false;
  }
  return true;
}

/** An octal number, or GNU's binary one (the first bit set); undefined for anything else. */
function octal(bytes: Buffer, at: number, length: number): number | undefined {
  if (((bytes[at] ?? 0) & 0x80) !== 0) {
    let value = (bytes[at] ?? 0) & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const written = /^ *([0-7]+)[ \0]*$/.exec(bytes.toString('latin1', at, at + length))?.[1];
  return written === undefined ? undefined : Number.parseInt(written, 8);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A field up to its first NUL. Old archives have names in other encodings: byte for byte, then. */
function text(bytes: Buffer, at: number, length: number): { readonly value: string; readonly odd: boolean } {
  const nul = bytes.indexOf(0, at);
  const field = bytes.subarray(at, nul < 0 || nul > at + length ? at + length : nul);
  try {
    return { value: utf8.decode(field), odd: false };
  } catch {
    return { value: field.toString('latin1'), odd: true };
  }
}
