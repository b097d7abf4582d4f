import type { Result } from '@rind/pypa';
import { DAY } from '../../base/instant.ts';
import type { Secret } from '../../base/secret.ts';
import type { Delivery } from '../../evidence/notices.sql.ts';
import { SIGNATURE_HEADER, signWebhook } from './sign-webhook.ts';

/** What {@link Delivering} works with. */
export interface DeliveringParts {
  readonly notices: {
    due(now: number, longest: number, limit: number): Promise<readonly Delivery[]>;
    postpone(id: string, due: number): Promise<void>;
    end(id: string, outcome: 'sent' | 'given-up', now: number): Promise<void>;
  };
  /** Posts a body; the status of the answer, or why there is none. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<Result<number, string>>;
  readonly secret: Secret;
  /** Epoch milliseconds. */
  now(): number;
  /** Told of what nobody took. */
  failed(message: string): void;
}

/** The pause after the first failure; it doubles. Unit: milliseconds. */
const FIRST_PAUSE = 10_000;
/** Unit: milliseconds. */
const LONGEST_PAUSE = 60 * 60_000;
/** Nobody tries for longer: the log and the feed have it. Unit: milliseconds. */
const LONGEST = 7 * DAY;
const AT_ONCE = 50;

/** Sends notices to the webhook, each until somebody takes it, the oldest first. */
export class Delivering {
  readonly #parts: DeliveringParts;
  #failures = 0;

  constructor(parts: DeliveringParts) {
    this.#parts = parts;
  }

  /** How often in a row nobody took what was sent. */
  get failures(): number {
    return this.#failures;
  }

  /** Sends what is due. */
  async send(signal: AbortSignal): Promise<void> {
    const { notices, now } = this.#parts;
    for (;;) {
      const due = await notices.due(now(), LONGEST_PAUSE, AT_ONCE);
      for (const delivery of due) {
        if (signal.aborted) return;
        // One that is not taken keeps the others waiting: they go to the same place.
        if (!(await this.#one(delivery))) return;
      }
      if (due.length < AT_ONCE) return;
    }
  }

  async #one({ notice, tries }: Delivery): Promise<boolean> {
    const { notices, post, secret, now, failed } = this.#parts;
    const { id, kind, at, body } = notice;
    const answer = await post(body, {
      'content-type': 'application/json',
      'rind-event': kind,
      'rind-delivery': id,
      [SIGNATURE_HEADER]: signWebhook(body, secret.reveal(), Math.floor(now() / 1000)),
    });
    if (answer.ok && answer.value >= 200 && answer.value < 300) {
      this.#failures = 0;
      await notices.end(id, 'sent', now());
      return true;
    }
    this.#failures++;
    const why = answer.ok ? `it answers ${answer.value}` : answer.error;
    failed(`the webhook did not take the event \`${id}\`: ${why}`);
    if (now() - at > LONGEST) await notices.end(id, 'given-up', now());
    else await notices.postpone(id, now() + Math.min(FIRST_PAUSE * 2 ** Math.min(tries, 20), LONGEST_PAUSE));
    return false;
  }
}
