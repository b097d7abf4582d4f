/** What {@link Turns} goes by. */
interface TurnsParts {
  /** Milliseconds since some moment; never runs backwards. */
  elapsed(): number;
  /** Calls back in the next turn of the event loop, after whatever was asked for before. */
  soon(action: () => void): void;
}

/**
 * How much of one turn long work may take, all of it together. Looking through memory, which nobody can put off, comes
 * to it, and so does the piece that was begun last. Unit: milliseconds.
 */
const SHARE = 2;

/**
 * Turns of the event loop, as everything long shares them: pieces that each stop in time are one long turn together,
 * where one begins as soon as the other is done. Who waits longest goes first.
 */
export class Turns {
  readonly #parts: TurnsParts;
  /** Until when this turn's share lasts; undefined before anybody took of it. */
  #end: number | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /** Whether long work had its share of this turn. Whoever asks first begins to use it. */
  isOver(): boolean {
    if (this.#end !== undefined) return this.#parts.elapsed() >= this.#end;
    this.#begin();
    // Who was woken for this turn comes first, behind what is done now: it would have a share of its own.
    this.#parts.soon(() => this.#parts.soon(() => this.#over()));
    return false;
  }

  /** Waits for a turn that has something of its share left: at least one step may be taken then. */
  next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    this.#wakeSoon();
    return promise;
  }

  #wakeSoon(): void {
    this.#parts.soon(() => {
      if (this.#end === undefined) {
        this.#begin();
        this.#parts.soon(() => this.#over());
      } else if (this.#parts.elapsed() >= this.#end) {
        this.#wakeSoon();
        return;
      }
      this.#waiting.shift()?.();
    });
  }

  #begin(): void {
    this.#end = this.#parts.elapsed() + SHARE;
  }

  #over(): void {
    this.#end = undefined;
  }
}
