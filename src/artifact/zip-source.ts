import { fault, type Parsed } from '@rind/pypa';
import type { ByteSource } from './byte-source.ts';

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
  /**
   * Reads its own header, holds it against the directory, and unpacks its content in memory. Faults: `zip-…`.
   *
   * @throws {SourceFailure} when the source fails
   */
  read(): Promise<Parsed<Uint8Array>>;
}

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
  return fault('zip-no-directory', `not written yet: ${source.size} bytes, ${limits.maxEntries} entries`, 0);
}
