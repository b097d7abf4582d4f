import { crc32 } from 'node:zlib';
import { type Fault, fault, ok, type Parsed } from '@rind/pypa';
import { letGo } from '../base/let-go.ts';
import type { ByteSource } from './byte-source.ts';
import { shownName } from './entry-name.ts';
import { DeflateFault, inflate } from './inflate.ts';
import { bufferOf, readAhead, readFrom } from './reading.ts';
import { DEFLATED, readContent, STORED } from './zip.ts';
import { readDirectory, type ZipDirectory } from './zip-directory.ts';
import { placeEntry, ZipLayout, type ZipPlace } from './zip-layout.ts';
import type { Central } from './zip-record.ts';

/** What listing an archive may cost. */
export interface ZipListingLimits {
  /** Entries of one archive. */
  readonly maxEntries: number;
  /** Bytes of one entry that is read whole, unpacked. Only reading a larger one is a fault. */
  readonly maxEntryBytes: number;
}

/** One file of an archive that is read entry by entry. */
export interface SourceZipEntry {
  readonly name: string;
  /** Bytes, unpacked, as the directory says and {@link SourceZipEntry.read} holds it to. */
  readonly size: number;
  /** Bytes that it takes in the archive, without its header. */
  readonly packed: number;
  /**
   * Reads its own header, holds it against the directory, and unpacks its content in memory. Faults: `zip-…`.
   *
   * @throws {SourceFailure} when the source fails
   */
  read(): Promise<Parsed<Uint8Array>>;
}

/** Bytes read with the header of an entry: most extra fields fit. */
const SLACK = 256;
/** Bytes read at once when the whole archive is. */
const AHEAD = 1024 * 1024;
/** Packed and unpacked bytes of an entry that is unpacked at once: well below a millisecond. */
const AT_ONCE = 128 * 1024;

/**
 * Lists the files of a ZIP archive by its central directory only: two reads at the end of the source, one more for
 * each entry that is read. What only the whole archive can tell (gaps, headers of other entries) is not looked at:
 * whoever serves the file inspects it whole. Faults: `zip-…`, with the offset in the archive.
 *
 * @throws {SourceFailure} when the source fails
 */
export async function readZipDirectory(
  source: ByteSource,
  limits: ZipListingLimits,
): Promise<Parsed<readonly SourceZipEntry[]>> {
  const archive = await openZip(source, limits);
  return archive.ok ? ok(archive.value.entries) : archive;
}

/** An archive whose directory was read. */
export interface ZipArchive {
  /** Files, in the order of the directory. */
  readonly entries: readonly SourceZipEntry[];
  /** Bytes of all entries, unpacked, as the directory says. */
  readonly totalBytes: number;
  readonly directory: ZipDirectory;
}

/** Opens an archive by its directory. Faults: those of `readDirectory`. */
export async function openZip(source: ByteSource, limits: ZipListingLimits): Promise<Parsed<ZipArchive>> {
  const directory = await readFrom(readDirectory(source.size, limits.maxEntries), source);
  if (!directory.ok) return directory;
  const entries: SourceZipEntry[] = [];
  let totalBytes = 0;
  for (const central of directory.value.entries) {
    totalBytes += central.size;
    if (central.name.endsWith('/')) continue;
    const { name, size, packed } = central;
    entries.push({ name, size, packed, read: () => readOne(source, directory.value, central, limits) });
  }
  return ok({ entries, totalBytes, directory: directory.value });
}

async function readOne(
  source: ByteSource,
  { start }: ZipDirectory,
  central: Central,
  limits: ZipListingLimits,
): Promise<Parsed<Uint8Array>> {
  const name = shownName(central.name);
  // What is larger packed than unpacked, beyond what deflate adds to what it cannot pack, is none of its writers'.
  if (central.size > limits.maxEntryBytes || central.packed > 2 * limits.maxEntryBytes + AHEAD)
    return fault(
      'zip-entry-too-large',
      `the entry \`${name}\` is larger than ${limits.maxEntryBytes} bytes`,
      central.at,
    );
  const whole = 30 + central.nameBytes.length + SLACK + central.packed;
  const near = readAhead(source, whole);
  const place = await readFrom(placeEntry(central, start), near);
  if (!place.ok) return place;
  const packed = await near.read(place.value.start, central.packed);
  const content = readContent(bufferOf(packed), place.value.start, central, limits);
  // A stored entry is a view of what the source may use again.
  return content.ok && central.method === STORED ? ok(Buffer.from(content.value)) : content;
}

