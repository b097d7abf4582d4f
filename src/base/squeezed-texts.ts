import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { letGo } from './let-go.ts';

/** Characters of a block: to open one takes less than a tenth of a millisecond, and in a larger one little more is saved. */
const BLOCK = 16 * 1024;
/** Numbers that say where a text stands: its block, and its first byte there. */
const PLACE = 2;
/** Blocks that are open, of all lists together: a megabyte. Who goes through a list opens each block once. */
const MOST_OPEN = 32;

/** As far as a block is long, and no further back: the engine makes room for it with each block that is opened. */
const WINDOW = 15;

const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: WINDOW } };

/** What blocks were; the one that was used last stands last. */
const open = new Map<Block, Buffer>();

/**
 * Room for so many bytes that are unpacked or squeezed, in one piece and with memory of its own: what Node hands out of
 * the memory that it shares between buffers is not given back before the engine has looked, and a page in a hundred
 * blocks took megabytes of it.
 */
function roomFor(bytes: number): number {
  return Math.max(Buffer.poolSize, bytes);
}

/** Gives back what {@link roomFor} was taken for, of which these bytes are the beginning. */
function giveBack(bytes: Buffer, room: number): void {
  if (bytes.buffer.byteLength === room) letGo(new Uint8Array(bytes.buffer));
}

/** What was squeezed, and how many bytes it was. */
interface Block {
  readonly squeezed: Uint8Array;
  readonly bytes: number;
}

function opened(block: Block): Buffer {
  const known = open.get(block);
  if (known !== undefined) {
    open.delete(block);
    open.set(block, known);
    return known;
  }
  // One byte more: where nothing is left of the room, there might be more to unpack.
  const made = zstdDecompressSync(block.squeezed, { chunkSize: roomFor(block.bytes + 1) });
  open.set(block, made);
  for (const [oldest, bytes] of open) {
    if (open.size <= MOST_OPEN) break;
    open.delete(oldest);
    giveBack(bytes, roomFor(oldest.bytes + 1));
  }
  return made;
}

/**
 * Many texts that are much alike, in a fourth of the memory of {@link PackedTexts} and beside the heap as those are:
 * compressed block by block, some thirty texts each. Made for what is kept long and seldom looked at: who asks for
 * one text opens its block. Lone surrogates do not survive: texts of JSON have none.
 */
export class SqueezedTexts {
  readonly #blocks: Block[] = [];
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
    const kept = this.#blocks[block];
    if (kept === undefined) return this.#waiting[index - this.#count + this.#waiting.length];
    const bytes = opened(kept);
    const hasNext = index + 1 < this.#count && this.#places[at + PLACE] === block;
    return bytes.toString('utf8', start, hasNext ? this.#places[at + PLACE + 1] : bytes.length);
  }

  #squeeze(): void {
    const plain = Buffer.allocUnsafeSlow(this.#used);
    plain.write(this.#waiting.join(''));
    // What cannot be squeezed becomes a little longer.
    const room = roomFor(this.#used + (this.#used >>> 7) + 1024);
    const made = zstdCompressSync(plain, { ...QUICK, chunkSize: room });
    const squeezed = new Uint8Array(made);
    letGo(plain);
    giveBack(made, room);
    this.#blocks.push({ squeezed, bytes: this.#used });
    this.#bytes += squeezed.length;
    this.#waiting = [];
    this.#used = 0;
  }

  #resize(length: number): void {
    const places = new Uint32Array(length);
    places.set(this.#places.subarray(0, this.#count * PLACE));
    letGo(this.#places);
    this.#places = places;
  }
}
