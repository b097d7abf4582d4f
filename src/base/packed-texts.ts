import { letGo } from './let-go.ts';

/** Bytes of a block: large enough that there are few of them, small enough that what is not used of the last is little. */
const BLOCK = 128 * 1024;
/** Numbers that say where a text stands: its block, its first byte, and how many there are. */
const PLACE = 3;

/**
 * Many short texts, kept as UTF-8 beside the heap: a hundred thousand objects cost several times the memory, and
 * whenever memory is looked through, everything waits until each of them was looked at. What is kept so costs nothing
 * then. A text is decoded anew each time it is asked for. Lone surrogates do not survive: texts of JSON have none.
 */
export class PackedTexts {
  readonly #blocks: Uint8Array[] = [];
  #places = new Uint32Array(16 * PLACE);
  #count = 0;
  /** The block that is written to; undefined once nothing is added any more. */
  #open: Buffer | undefined;
  #used = 0;
  #bytes = 0;

  get length(): number {
    return this.#count;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes + this.#places.byteLength;
  }

  /** Adds a text: where it stands. */
  add(text: string): number {
    const size = Buffer.byteLength(text);
    if (this.#open === undefined || this.#used + size > this.#open.length) {
      this.#closeBlock();
      if (this.#open === undefined || this.#open.length < size) {
        if (this.#open !== undefined) letGo(this.#open);
        this.#open = Buffer.allocUnsafeSlow(Math.max(BLOCK, size));
      }
    }
    this.#open.write(text, this.#used);
    const at = this.#count * PLACE;
    if (at === this.#places.length) this.#resize(2 * at);
    this.#places.set([this.#blocks.length, this.#used, size], at);
    this.#used += size;
    return this.#count++;
  }

  /** Gives back the room that was taken for more. */
  close(): void {
    this.#closeBlock();
    if (this.#open !== undefined) letGo(this.#open);
    this.#open = undefined;
    this.#resize(this.#count * PLACE);
  }

  at(index: number): string | undefined {
    if (index < 0 || index >= this.#count) return undefined;
    const [block = 0, start = 0, size = 0] = this.#places.subarray(index * PLACE, (index + 1) * PLACE);
    if (size === 0) return '';
    const bytes = this.#blocks[block] ?? this.#open;
    return bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset + start, size).toString();
  }

  /** Keeps what was written of a block, and nothing beside it; it is written anew from its beginning. */
  #closeBlock(): void {
    if (this.#open === undefined || this.#used === 0) return;
    this.#blocks.push(new Uint8Array(this.#open.subarray(0, this.#used)));
    this.#bytes += this.#used;
    this.#used = 0;
  }

  #resize(length: number): void {
    const places = new Uint32Array(length);
    places.set(this.#places.subarray(0, this.#count * PLACE));
    letGo(this.#places);
    this.#places = places;
  }
}
