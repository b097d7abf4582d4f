/** Pieces of a stream as one row of bytes, taken from its front. */
export class PieceQueue {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** So many bytes, or fewer where the stream ends; undefined where that has to be waited for, with {@link take}. */
  takeNow(length: number): Buffer | undefined {
    if (this.#held.length < length && !this.#ended) return undefined;
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }

  /** Some bytes, at most so many; empty where the stream has ended. They hold until the next call. */
  async some(length: number): Promise<Buffer> {
    while (this.#held.length === 0 && !this.#ended) await this.#next();
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }

  /** So many bytes, or fewer where the stream ends. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part.length === 0) break;
      missing -= part.length;
      // What comes next may stand where this one did.
      parts.push(missing === 0 && parts.length === 0 ? part : Buffer.from(part));
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#pieces.return?.();
  }

  async #next(): Promise<void> {
    const { done, value } = await this.#pieces.next();
    if (done === true) this.#ended = true;
    else this.#held = value;
  }
}
