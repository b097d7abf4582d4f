/** Addresses that are remembered; the one that failed longest ago is forgotten first. */
const MOST = 10_000;
/** Wrong tokens that cost nothing: somebody mistypes. */
const FREE = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15 * 60 * 1000;

interface Failures {
  readonly count: number;
  /** Epoch milliseconds. */
  readonly last: number;
}

/** Slows down who guesses tokens. Bounded: an attacker with many addresses fills no memory. */
export class Throttle {
  readonly #failures = new Map<string, Failures>();

  /** Milliseconds until an address is listened to again. */
  wait(address: string, now: number): number {
    const failures = this.#failures.get(address);
    if (failures === undefined || failures.count <= FREE) return 0;
    const pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, failures.count - FREE - 1));
    // A clock that was set back makes nobody wait longer than the pause.
    return Math.min(pause, Math.max(0, failures.last + pause - now));
  }

  fail(address: string, now: number): void {
    const count = (this.#failures.get(address)?.count ?? 0) + 1;
    this.#failures.delete(address);
    this.#failures.set(address, { count, last: now });
    if (this.#failures.size <= MOST) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  succeed(address: string): void {
    this.#failures.delete(address);
  }
}
