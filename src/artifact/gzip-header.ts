const MAGIC = 0x8b1f;
const DEFLATE = 8;
const HEADER_CHECKSUM = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
const UNKNOWN_FLAGS = 0xe0;
const HEADER_SIZE = 10;

/** Bytes behind the content of a gzip member: its checksum and its size. */
export const TRAILER_SIZE = 8;
/** No header of a published file has more bytes; a longer one is refused. */
export const LONGEST_HEADER: number = 128 * 1024;

/** Where the compressed content starts, or undefined where no gzip header stands. Source: RFC 1952, 2.3. */
export function contentStart(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER_SIZE || bytes.readUInt16LE(0) !== MAGIC || bytes[2] !== DEFLATE) return undefined;
  const flags = bytes[3] ?? 0;
  if ((flags & UNKNOWN_FLAGS) !== 0) return undefined;
  let at = HEADER_SIZE;
  if ((flags & EXTRA) !== 0) {
    if (at + 2 > bytes.length) return undefined;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return (flags & HEADER_CHECKSUM) === 0 ? at : at + 2;
}
