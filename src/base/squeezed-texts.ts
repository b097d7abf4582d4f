import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Characters of a block: to open one takes less than a tenth of a millisecond, and in a larger one little more is saved. */
const BLOCK = 16 * 1024;
/** Numbers that say where a text stands: its block, and its first byte there. */
const PLACE = 2;
/** Blocks that are open, of all lists together: half a megabyte. Who goes through a list opens each block once. */
const MOST_OPEN = 32;

const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** By what they are squeezed to; the one that was used last stands last. */
const open = new Map<Uint8Array, Buffer>();

function opened(block: Uint8Array): Buffer {
  const known = open.get(block);
  if (known !== undefined) {
    open.delete(block);
    open.set(block, known);
    return known;
  }
  const made = zstdDecompressSync(block);
  open.set(block, made);
  for (const oldest of open.keys()) {
    if (open.size <= MOST_OPEN) break;
    open.delete(oldest);
  }
  return made;
}

/**
 * Many texts that are much alike, in a fourth of the memory of {@link PackedTexts} and beside the heap as those are:
 * compressed block by block, some thirty texts each. Made for what is kept long and seldom looked at: who asks for
 * one text opens its block. Lone surrogates do not survive: texts of JSON have none.
 */
export class SqueezedTexts {
  readonly #blocks: Uint8Array[] = [];
  #places = new Uint32Array(16 * PLACE);
  #count = 0;
  /** What was added since the last block, and how many bytes it is. */
  #waiting: string[] = [];
  #used = 0;
  #bytes = 0;

  get length(): number {
    return this.#count;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes + this.#used + this.#places.byteLength;
  }

  /** Adds a text: where it stands. */
  add(text: string): number {
    const at = this.#count * PLACE;
    if (at === this.#places.length) this.#resize(2 * at);
    this.#places[at] = this.#blocks.length;
    this.#places[at + 1] = this.#used;
    this.#waiting.push(text);
    this.#used += Buffer.byteLength(text);
    if (this.#used >= BLOCK) this.#squeeze();
    return this.#count++;
  }

  /** Squeezes what is left. Nothing is added any more. */
  close(): void {
    if (this.#waiting.length > 0) this.#squeeze();
    this.#resize(this.#count * PLACE);
  }

  at(index: number): string | undefined {
    if (index < 0 || index >= this.#count) return undefined;
    const at = index * PLACE;
    const [block = 0, start = 0] = [this.#places[at], this.#places[at + 1]];
    const squeezed = this.#blocks[block];
    if (squeezed === undefined) return this.#waiting[index - this.#count + this.#waiting.length];
    const bytes = opened(squeezed);
    const hasNext = index + 1 < this.#count && this.#places[at + PLACE] === block;
    return bytes.toString('utf8', start, hasNext ? this.#places[at + PLACE + 1] : bytes.length);
  }

  #squeeze(): void {
    const squeezed = zstdCompressSync(this.#waiting.join(''), QUICK);
    // What was written has room behind it, or stands in memory of others.
    const block = Uint8Array.from(squeezed);
    this.#blocks.push(block);
    this.#bytes += block.length;
    this.#waiting = [];
    this.#used = 0;
  }

  #resize(length: number): void {
    const places = new Uint32Array(length);
    places.set(this.#places.subarray(0, this.#count * PLACE));
    this.#places = places;
  }
}
