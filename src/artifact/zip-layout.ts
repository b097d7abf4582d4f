import { type Fault, fault, ok, type Parsed } from '@rind/pypa';
import { oddName, shownName, unsafeName } from './entry-name.ts';
import { PathSet } from './path-set.ts';
import type { Reading } from './reading.ts';
import type { ZipDirectory } from './zip-directory.ts';
import { type Central, ENCRYPTED, readExtra, readWide, SIZES_FOLLOW } from './zip-record.ts';

const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
/** May stand before sizes that follow the content. */
const DESCRIPTOR = 0x08074b50;

const TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/** Where the content of an entry is, and where what belongs to the entry ends. */
export interface ZipPlace {
  readonly start: number;
  readonly end: number;
  /** Checksum and sizes follow the content, which PyPI refuses today. */
  readonly sizesFollow: boolean;
}

/**
 * Finds the content of an entry behind its own header, which must agree with the directory. Faults: `zip-entry`,
 * `zip-disagreement`, `zip-encrypted`, `zip-64`, `zip-extra`.
 *
 * @param limit where the directory starts: no entry reaches beyond it
 */
export function* placeEntry(central: Central, limit: number): Reading<Parsed<ZipPlace>> {
  const { offset: at } = central;
  const name = shownName(central.name);
  if (at + LOCAL_SIZE > limit) return fault('zip-entry', `the entry \`${name}\` has no header`, at);
  let header = yield { offset: at, length: LOCAL_SIZE };
  if (header.readUInt32LE(0) !== LOCAL) return fault('zip-entry', `the entry \`${name}\` has no header`, at);
  const nameEnd = LOCAL_SIZE + header.readUInt16LE(26);
  const start = nameEnd + header.readUInt16LE(28);
  const end = at + start + central.packed;
  if (end > limit) return fault('zip-entry', `the entry \`${name}\` reaches beyond the archive`, at);
  header = yield { offset: at, length: start };
  const follow = (central.flags & SIZES_FOLLOW) !== 0;
  if (
    !header.subarray(LOCAL_SIZE, nameEnd).equals(central.nameBytes) ||
    header.readUInt16LE(6) !== central.flags ||
    header.readUInt16LE(8) !== central.method
  )
    return disagreement(name, at);
  const extra = readExtra(header.subarray(nameEnd), central.nameBytes, at);
  if (!extra.ok) return extra;
  const stated = { size: header.readUInt32LE(22), packed: header.readUInt32LE(18), offset: 0 };
  const said = readWide(extra.value, stated, 0, at);
  if (!said.ok) return said;
  const agrees = (value: number, truth: number) => value === truth || (follow && value === 0);
  if (
    !agrees(header.readUInt32LE(14), central.crc) ||
    !agrees(said.value.size, central.size) ||
    !agrees(said.value.packed, central.packed)
  )
    return disagreement(name, at);
  if ((central.flags & ENCRYPTED) !== 0) return fault('zip-encrypted', `the entry \`${name}\` is encrypted`, at);
  if (!follow) return ok({ start: at + start, end, sizesFollow: false });
  const length = descriptorLength(yield { offset: end, length: Math.min(24, limit - end) }, central);
  return length === undefined
    ? fault('zip-disagreement', `the directory and what follows \`${name}\` disagree`, end)
    : ok({ start: at + start, end: end + length, sizesFollow: true });
}

function disagreement(name: string, at: number): Parsed<never> {
  return fault('zip-disagreement', `the directory and the header of \`${name}\` disagree`, at);
}

/** Bytes of checksum and sizes as the directory says them: with or without a mark, of four or eight bytes each. */
function descriptorLength(bytes: Buffer, { crc, packed, size }: Central): number | undefined {
  for (const mark of [4, 0]) {
    if (mark === 4 && (bytes.length < 4 || bytes.readUInt32LE(0) !== DESCRIPTOR)) continue;
    if (bytes.length < mark + 12 || bytes.readUInt32LE(mark) !== crc) continue;
    if (bytes.readUInt32LE(mark + 4) === packed && bytes.readUInt32LE(mark + 8) === size) return mark + 12;
    if (bytes.length < mark + 20) continue;
    const wide = [mark + 4, mark + 12].map((at) => Number(bytes.readBigUInt64LE(at)));
    if (wide[0] === packed && wide[1] === size) return mark + 20;
  }
  return undefined;
}

