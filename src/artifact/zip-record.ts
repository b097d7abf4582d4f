import { fault, ok, type Parsed } from '@rind/pypa';

/** Marks a value that stands in a ZIP64 field instead. */
export const ELSEWHERE = 0xffffffff;
/** Flag bit 3: checksum and sizes follow the content, and the header holds zeros. */
export const SIZES_FOLLOW = 0x8;
/** Flag bits 0, 6 and 13. */
export const ENCRYPTED: number = 0x1 | 0x40 | 0x2000;
const UTF8 = 0x800;

const ZIP64_FIELD = 0x0001;
const UNICODE_PATH_FIELD = 0x7075;
/** Of these a second one in the same header would be read by some and not by others. */
const ONCE: ReadonlySet<number> = new Set([ZIP64_FIELD, UNICODE_PATH_FIELD]);

/** What the directory says of an entry. */
export interface Central {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  /** The mode that a Unix stores, or undefined where another system made the entry. */
  readonly mode: number | undefined;
  /** Where the directory's own record of it stands. */
  readonly at: number;
  /** What readers may take differently, and PyPI refuses today. */
  readonly remarks: readonly ('zip-comment' | 'zip-name-encoding')[];
}

/** The values of a ZIP64 field, where they are said. */
interface Wide {
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

/** Bytes of a record of the directory before name, extra fields and comment. */
export const CENTRAL_SIZE = 46;

/**
 * Reads one record of the directory; `bytes` is the whole record. Faults: `zip-64`, `zip-extra`, `zip-disagreement`,
 * `zip-name`.
 *
 * @param at where it stands in the archive
 */
export function readCentral(bytes: Buffer, at: number): Parsed<Central> {
  const nameEnd = CENTRAL_SIZE + bytes.readUInt16LE(28);
  const nameBytes = bytes.subarray(CENTRAL_SIZE, nameEnd);
  const flags = bytes.readUInt16LE(8);
  const name = readName(nameBytes, flags, at);
  if (!name.ok) return name;
  const stated = { size: bytes.readUInt32LE(24), packed: bytes.readUInt32LE(20), offset: bytes.readUInt32LE(42) };
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30));
  const fields = readExtra(extra, nameBytes, at);
  if (!fields.ok) return fields;
  const wide = readWide(fields.value, stated, bytes.readUInt16LE(34), at);
  if (!wide.ok) return wide;
  const isUnix = bytes[5] === 3;
  const comment = bytes.readUInt16LE(32) > 0;
  return ok({
    name: name.value.text,
    nameBytes,
    method: bytes.readUInt16LE(10),
    flags,
    crc: bytes.readUInt32LE(16),
    ...wide.value,
    mode: isUnix ? bytes.readUInt16LE(40) : undefined,
    at,
    remarks: [
      ...(comment ? (['zip-comment'] as const) : []),
      ...(name.value.odd ? (['zip-name-encoding'] as const) : []),
    ],
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name is UTF-8 where its flag says so; without the flag beyond ASCII each reader has its own guess. */
function readName(bytes: Buffer, flags: number, at: number): Parsed<{ text: string; odd: boolean }> {
  const isAscii = !bytes.some((byte) => byte > 0x7f);
  if (isAscii) return ok({ text: bytes.toString('latin1'), odd: false });
  const isUtf8 = (flags & UTF8) !== 0;
  try {
    return ok({ text: utf8.decode(bytes), odd: !isUtf8 });
  } catch {
    return isUtf8
      ? fault('zip-name', 'the name of an entry says that it is UTF-8, and is not', at)
      : ok({ text: bytes.toString('latin1'), odd: true });
  }
}

/**
 * The content of the ZIP64 field among the extra fields of a header, if there is one. Extra fields that do not fill
 * their place, or a Unicode name that is another name, are faults: only some readers look at them.
 */
export function readExtra(extra: Buffer, name: Buffer, at: number): Parsed<Buffer | undefined> {
  let wide: Buffer | undefined;
  const seen = new Set<number>();
  for (let place = 0; place < extra.length; ) {
    const end = place + 4 <= extra.length ? place + 4 + extra.readUInt16LE(place + 2) : Number.POSITIVE_INFINITY;
    if (end > extra.length) return fault('zip-extra', 'the extra fields of an entry do not fill their place', at);
    const id = extra.readUInt16LE(place);
    if (ONCE.has(id) && seen.has(id)) return fault('zip-extra', 'an extra field of an entry stands twice', at);
    seen.add(id);
    const content = extra.subarray(place + 4, end);
    if (id === ZIP64_FIELD) wide = content;
    if (id === UNICODE_PATH_FIELD && !content.subarray(5).equals(name))
      return fault('zip-disagreement', 'an entry has one name in its header and another in an extra field', at);
    place = end;
  }
  return ok(wide);
}

const KEYS = ['size', 'packed', 'offset'] as const;
/** Fields of so many bytes hold the first one, two or three values, and the disk in the longest. */
const WHOLE: ReadonlySet<number> = new Set([8, 16, 24, 28]);

/**
 * Sizes and place with the help of the ZIP64 field. It holds, in this order, what the record does not; some writers
 * put everything there at all times, which is taken where both say the same. Faults: `zip-64`, `zip-disks`.
 *
 * Source: APPNOTE 6.3.10, 4.5.3.
 */
export function readWide(field: Buffer | undefined, stated: Wide, disk: number, at: number): Parsed<Wide> {
  const missing = KEYS.filter((key) => stated[key] === ELSEWHERE);
  const missesDisk = disk === 0xffff;
  if (disk !== 0 && !missesDisk) return fault('zip-disks', 'the archive spans several disks', at);
  if (field === undefined) {
    return missing.length === 0 && !missesDisk
      ? ok(stated)
      : fault('zip-64', 'an entry refers to a ZIP64 field that is not there', at);
  }
  const isExact = field.length === missing.length * 8 + (missesDisk ? 4 : 0);
  const given = isExact ? missing : KEYS.slice(0, field.length >> 3);
  if ((!isExact && !WHOLE.has(field.length)) || missing.some((key) => !given.includes(key)))
    return fault('zip-64', 'the ZIP64 field of an entry does not hold what its record leaves out', at);
  const values = { ...stated };
  for (const [index, key] of given.entries()) {
    const value = Number(field.readBigUInt64LE(index * 8));
    if (!Number.isSafeInteger(value)) return fault('zip-64', 'a ZIP64 field holds no possible number', at);
    if (stated[key] !== ELSEWHERE && stated[key] !== value)
      return fault('zip-64', 'the ZIP64 field of an entry disagrees with its record', at);
    values[key] = value;
  }
  const hasDisk = field.length % 8 === 4;
  if (hasDisk ? field.readUInt32LE(given.length * 8) !== 0 : missesDisk)
    return fault('zip-disks', 'the archive spans several disks', at);
  return ok(values);
}
