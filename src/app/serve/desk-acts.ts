import type { Follower } from '../../evidence/followers.sql.ts';
import type { LogFacts } from '../../evidence/log-chain.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Asker } from './ask.ts';
import type { DeskAnswer } from './desk.ts';

/** What every administrative act needs. */
export interface ActParts {
  readonly log: { append(facts: LogFacts): Promise<void> };
  readonly followers: { running(now: number): Promise<readonly Follower[]> };
  readonly pace: Pick<Pace, 'after' | 'elapsed'>;
  /** Random bytes that nobody can guess. */
  random(bytes: number): Uint8Array;
  /** Epoch milliseconds. */
  now(): number;
  /** Looks for changes at once, where this process is a gateway itself. */
  look?(): Promise<void>;
}

/** How long a change is waited for until every gateway acts on it. Unit: milliseconds. */
const PATIENCE = 30_000;
/** Unit: milliseconds. */
const ASK_EVERY = 100;

/** Does what administrators do: written down first, by whom, and only then done. */
export class Acts {
  readonly #parts: ActParts;

  constructor(parts: ActParts) {
    this.#parts = parts;
  }

  /** A new id: sixteen digits, of chance alone. */
  newId(): string {
    return Buffer.from(this.#parts.random(8)).toString('hex');
  }

  /** Writes an act into the log, then does it. Where the log cannot be written, nothing is done; what fails after that is written, too. */
  async do<T>(asker: Asker, facts: LogFacts, act: () => Promise<T>): Promise<T> {
    const { principal, address } = asker;
    const { log } = this.#parts;
    await log.append({ ...facts, principal, address });
    try {
      return await act();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await log.append({ event: 'act-failed', act: facts.event, why: why.slice(0, 200), principal, address });
      throw error;
    }
  }

  /** What a change answers: its id and epoch, and whether every running gateway acts on it where that was waited for. */
  async changed(id: string, epoch: number, wait: boolean, more: object = {}): Promise<DeskAnswer> {
    await this.#parts.look?.();
    if (!wait) return { answer: 'value', value: { id, epoch, ...more } };
    return { answer: 'value', value: { id, epoch, ...more, in_force: await this.#takenOver(epoch) } };
  }

  async #takenOver(epoch: number): Promise<boolean> {
    const { followers, pace, now } = this.#parts;
    const until = pace.elapsed() + PATIENCE;
    for (;;) {
      if ((await followers.running(now())).every((one) => one.epoch >= epoch)) return true;
      if (pace.elapsed() >= until) return false;
      await new Promise<void>((resolve) => pace.after(ASK_EVERY, resolve));
    }
  }
}