/** Takes the content of an entry piece by piece, and undefined at its end. A piece holds until the call ends. */
export type ContentSink = (piece: Uint8Array | undefined) => void;

/** What reading a whole archive may cost. */
export interface ZipWalkLimits {
  /** Bytes of one entry, unpacked. */
  readonly maxEntryBytes: number;
  /** Bytes of all entries together, unpacked. */
  readonly maxTotalBytes: number;
}

/** A file of an archive that is read whole. */
export type WalkedEntry = Pick<Central, 'name' | 'size' | 'packed'>;

/**
 * Reads an archive whole, in the order of its bytes: each entry's header, content and checksum, with nothing
 * between them. Memory does not grow with the archive. The answer is what is odd and not refused.
 *
 * Faults: those of `ZipLayout`, `zip-entry-too-large`, `zip-content`.
 *
 * @param open gives what takes the content of a file
 * @throws {SourceFailure} when the source fails
 */
export async function walkZip(
  source: ByteSource,
  archive: Pick<ZipArchive, 'directory'>,
  limits: ZipWalkLimits,
  open: (entry: WalkedEntry) => ContentSink,
): Promise<Parsed<readonly Fault[]>> {
  const layout = new ZipLayout(archive.directory, limits);
  const near = readAhead(source, AHEAD);
  for (const central of layout.inOrder()) {
    const place = await readFrom(layout.place(central), near);
    if (!place.ok) return place;
    if (central.size > limits.maxEntryBytes) {
      const message = `the entry \`${shownName(central.name)}\` is larger than ${limits.maxEntryBytes} bytes`;
      return fault('zip-entry-too-large', message, central.at);
    }
    const isFolder = central.name.endsWith('/');
    const sink = isFolder ? () => undefined : open(central);
    const wrong = await walkContent(near, central, place.value, sink);
    if (wrong !== undefined) return { ok: false, error: wrong };
    sink(undefined);
  }
  const wrong = layout.finish();
  return wrong === undefined ? ok(layout.remarks) : { ok: false, error: wrong };
}

async function walkContent(
  near: ByteSource,
  central: Central,
  { start }: ZipPlace,
  sink: ContentSink,
): Promise<Fault | undefined> {
  const { method, packed, size, crc } = central;
  if (packed <= AT_ONCE && size <= AT_ONCE) {
    const content = readContent(bufferOf(await near.read(start, packed)), start, central, { maxEntryBytes: AT_ONCE });
    if (!content.ok) return content.error;
    sink(content.value);
    // What was stored is a part of what the source holds.
    if (method === DEFLATED) letGo(content.value);
    return undefined;
  }
  const name = shownName(central.name);
  const wrong = (what: string): Fault => ({
    code: 'zip-content',
    message: `the content of \`${name}\` ${what}`,
    offset: start,
  });
  if (method !== STORED && method !== DEFLATED) return wrong(`uses method ${method}, which is not read`);
  let counted = 0;
  let sum = 0;
  const inflation = method === DEFLATED ? inflate(near, { offset: start, length: packed }) : undefined;
  try {
    for await (const piece of inflation?.pieces ?? piecesOf(near, start, packed)) {
      counted += piece.length;
      if (counted > size) return wrong('cannot be unpacked to the size that the directory says');
      sum = crc32(piece, sum);
      sink(piece);
      if (inflation !== undefined) letGo(piece);
    }
  } catch (error) {
    if (!(error instanceof DeflateFault)) throw error;
    return wrong('cannot be unpacked to the size that the directory says');
  }
  if (inflation !== undefined && inflation.consumed() !== packed)
    return wrong('ends before the place of the entry does');
  if (counted !== size) return wrong('has another size than the directory says');
  return sum === crc ? undefined : wrong('does not have the checksum that the directory says');
}

async function* piecesOf(source: ByteSource, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; ) {
    const piece = await source.read(start + done, Math.min(AT_ONCE, length - done));
    done += piece.length;
    yield piece;
  }
}
