import { type Fault, fault, ok, type Parsed } from '@rind/pypa';
import { trimEnd } from '../base/text/trim-end.ts';
import { staysInside } from './entry-name.ts';
import { readPaxRecords } from './tar-pax.ts';

/** What reading may cost. */
export interface TarLimits {
  /** Entries of one archive. */
  readonly maxEntries: number;
}

/** One file of an archive, or a link, which is never followed. Folders are not listed. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'link';
  /** The bytes of a file, where they stand in the archive; none of a link. */
  readonly content: Uint8Array;
  /** Where its header stands, bytes. */
  readonly offset: number;
}

const BLOCK = 512;
/** Bytes of a long name or of the records before a header. */
const MAX_RECORDS = 1024 * 1024;
/** Types whose content is for the next header. */
const LONG_NAME = 'L';
const LONG_LINK = 'K';
const RECORDS = 'x';
const GLOBAL_RECORDS = 'g';

interface Header {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** What extension headers say about the header that comes next. */
interface Pending {
  readonly name?: string;
  readonly size?: number;
}

/**
 * Lists the files of a tar archive, strictly: each header has its checksum, no two entries share a name,
 * no name leads anywhere else, two blocks of zeros end it and only zeros follow. Devices, pipes and sparse
 * files are refused; links are listed and never followed. Long names are read as pax and as GNU write them.
 *
 * Faults: `tar-…`, with the offset in the archive. Source: POSIX.1-2017, pax, "ustar Interchange Format"
 * and "pax Extended Header"; GNU tar manual, "Basic Tar Format"; PEP 721 for what a source distribution
 * may hold.
 */
export function readTar(archive: Uint8Array, limits: TarLimits): Parsed<TarEntry[]> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries: TarEntry[] = [];
  const names = new Set<string>();
  let pending: Pending = {};
  let extended = false;
  for (let at = 0; ; ) {
    if (at + BLOCK > bytes.length) return fault('tar-end', 'the archive ends without the blocks that end it', at);
    if (isZero(bytes, at, at + BLOCK)) {
      if (extended) return fault('tar-extension', 'an extension header stands before no entry', at);
      return endFault(bytes, at) ?? ok(entries);
    }
    const header = readHeader(bytes, at);
    if (!header.ok) return header;
    const { type } = header.value;
    const isExtension = [LONG_NAME, LONG_LINK, RECORDS, GLOBAL_RECORDS].includes(type);
    const size = isExtension ? header.value.size : (pending.size ?? header.value.size);
    const start = at + BLOCK;
    const next = start + Math.ceil(size / BLOCK) * BLOCK;
    if (next > bytes.length) return fault('tar-size', 'an entry reaches beyond the archive', at);
    const content = bytes.subarray(start, start + size);
    if (isExtension) {
      const said = readExtension(type, content, at, pending);
      if (!said.ok) return said;
      pending = said.value;
      extended = type !== GLOBAL_RECORDS;
    } else {
      const name = pending.name ?? header.value.name;
      const entry = toEntry(name, type, content, at);
      if (!entry.ok) return entry;
      if (names.has(entry.value.name))
        return fault('tar-duplicate', `two entries are named \`${entry.value.name.slice(0, 100)}\``, at);
      names.add(entry.value.name);
      if (names.size > limits.maxEntries)
        return fault('tar-too-many', `the archive holds more than ${limits.maxEntries} entries`, at);
      if (entry.value.kind !== 'folder') entries.push({ ...entry.value, kind: entry.value.kind });
      pending = {};
      extended = false;
    }
    at = next;
  }
}

function isZero(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

/** What is wrong with the end that starts here: a second block of zeros, and nothing after it. */
function endFault(bytes: Buffer, at: number): { ok: false; error: Fault } | undefined {
  if (at + 2 * BLOCK > bytes.length) return fault('tar-end', 'the archive ends without the blocks that end it', at);
  return isZero(bytes, at, bytes.length) ? undefined : fault('tar-trailing', 'something follows the end', at);
}

function readHeader(bytes: Buffer, at: number): Parsed<Header> {
  const sum = octal(bytes, at + 148, 8);
  let counted = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) counted += bytes[at + i] ?? 0;
  if (sum !== counted) return fault('tar-header', 'this is no header: its checksum is wrong', at);
  const size = octal(bytes, at + 124, 12);
  if (size === undefined) return fault('tar-size', 'the size of an entry is no octal number', at);
  const magic = bytes.toString('latin1', at + 257, at + 263);
  const prefix = magic === 'ustar\0' ? text(bytes, at + 345, 155) : '';
  const name = text(bytes, at, 100);
  const type = String.fromCharCode(bytes[at + 156] ?? 0);
  return ok({ name: prefix === '' ? name : `${prefix}/${name}`, type, size: isLink(type) ? 0 : size });
}

/** Links carry no content, whatever size they state: some writers state that of the file they lead to. */
function isLink(type: string): boolean {
  return type === '1' || type === '2';
}

function toEntry(
  written: string,
  type: string,
  content: Uint8Array,
  offset: number,
): Parsed<{ name: string; kind: 'file' | 'link' | 'folder'; content: Uint8Array; offset: number }> {
  // Before POSIX a folder was a file whose name ends in a slash.
  const isFolder = type === '5' || ((type === '0' || type === '\0') && written.endsWith('/'));
  const kind = isFolder ? 'folder' : isLink(type) ? 'link' : type === '0' || type === '\0' ? 'file' : undefined;
  if (kind === undefined) return fault('tar-type', `an entry is of the type \`${printable(type)}\``, offset);
  if (kind === 'folder' && content.length > 0) return fault('tar-type', 'a folder has content', offset);
  if (!staysInside(written))
    return fault('tar-name', `the name \`${written.slice(0, 100)}\` leads out of the archive`, offset);
  const name = trimEnd(written.replace(/^(?:\.\/+)+/, ''), '/');
  return ok({ name: name === '' ? '.' : name, kind, content, offset });
}

function printable(type: string): string {
  return /^[!-~]$/.test(type) ? type : `0x${type.charCodeAt(0).toString(16)}`;
}

function readExtension(type: string, content: Buffer, at: number, pending: Pending): Parsed<Pending> {
  if (content.length > MAX_RECORDS) return fault('tar-extension', `an extension header is larger than 1 MiB`, at);
  if (type === LONG_LINK) return ok(pending);
  if (type === LONG_NAME) {
    const end = content.indexOf(0);
    const name = content.toString('utf8', 0, end < 0 ? content.length : end);
    return pending.name === undefined
      ? ok({ ...pending, name })
      : fault('tar-extension', 'the name of an entry is given twice', at);
  }
  const records = readPaxRecords(content, at + BLOCK);
  if (!records.ok) return records;
  const name = records.value.get('path');
  const size = records.value.get('size');
  if (type === GLOBAL_RECORDS) {
    // A name or size for everything that follows is what no writer means and readers take differently.
    return name === undefined && size === undefined
      ? ok(pending)
      : fault('tar-extension', 'a global header gives a name or size', at);
  }
  if (pending.name !== undefined && name !== undefined)
    return fault('tar-extension', 'the name of an entry is given twice', at);
  if (size !== undefined && !/^(?:0|[1-9][0-9]{0,14})$/.test(size))
    return fault('tar-size', 'the size of an entry is no decimal number', at);
  return ok({
    ...pending,
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { size: Number(size) }),
  });
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

/** A field up to its first NUL. */
function text(bytes: Buffer, at: number, length: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}
