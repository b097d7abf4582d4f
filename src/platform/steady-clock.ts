/** What a steady clock goes by. */
export interface SteadyClockParts {
  /** Epoch milliseconds, as the machine says. */
  wall(): number;
  /** Milliseconds since some moment; never runs backwards. */
  elapsed(): number;
  /** The latest epoch milliseconds that were written down before; undefined where nothing was. */
  readonly known?: number | undefined;
  /** Told once of each jump: how far it went, in milliseconds; negative where it went back. */
  jumped?(by: number): void;
}

/** What is no jump: a step of a time server, a second of a leap. Unit: milliseconds. */
export const NO_JUMP = 60_000;
/** How long another time has to stand before it is believed. Unit: milliseconds. */
const BELIEVED_AFTER = 10 * 60_000;

/**
 * The time by which is decided what time alone changes. A clock that jumps, ahead or back, is not believed until it has stood
 * for ten minutes: until then the time goes on as before, so that what waits is not let out by a machine that is in
 * another year for a moment. What stands for longer is the time; nothing on the machine says otherwise. See ADR 25.
 */
export class SteadyClock {
  readonly #parts: SteadyClockParts;
  #base: { readonly wall: number; readonly elapsed: number };
  #doubt: { readonly off: number; readonly since: number } | undefined;
  readonly #begun: number;

  constructor(parts: SteadyClockParts) {
    this.#parts = parts;
    this.#base = { wall: parts.wall(), elapsed: parts.elapsed() };
    this.#begun = this.#base.elapsed;
  }

  /** Epoch milliseconds, as far as they are believed. */
  now(): number {
    const [wall, elapsed] = [this.#parts.wall(), this.#parts.elapsed()];
    const passed = elapsed - this.#base.elapsed;
    const off = wall - this.#base.wall - passed;
    if (Math.abs(off) <= NO_JUMP) {
      this.#doubt = undefined;
      // Small steps in the same direction are no jump either, as long as each stands for a while.
      if (passed >= NO_JUMP) this.#base = { wall, elapsed };
      return wall;
    }
    if (this.#doubt === undefined || Math.abs(off - this.#doubt.off) > NO_JUMP) {
      this.#doubt = { off, since: elapsed };
      this.#parts.jumped?.(off);
    }
    if (elapsed - this.#doubt.since < BELIEVED_AFTER) return this.#base.wall + passed;
    this.#base = { wall, elapsed };
    this.#doubt = undefined;
    return wall;
  }

  /**
   * When what is seen now was seen first. A machine that begins before what was written down last has yet to be told the
   * time, mostly within minutes: what it sees meanwhile must not seem older than it is.
   */
  seen(): number {
    const { known } = this.#parts;
    const since = this.#parts.elapsed() - this.#begun;
    return known === undefined || since >= BELIEVED_AFTER ? this.now() : Math.max(this.now(), known + since);
  }

  /** The latest that it may be: what has ended does not begin again. */
  latest(): number {
    return Math.max(this.now(), this.#parts.wall());
  }
}
