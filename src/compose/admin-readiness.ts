import type { Readiness } from '../app/serve/desk.ts';
import type { LogWriter } from '../evidence/log-writer.fs.ts';
import type { Policy } from '../policy/policy.ts';
import { freeRoom } from './free-room.ts';

/** What a gateway needs to do its work. */
export interface ReadinessParts {
  readonly folder: string;
  readonly log: WatchedLog;
  /** Asks the database something. */
  readonly database: () => Promise<unknown>;
  readonly policies: Iterable<Policy>;
  /** The advisories in force; undefined where there are none. */
  readonly advisories: () => { readonly complete: boolean } | undefined;
  /** Said to whoever asks, and in the way of nothing. */
  readonly note?: string | undefined;
}

/** With less room than this no file can be taken in, and soon no entry of the log. Unit: bytes. */
const LEAST_ROOM = 32 * 1024 * 1024;

/** A log that remembers whether it could be written. */
export interface WatchedLog extends LogWriter {
  /** What the last entry failed with; undefined where it was written. */
  failure(): unknown;
}

/** Watches what a log is told. */
export function watchedLog(writer: LogWriter): WatchedLog {
  let failure: unknown;
  let seen: Promise<void> | undefined;
  return {
    chain: writer.chain,
    get head() {
      return writer.head;
    },
    append(facts) {
      const written = writer.append(facts);
      // Entries that are written together have one promise.
      if (written !== seen)
        written.then(
          () => {
            failure = undefined;
          },
          (error: unknown) => {
            failure = error;
          },
        );
      seen = written;
      return written;
    },
    note: (facts) => writer.note(facts),
    flush: () => writer.flush(),
    close: () => writer.close(),
    failure: () => failure,
  };
}

/** Says whether a gateway can do its work. What it says names nothing that is private: anybody may ask. */
export function gatewayReadiness({ folder, log, database, policies, advisories, note }: ReadinessParts): Readiness {
  const judges = [...policies].some(({ rules }) => (rules.get('known-vulnerability')?.level ?? 'off') !== 'off');
  return {
    async ready() {
      const why: string[] = [];
      await database().catch(() => why.push('the database does not answer'));
      if (log.failure() !== undefined) why.push('the log cannot be written');
      if (((await freeRoom(folder)) ?? 0) < LEAST_ROOM) why.push('there is no room left for data');
      const store = advisories();
      if (judges && store === undefined) why.push('there are no advisories yet');
      const notes = note === undefined ? [] : [note];
      // What is left of them is judged by, and whoever runs this cannot always do anything about the rest.
      if (judges && store?.complete === false) notes.push('a source of advisories could not be read to its end');
      return { ready: why.length === 0, why: [...why, ...notes] };
    },
  };
}
