/** What {@link Complaints} works with. */
export interface ComplaintsParts {
  /** Says it to a person. */
  warn(message: string): void;
  /** Epoch milliseconds. */
  now(): number;
}

/** What was said is said again after so long. Unit: milliseconds. */
const AGAIN = 6 * 60 * 60_000;

interface Said {
  readonly message: string;
  readonly at: number;
  /** How often it would have been said since. */
  kept: number;
}

/** Says what fails again and again once, and then now and then how often: a log of a thousand equal lines is read by nobody. */
export class Complaints {
  readonly #parts: ComplaintsParts;
  readonly #said = new Map<string, Said>();

  constructor(parts: ComplaintsParts) {
    this.#parts = parts;
  }

  /** Something failed, `name` says what. Another message than the last is said at once. */
  say(name: string, message: string): void {
    const { warn, now } = this.#parts;
    const last = this.#said.get(name);
    const at = now();
    if (last?.message === message && at >= last.at && at - last.at < AGAIN) {
      last.kept++;
      return;
    }
    const more = last?.message === message && last.kept > 0 ? ` (${last.kept} more times since it was last said)` : '';
    this.#said.set(name, { message, at, kept: 0 });
    warn(`${name}: ${message}${more}`);
  }

  /** It went well: the next failure is news, and that it no longer fails is, too, where it did not. */
  ended(name: string): void {
    if (this.#said.delete(name)) this.#parts.warn(`${name}: it no longer fails`);
  }
}
