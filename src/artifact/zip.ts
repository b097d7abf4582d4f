import { crc32, inflateRawSync } from 'node:zlib';
import { err, fault, ok, type Parsed, type Result } from '@rind/pypa';
import { shownName } from './entry-name.ts';
import { bufferOf, type Reading, readNow } from './reading.ts';
import { readDirectory } from './zip-directory.ts';
import { ZipLayout } from './zip-layout.ts';
import type { Central } from './zip-record.ts';

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

/** Content that stands in the archive as it is. */
export const STORED = 0;
/** Content packed by deflate, RFC 1951. */
export const DEFLATED = 8;
/** Nothing in memory has so many; what has is refused by its size first. */
const MOST_ENTRIES = 1_000_000;

/**
 * Lists the files of a ZIP archive in memory, strictly: the directory and each entry's own header must agree,
 * entries may not overlap, share a name or leave a gap, a name may not lead anywhere else. Readers that
 * trust one of the two see different files in a crafted archive. Faults: `zip-…`, with the offset in
 * the archive.
 *
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4; PyPI's rules for archives. Encryption, several disks, links
 * and methods other than stored and deflate are refused.
 */
export function readZip(archive: Uint8Array, limits: ZipLimits): Parsed<ZipEntry[]> {
  return readNow(listEntries(bufferOf(archive), limits), archive);
}

function* listEntries(bytes: Buffer, limits: ZipLimits): Reading<Parsed<ZipEntry[]>> {
  const directory = yield* readDirectory(bytes.length, MOST_ENTRIES);
  if (!directory.ok) return directory;
  const layout = new ZipLayout(directory.value, limits);
  const entries: ZipEntry[] = [];
  for (const central of layout.inOrder()) {
    const place = yield* layout.place(central);
    if (!place.ok) return place;
    const { start } = place.value;
    if (central.name.endsWith('/')) continue;
    const packed = bytes.subarray(start, start + central.packed);
    entries.push({ name: central.name, size: central.size, read: () => readContent(packed, start, central, limits) });
  }
  const wrong = layout.finish();
  return wrong === undefined ? ok(entries) : err(wrong);
}

/**
 * Unpacks the content of an entry in memory. Faults: `zip-entry-too-large`, `zip-content`.
 *
 * @param start where it stands in the archive
 */
export function readContent(
  packed: Buffer,
  start: number,
  central: Central,
  limits: Pick<ZipLimits, 'maxEntryBytes'>,
): Parsed<Uint8Array> {
  const name = shownName(central.name);
  if (central.size > limits.maxEntryBytes)
    return fault('zip-entry-too-large', `the entry \`${name}\` is larger than ${limits.maxEntryBytes} bytes`, start);
  const content = unpack(packed, central);
  return content.ok ? content : fault('zip-content', `the content of \`${name}\` ${content.error}`, start);
}

/** What `info: true` makes of the answer; Node's types do not know. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflated(answer: unknown): Inflated {
  return answer as Inflated;
}

/** Smallest piece that zlib unpacks into. One byte more than there is: where none is left, it takes another piece to see that nothing comes. */
const SMALLEST = 65;
/** No deflate stream is unpacked to more times its size: what an entry claims beyond that costs no memory. */
const MOST_TIMES = 1032;

function unpack(packed: Buffer, { method, size, crc }: Central): Result<Uint8Array, string> {
  if (method !== STORED && method !== DEFLATED) return err(`uses method ${method}, which is not read`);
  let content: Buffer = packed;
  if (method === DEFLATED) {
    try {
      const piece = Math.max(SMALLEST, Math.min(size, packed.length * MOST_TIMES) + 1);
      const options = { maxOutputLength: Math.max(1, size), chunkSize: piece, info: true } as const;
      const { buffer, engine } = inflated(inflateRawSync(packed, options));
      if (engine.bytesWritten !== packed.length) return err('ends before the place of the entry does');
      content = buffer;
    } catch {
      return err('cannot be unpacked to the size that the directory says');
    }
  }
  if (content.length !== size) return err('has another size than the directory says');
  return crc32(content) === crc ? ok(content) : err('does not have the checksum that the directory says');
}
