import { fault, ok, type Parsed } from '@rind/pypa';

const SPACE = 0x20;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const LONGEST_LENGTH = 8;

/**
 * Reads the records of a pax extended header, `LENGTH KEY=VALUE` and a line feed each, strictly: lengths
 * must meet line ends, values that readers use must be UTF-8 without NUL, no key may stand twice, and none
 * may speak of sparse files.
 *
 * Faults: `tar-extension`, `tar-type`. Source: POSIX.1-2017, pax, "pax Extended Header".
 *
 * @param offset where the content stands in the archive
 */
export function readPaxRecords(content: Uint8Array, offset: number): Parsed<Map<string, string>> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(SPACE, at);
    const digits = space < 0 || space - at > LONGEST_LENGTH ? '' : bytes.toString('latin1', at, space);
    const end = /^[1-9][0-9]*$/.test(digits) ? at + Number(digits) : 0;
    const equals = bytes.indexOf(EQUALS, space + 1);
    if (end <= equals || end > bytes.length || equals < 0 || bytes[end - 1] !== LINE_FEED)
      return fault('tar-extension', 'a record of an extension header is malformed', offset + at);
    const key = bytes.toString('utf8', space + 1, equals);
    const value = bytes.toString('utf8', equals + 1, end - 1);
    if (records.has(key)) return fault('tar-extension', 'a record of an extension header stands twice', offset + at);
    if (key.startsWith('GNU.sparse.')) return fault('tar-type', 'sparse files are not read', offset + at);
    if (key === 'path' && (value.includes('\0') || value.includes('\ufffd')))
      return fault('tar-name', 'a name holds a NUL or is no UTF-8', offset + at);
    records.set(key, value);
    at = end;
  }
  return ok(records);
}
