import { crc32 } from 'node:zlib';
import { type Fault, fault, type Parsed } from '@rind/pypa';
import type { ByteSource } from './byte-source.ts';
import { contentStart, LONGEST_HEADER, TRAILER_SIZE } from './gzip-header.ts';
import { DeflateFault, inflate } from './inflate.ts';
import { PieceQueue } from './piece-queue.ts';
import { bufferOf } from './reading.ts';
import { readMembers, type TarLimits, type TarMember } from './tar-rules.ts';
import type { ContentSink } from './zip-source.ts';

/** What reading a packed archive may cost. */
export interface TarballLimits extends TarLimits {
  /** Bytes of the whole archive, unpacked. */
  readonly maxTotalBytes: number;
}

/** Thrown where the content would pass its limit: whoever reads it needs no more of it. */
class TooLarge extends Error {}

/**
 * Reads a gzip-compressed tar archive whole, in the order of its bytes, by the rules of `readMembers`. One member of
 * gzip from the first byte to the last, with the size and checksum that it states: readers differ on what follows.
 * Memory does not grow with the archive. The answer is what is odd and not refused.
 *
 * Faults: `gzip-header`, `gzip-too-large`, `gzip-content`, `gzip-trailing`, `tar-…`. Offsets are in the unpacked
 * archive. Source: RFC 1952, and that of `readMembers`.
 *
 * @param open gives what takes the content of a member; folders and links have none
 * @throws {SourceFailure} when the source fails
 */
export async function walkTarball(
  source: ByteSource,
  limits: TarballLimits,
  open: (member: TarMember) => ContentSink,
): Promise<Parsed<readonly Fault[]>> {
  const head = bufferOf(await source.read(0, Math.min(LONGEST_HEADER, source.size)));
  const start = contentStart(head);
  const length = source.size - TRAILER_SIZE - (start ?? 0);
  if (start === undefined || length < 0) return fault('gzip-header', 'this does not start as a gzip file does', 0);
  const inflation = inflate(source, { offset: start, length });
  const counted = { bytes: 0, crc: 0 };
  const queue = new PieceQueue(metered(inflation.pieces, counted, limits.maxTotalBytes));
  let read: Parsed<readonly Fault[]>;
  try {
    read = await walkMembers(queue, limits, open);
    if (!read.ok) return read;
  } catch (error) {
    if (error instanceof TooLarge)
      return fault('gzip-too-large', `the content is larger than ${limits.maxTotalBytes} bytes`, counted.bytes);
    if (!(error instanceof DeflateFault)) throw error;
    return fault('gzip-content', 'the content cannot be unpacked', counted.bytes);
  } finally {
    await queue.close();
  }
  const end = start + inflation.consumed();
  if (end + TRAILER_SIZE !== source.size)
    return fault('gzip-trailing', 'something follows the compressed content: another member, or hidden bytes', end);
  const trailer = bufferOf(await source.read(end, TRAILER_SIZE));
  return trailer.readUInt32LE(0) === counted.crc && trailer.readUInt32LE(4) === counted.bytes % 2 ** 32
    ? read
    : fault('gzip-content', 'the content does not have the size and checksum that the file states', end);
}

async function walkMembers(
  queue: PieceQueue,
  limits: TarLimits,
  open: (member: TarMember) => ContentSink,
): Promise<Parsed<readonly Fault[]>> {
  const rules = readMembers(limits);
  for (let step = rules.next(); ; ) {
    if (step.done === true) return step.value;
    if (step.value.kind === 'take') {
      const { length } = step.value;
      // Most headers stand in what is unpacked already: waiting for each would cost more than reading it.
      step = rules.next(queue.takeNow(length) ?? (await queue.take(length)));
      continue;
    }
    const { member } = step.value;
    const sink = open(member);
    let missing = member.size;
    while (missing > 0) {
      const piece = await queue.some(missing);
      if (piece.length === 0) break;
      missing -= piece.length;
      sink(piece);
    }
    if (missing === 0) sink(undefined);
    step = rules.next(missing > 0 ? undefined : Buffer.alloc(0));
  }
}

async function* metered(
  pieces: AsyncIterable<Buffer>,
  counted: { bytes: number; crc: number },
  most: number,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    counted.bytes += piece.length;
    if (counted.bytes > most) throw new TooLarge();
    counted.crc = crc32(piece, counted.crc);
    yield piece;
  }
}
