import { fault, ok, type Parsed } from '@rind/pypa';
import type { Reading } from './reading.ts';
import { CENTRAL_SIZE, type Central, ELSEWHERE, readCentral } from './zip-record.ts';

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const END_SIZE = 22;
const END64_SIZE = 56;
const LOCATOR_SIZE = 20;
const MAX_COMMENT = 0xffff;
/** Bytes of a directory: 100,000 entries of the longest names that are published have a third of it. */
const MAX_DIRECTORY = 32 * 1024 * 1024;

/** What the end of an archive says. */
export interface ZipDirectory {
  /** In the order of the directory. */
  readonly entries: readonly Central[];
  /** Where the directory starts, which is where the last entry ends. */
  readonly start: number;
}

interface End {
  readonly count: number;
  readonly size: number;
  readonly start: number;
  /** Where the directory has to end: at the first of the records that end an archive. */
  readonly at: number;
}

/**
 * Reads the central directory of an archive of so many bytes: the one record that ends it, ZIP64's two records
 * where they stand, then the directory, which fills its place exactly. Faults: `zip-no-directory`,
 * `zip-several-ends`, `zip-disks`, `zip-64`, `zip-gap`, `zip-directory`, `zip-too-many`, and those of `readCentral`.
 *
 * Source: APPNOTE 6.3.10, 4.3.12 to 4.3.16.
 */
export function* readDirectory(size: number, maxEntries: number): Reading<Parsed<ZipDirectory>> {
  const end = yield* readEnd(size);
  if (!end.ok) return end;
  const { count, start, at: limit } = end.value;
  if (start + end.value.size !== limit)
    return fault('zip-gap', 'the central directory does not end where its end record begins', limit);
  if (count > maxEntries) return fault('zip-too-many', `the archive holds more than ${maxEntries} entries`, limit);
  if (end.value.size > MAX_DIRECTORY)
    return fault('zip-too-many', `the directory is larger than ${MAX_DIRECTORY} bytes`, start);
  // The entries keep views of it, beyond the next read.
  const bytes = Buffer.from(yield { offset: start, length: end.value.size });
  const entries: Central[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const next = recordEnd(bytes, at);
    if (next === undefined) return fault('zip-directory', `entry ${i + 1} of the directory is malformed`, start + at);
    const central = readCentral(bytes.subarray(at, next), start + at);
    if (!central.ok) return central;
    entries.push(central.value);
    at = next;
  }
  return at === bytes.length
    ? ok({ entries, start })
    : fault('zip-directory', 'the central directory is longer than its entries', start + at);
}

function recordEnd(bytes: Buffer, at: number): number | undefined {
  if (at + CENTRAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) return undefined;
  const variable = bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  const end = at + CENTRAL_SIZE + variable;
  return end > bytes.length ? undefined : end;
}

function* readEnd(size: number): Reading<Parsed<End>> {
  const from = Math.max(0, size - END_SIZE - MAX_COMMENT);
  const tail = yield { offset: from, length: size - from };
  const places = endsIn(tail);
  const [place] = places;
  if (place === undefined)
    return fault('zip-no-directory', 'there is no end of a central directory', Math.max(0, size - END_SIZE));
  // Readers that look from the back, or less closely, would take another one.
  if (places.length > 1 || hasMark(tail.subarray(place + END_SIZE)))
    return fault('zip-several-ends', 'the archive has more than one end', from + place);
  const at = from + place;
  const count = tail.readUInt16LE(place + 10);
  const stated = { count, size: tail.readUInt32LE(place + 12), start: tail.readUInt32LE(place + 16) };
  if (
    tail.readUInt16LE(place + 4) !== 0 ||
    tail.readUInt16LE(place + 6) !== 0 ||
    tail.readUInt16LE(place + 8) !== count
  )
    return fault('zip-disks', 'the archive spans several disks', at);
  const located = place >= LOCATOR_SIZE && tail.readUInt32LE(place - LOCATOR_SIZE) === LOCATOR;
  if (!located) {
    return [stated.start, stated.size].includes(ELSEWHERE) || count === 0xffff
      ? fault('zip-64', 'the archive refers to a ZIP64 end that is not there', at)
      : ok({ ...stated, at });
  }
  const locator = Buffer.from(tail.subarray(place - LOCATOR_SIZE, place));
  return yield* readEnd64(locator, at - LOCATOR_SIZE, stated);
}

/** Where records that end the archive stand: their comments reach its last byte. */
function endsIn(tail: Buffer): number[] {
  const places: number[] = [];
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END && at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length) places.push(at);
  }
  return places;
}

/** Whether a comment holds what a reader could take for a part of an archive. */
function hasMark(comment: Buffer): boolean {
  return [END, END64, LOCATOR, CENTRAL].some((mark) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(mark);
    return comment.includes(bytes);
  });
}

function* readEnd64(locator: Buffer, locatorAt: number, stated: Omit<End, 'at'>): Reading<Parsed<End>> {
  const at = Number(locator.readBigUInt64LE(8));
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1)
    return fault('zip-disks', 'the archive spans several disks', locatorAt);
  if (at + END64_SIZE !== locatorAt)
    return fault('zip-64', 'the ZIP64 end does not stand where its locator says', locatorAt);
  const bytes = yield { offset: at, length: END64_SIZE };
  if (bytes.readUInt32LE(0) !== END64 || bytes.readBigUInt64LE(4) !== BigInt(END64_SIZE - 12))
    return fault('zip-64', 'the ZIP64 end is malformed, or holds more than its fields', at);
  const wide = [24, 32, 40, 48].map((place) => Number(bytes.readBigUInt64LE(place)));
  const [here = 0, count = 0, size = 0, start = 0] = wide;
  if (bytes.readUInt32LE(16) !== 0 || bytes.readUInt32LE(20) !== 0 || here !== count)
    return fault('zip-disks', 'the archive spans several disks', at);
  const agrees =
    (stated.count === 0xffff || stated.count === count) &&
    (stated.size === ELSEWHERE || stated.size === size) &&
    (stated.start === ELSEWHERE || stated.start === start);
  return agrees
    ? ok({ count, size, start, at })
    : fault('zip-64', 'the two ends of the archive disagree about its directory', at);
}
