import type { Heard } from '../app/serve/overview.ts';
import type { PageAnswer, Same } from '../index/page-fetch.http.ts';
import type { Log } from '../platform/log.ts';

/** Milliseconds between the words that an upstream is silent, and that it answers. */
const SAID_FOR = 60_000;

/** Remembers what upstreams last answered, says when one falls silent, and counts what stood in for it. */
export class Hearing {
  readonly #heard = new Map<string, Heard>();
  readonly #stale = new Map<string, number>();
  /** Epoch milliseconds at which it was said that an upstream is silent. */
  readonly #said = new Map<string, number>();
  readonly #log: Pick<Log, 'warn'>;
  readonly #now: () => number;

  constructor(now: () => number, log: Pick<Log, 'warn'>) {
    this.#now = now;
    this.#log = log;
  }

  /** Takes an answer. What was kept from before says nothing. */
  take(upstream: string, answer: PageAnswer | Same): void {
    const isStale = answer.state !== 'absent' && answer.state !== 'unavailable' && answer.from === 'stale';
    if (isStale) this.#stale.set(upstream, this.stale(upstream) + 1);
    this.late(upstream, answer);
  }

  /** Takes an answer that came after something else had stood in for it. */
  late(upstream: string, answer: PageAnswer | Same): void {
    if (answer.state === 'unavailable') this.#silent(upstream, answer.problem.message);
    else if (answer.state !== 'absent' && answer.from === 'stale') this.#silent(upstream, answer.why?.message ?? '');
    else if (answer.state === 'absent' || answer.from === 'index') this.#answers(upstream);
  }

  /** Pages of it that stood in while it said nothing. */
  stale(upstream: string): number {
    return this.#stale.get(upstream) ?? 0;
  }

  of(upstream: string): Heard | undefined {
    return this.#heard.get(upstream);
  }

  #silent(upstream: string, why: string): void {
    const at = this.#now();
    this.#heard.set(upstream, { state: 'silent', at, why });
    if (this.#said.has(upstream)) return;
    this.#said.set(upstream, at);
    this.#log.warn(`upstream \`${upstream}\` does not answer, and what is known of it stands in: ${why}`);
  }

  #answers(upstream: string): void {
    const at = this.#now();
    this.#heard.set(upstream, { state: 'answers', at });
    const said = this.#said.get(upstream);
    // One that answers now and then would fill the log.
    if (said === undefined || Math.abs(at - said) < SAID_FOR) return;
    this.#said.delete(upstream);
    this.#log.warn(`upstream \`${upstream}\` answers again`);
  }
}
