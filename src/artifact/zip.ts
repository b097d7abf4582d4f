import { crc32, inflateRawSync } from 'node:zlib';
import { err, type Fault, fault, ok, type Parsed, type Result } from '@rind/pypa';

/** What unpacking may cost. */
export interface ZipLimits {
  /** Bytes of one entry, unpacked. */
  readonly maxEntryBytes: number;
}

/** One file of an archive, unpacked in memory. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x1;
/** Marks a value that stands in a ZIP64 field instead. */
const ELSEWHERE = 0xffffffff;

interface Central {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  /** Where the directory's own record of it stands. */
  readonly at: number;
}

/**
 * Reads every file of a ZIP archive into memory, strictly: the directory and each entry's own header
 * must agree, entries may not overlap or share a name, checksums must hold. Readers that trust one of
 * the two see different files in a crafted archive. Faults: `zip-…`, with the offset in the archive.
 *
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4. ZIP64, encryption, several disks and methods
 * other than stored and deflate are refused.
 */
export function readZip(archive: Uint8Array, limits: ZipLimits): Parsed<ZipEntry[]> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const directory = readDirectory(bytes);
  if (!directory.ok) return directory;
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let free = 0;
  for (const central of [...directory.value].sort((a, b) => a.offset - b.offset)) {
    if (names.has(central.name)) return fault('zip-duplicate', `two entries are named \`${central.name}\``, central.at);
    names.add(central.name);
    if (central.offset < free)
      return fault('zip-overlap', `the entry \`${central.name}\` overlaps another`, central.offset);
    const read = readEntry(bytes, central, limits);
    if (!read.ok) return read;
    free = read.value.end;
    if (!central.name.endsWith('/')) entries.push({ name: central.name, bytes: read.value.content });
  }
  return ok(entries);
}

function readDirectory(bytes: Buffer): Result<Central[], Fault> {
  const end = findEnd(bytes);
  if (end === undefined)
    return fault('zip-no-directory', 'there is no end of a central directory', Math.max(0, bytes.length - END_SIZE));
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count)
    return fault('zip-disks', 'the archive spans several disks', end);
  if (start === ELSEWHERE || count === 0xffff) return fault('zip-64', 'ZIP64 archives are not read', end);
  if (start + size !== end)
    return fault('zip-gap', 'the central directory does not end where its end record begins', end);
  const found: Central[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL)
      return fault('zip-directory', `entry ${i + 1} of the directory is malformed`, at);
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) return fault('zip-directory', `entry ${i + 1} of the directory is malformed`, at);
    const nameBytes = bytes.subarray(at + 46, nameEnd);
    found.push({
      name: nameBytes.toString('utf8'),
      nameBytes,
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
      at,
    });
    at = next;
  }
  return at === end ? ok(found) : fault('zip-directory', 'the central directory is longer than its entries', at);
}

function findEnd(bytes: Buffer): number | undefined {
  const lowest = Math.max(0, bytes.length - END_SIZE - MAX_COMMENT);
  for (let at = bytes.length - END_SIZE; at >= lowest; at--) {
    if (bytes.readUInt32LE(at) === END && at + END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  return undefined;
}

function readEntry(bytes: Buffer, central: Central, limits: ZipLimits): Parsed<{ content: Uint8Array; end: number }> {
  const { name, offset: at } = central;
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL)
    return fault('zip-entry', `the entry \`${name}\` has no header`, at);
  const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
  const start = nameEnd + bytes.readUInt16LE(at + 28);
  const end = start + central.packed;
  if (end > bytes.length) return fault('zip-entry', `the entry \`${name}\` reaches beyond the archive`, at);
  const sized = (central.flags & 0x8) !== 0;
  const agrees =
    bytes.subarray(at + 30, nameEnd).equals(central.nameBytes) &&
    bytes.readUInt16LE(at + 6) === central.flags &&
    bytes.readUInt16LE(at + 8) === central.method &&
    // With bit 3 the sizes follow the content, and the header holds zeros.
    (sized ||
      (bytes.readUInt32LE(at + 14) === central.crc &&
        bytes.readUInt32LE(at + 18) === central.packed &&
        bytes.readUInt32LE(at + 22) === central.size));
  if (!agrees) return fault('zip-disagreement', `the directory and the header of \`${name}\` disagree`, at);
  if ((central.flags & ENCRYPTED) !== 0) return fault('zip-encrypted', `the entry \`${name}\` is encrypted`, at);
  if (central.size > limits.maxEntryBytes)
    return fault('zip-entry-too-large', `the entry \`${name}\` is larger than ${limits.maxEntryBytes} bytes`, at);
  const content = unpack(bytes.subarray(start, end), central, limits);
  if (!content.ok) return fault('zip-content', `the content of \`${name}\` ${content.error}`, start);
  return ok({ content: content.value, end });
}

function unpack(packed: Buffer, { method, size, crc }: Central, limits: ZipLimits): Result<Uint8Array, string> {
  if (method !== STORED && method !== DEFLATED) return err(`uses method ${method}, which is not read`);
  let content: Buffer = packed;
  if (method === DEFLATED) {
    try {
      content = inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(size, limits.maxEntryBytes)) });
    } catch {
      return err('cannot be unpacked to the size that the directory says');
    }
  }
  if (content.length !== size) return err('has another size than the directory says');
  return crc32(content) === crc ? ok(content) : err('does not have the checksum that the directory says');
}