/** What the entries of an archive may be together. */
export interface ZipTotals {
  /** Bytes of all entries together, unpacked. */
  readonly maxTotalBytes: number;
}

/** The entries of an archive one after the other, as they stand: nothing before, between and behind them. */
export class ZipLayout {
  readonly #directory: ZipDirectory;
  readonly #limits: ZipTotals;
  readonly #paths = new PathSet();
  #free = 0;
  #total = 0;
  #descriptors = 0;
  /** What is odd about the archive, and not refused. */
  readonly remarks: Fault[] = [];

  constructor(directory: ZipDirectory, limits: ZipTotals) {
    this.#directory = directory;
    this.#limits = limits;
  }

  /** The entries in the order in which they stand. */
  inOrder(): Central[] {
    return this.#directory.entries.toSorted((a, b) => a.offset - b.offset);
  }

  /**
   * Finds the content of the next entry. Faults: `zip-duplicate`, `zip-name`, `zip-type`, `zip-overlap`, `zip-gap`,
   * `zip-too-large`, and those of `placeEntry`.
   */
  *place(central: Central): Reading<Parsed<ZipPlace>> {
    const named = this.#nameFault(central);
    if (named !== undefined) return { ok: false, error: named };
    const name = shownName(central.name);
    const { offset } = central;
    if (offset < this.#free) return fault('zip-overlap', `the entry \`${name}\` overlaps another`, offset);
    if (offset > this.#free) return fault('zip-gap', `there is something before the entry \`${name}\``, this.#free);
    const place = yield* placeEntry(central, this.#directory.start);
    if (!place.ok) return place;
    this.#free = place.value.end;
    this.#total += central.size;
    const { maxTotalBytes } = this.#limits;
    if (this.#total > maxTotalBytes)
      return fault('zip-too-large', `the entries together are larger than ${maxTotalBytes} bytes`, central.at);
    if (place.value.sizesFollow && this.#descriptors++ === 0)
      this.#remark('zip-descriptor', `the sizes of \`${name}\` follow its content, which PyPI refuses`, offset);
    return place;
  }

  /** What is wrong behind the last entry. */
  finish(): Fault | undefined {
    return this.#free === this.#directory.start
      ? undefined
      : { code: 'zip-gap', message: 'there is something between the entries and the directory', offset: this.#free };
  }

  #remark(code: string, message: string, offset: number): void {
    if (this.remarks.length < 100) this.remarks.push({ code, message, offset });
  }

  #nameFault(central: Central): Fault | undefined {
    const { at } = central;
    const name = shownName(central.name);
    const refuse = (code: string, message: string): Fault => ({ code, message, offset: at });
    const unsafe = central.name === '' ? 'is empty' : unsafeName(central.name);
    const isFolder = central.name.endsWith('/');
    const clash = this.#paths.add(central.name, isFolder ? 'folder' : 'file');
    if (clash === 'duplicate') return refuse('zip-duplicate', `two entries are named \`${name}\``);
    if (unsafe !== undefined) return refuse('zip-name', `the name \`${name}\` ${unsafe}`);
    if (clash === 'file-and-folder') return refuse('zip-duplicate', `\`${name}\` is both a file and a folder`);
    const type = (central.mode ?? 0) & TYPE;
    if (type === LINK) return refuse('zip-link', `the entry \`${name}\` is a link`);
    if (type !== 0 && type !== (isFolder ? FOLDER : REGULAR))
      return refuse('zip-type', `the mode of \`${name}\` is not that of a file`);
    if (isFolder && central.size > 0) return refuse('zip-type', `the folder \`${name}\` has content`);
    if (clash === 'folded')
      this.#remark('entry-name-folded', `another entry differs from \`${name}\` by case or Unicode form only`, at);
    const odd = oddName(central.name);
    if (odd !== undefined) this.#remark('entry-name-odd', `the name \`${name}\` ${odd}`, at);
    if (central.remarks.includes('zip-comment'))
      this.#remark('zip-comment', `the directory has a comment on \`${name}\`, which PyPI refuses`, at);
    if (central.remarks.includes('zip-name-encoding'))
      this.#remark('zip-name-encoding', `the name \`${name}\` does not say which encoding it is in`, at);
    return undefined;
  }
}
