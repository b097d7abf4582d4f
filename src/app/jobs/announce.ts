import type { LogFacts } from '../../evidence/log-chain.ts';
import type { Notice } from '../../evidence/notices.sql.ts';

/** What {@link Announcing} works with. */
export interface AnnouncingParts {
  readonly notices: {
    begin(notice: Notice): Promise<boolean>;
    logged(id: string, isSent: boolean, now: number): Promise<void>;
    unlogged(): Promise<readonly Notice[]>;
  };
  /** Appends to the log; fulfilled when it is on disk. */
  append(facts: LogFacts): Promise<void>;
  /** Which of these notices the log has already. */
  inLog(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  /** Whether notices are sent to somebody. */
  readonly isSent: boolean;
  /** Epoch milliseconds. */
  now(): number;
  /** Told that something is to be sent. */
  sends(): void;
}

/** Nobody takes longer to write an entry of the log. Unit: milliseconds. */
const IN_FLIGHT = 60_000;

/** What is told of a notice in the log. */
export type NoticeFacts = Omit<LogFacts, 'event' | 'notice'>;

/**
 * Tells people outside of something, each thing once: first it is in the log, then it is shown and sent. What a crash
 * came between is told when the gateway starts again.
 */
export class Announcing {
  readonly #parts: AnnouncingParts;

  constructor(parts: AnnouncingParts) {
    this.#parts = parts;
  }

  /** Tells of something; whether it was told for the first time. */
  async announce(notice: Notice, facts: NoticeFacts): Promise<boolean> {
    if (!(await this.#parts.notices.begin(notice))) return false;
    await this.#log(notice, facts);
    return true;
  }

  /** Takes up what a crash left behind; what is young, another process may be writing at this moment. */
  async recover(): Promise<void> {
    const { notices, inLog, isSent, now } = this.#parts;
    const age = ({ at }: Notice) => now() - at;
    const left = (await notices.unlogged()).filter((one) => age(one) >= IN_FLIGHT || age(one) < 0);
    if (left.length === 0) return;
    const known = await inLog(new Set(left.map(({ id }) => id)));
    for (const notice of left) {
      if (known.has(notice.id)) await notices.logged(notice.id, isSent, now());
      else await this.#log(notice, { body: notice.body });
    }
    this.#parts.sends();
  }

  async #log(notice: Notice, facts: NoticeFacts): Promise<void> {
    const { append, notices, isSent, now, sends } = this.#parts;
    await append({ event: notice.kind, notice: notice.id, subject: notice.subject, ...facts });
    await notices.logged(notice.id, isSent, now());
    sends();
  }
}
