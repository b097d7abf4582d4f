import { crc32, inflateRawSync } from 'node:zlib';
import { err, type Fault, fault, ok, type Parsed, type Result } from '@rind/pypa';
import { staysInside } from './entry-name.ts';

/** What unpacking may cost. */
export interface ZipLimits {
  /** Bytes of one entry, unpacked. Only reading such an entry is a fault: the others can be read. */
  readonly maxEntryBytes: number;
  /** Bytes of all entries together, unpacked. */
  readonly maxTotalBytes: number;
}

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes, unpacked, as the directory says and {@link ZipEntry.read} holds it to. */
  readonly size: number;
  /** Unpacks it in memory. Faults: `zip-entry-too-large`, `zip-content`. */
  read(): Parsed<Uint8Array>;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x1;
/** Flag bit 3: checksum and sizes follow the content, and the header holds zeros. */
const SIZES_FOLLOW = 0x8;
/** May stand before them. */
const DESCRIPTOR = 0x08074b50;
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
 * Lists the files of a ZIP archive, strictly: the directory and each entry's own header must agree,
 * entries may not overlap, share a name or leave a gap, a name may not lead anywhere else. Readers that
 * trust one of the two see different files in a crafted archive. Faults: `zip-…`, with the offset in
 * the archive.
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
  let total = 0;
  for (const central of directory.value.entries.toSorted((a, b) => a.offset - b.offset)) {
    if (names.has(central.name)) return fault('zip-duplicate', `two entries are named \`${central.name}\``, central.at);
    names.add(central.name);
    if (!staysInside(central.name))
      return fault('zip-name', `the name \`${central.name}\` leads out of the archive`, central.at);
    if (central.offset < free)
      return fault('zip-overlap', `the entry \`${central.name}\` overlaps another`, central.offset);
    if (central.offset > free) return fault('zip-gap', `there is something before the entry \`${central.name}\``, free);
    const content = findContent(bytes, central);
    if (!content.ok) return content;
    free = content.value.end;
    total += central.size;
    if (total > limits.maxTotalBytes)
      return fault('zip-too-large', `the entries together are larger than ${limits.maxTotalBytes} bytes`, central.at);
    if (central.name.endsWith('/')) continue;
    const { start } = content.value;
    entries.push({ name: central.name, size: central.size, read: () => readContent(bytes, start, central, limits) });
  }
  return directory.value.start === free
    ? ok(entries)
    : fault('zip-gap', 'there is something between the entries and the directory', free);
}

function readDirectory(bytes: Buffer): Result<{ entries: Central[]; start: number }, Fault> {
  const end = findEnd(bytes);
  if (end === undefined)
    return fault('zip-no-directory', 'there is no end of a central directory', Math.max(0, bytes.length - END_SIZE));
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count)
    return fault('zip-disks', 'the archive spans several disks', end);
  if (start === ELSEWHERE || size === ELSEWHERE || count === 0xffff)
    return fault('zip-64', 'ZIP64 archives are not read', end);
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
  return at === end
    ? ok({ entries: found, start })
    : fault('zip-directory', 'the central directory is longer than its entries', at);
}

function findEnd(bytes: Buffer): number | undefined {
  const lowest = Math.max(0, bytes.length - END_SIZE - MAX_COMMENT);
  for (let at = bytes.length - END_SIZE; at >= lowest; at--) {
    if (bytes.readUInt32LE(at) === END && at + END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  return undefined;
}

/** Where the content of an entry is, and where what belongs to the entry ends. */
function findContent(bytes: Buffer, central: Central): Parsed<{ start: number; end: number }> {
  const { name, offset: at, packed, size } = central;
  if ([packed, size, at].includes(ELSEWHERE)) return fault('zip-64', 'ZIP64 archives are not read', central.at);
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL)
    return fault('zip-entry', `the entry \`${name}\` has no header`, at);
  const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
  const start = nameEnd + bytes.readUInt16LE(at + 28);
  const end = start + packed;
  if (end > bytes.length) return fault('zip-entry', `the entry \`${name}\` reaches beyond the archive`, at);
  const sized = (central.flags & SIZES_FOLLOW) !== 0;
  const agrees =
    bytes.subarray(at + 30, nameEnd).equals(central.nameBytes) &&
    bytes.readUInt16LE(at + 6) === central.flags &&
    bytes.readUInt16LE(at + 8) === central.method &&
    (sized || agreesAt(bytes, at + 14, central));
  if (!agrees) return fault('zip-disagreement', `the directory and the header of \`${name}\` disagree`, at);
  if ((central.flags & ENCRYPTED) !== 0) return fault('zip-encrypted', `the entry \`${name}\` is encrypted`, at);
  if (!sized) return ok({ start, end });
  const marked = end + 4 <= bytes.length && bytes.readUInt32LE(end) === DESCRIPTOR;
  const facts = marked ? end + 4 : end;
  if (facts + 12 > bytes.length || !agreesAt(bytes, facts, central))
    return fault('zip-disagreement', `the directory and what follows \`${name}\` disagree`, end);
  return ok({ start, end: facts + 12 });
}

/** Whether checksum and sizes stand here as the directory says. */
function agreesAt(bytes: Buffer, at: number, { crc, packed, size }: Central): boolean {
  return bytes.readUInt32LE(at) === crc && bytes.readUInt32LE(at + 4) === packed && bytes.readUInt32LE(at + 8) === size;
}

function readContent(bytes: Buffer, start: number, central: Central, limits: ZipLimits): Parsed<Uint8Array> {
  const { name, size, packed } = central;
  if (size > limits.maxEntryBytes)
    return fault('zip-entry-too-large', `the entry \`${name}\` is larger than ${limits.maxEntryBytes} bytes`, start);
  const content = unpack(bytes.subarray(start, start + packed), central, limits);
  return content.ok ? content : fault('zip-content', `the content of \`${name}\` ${content.error}`, start);
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
