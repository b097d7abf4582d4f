/** How much is said beside the answer: `-q` errors only, `-v` each step. */
export type LogLevel = 'quiet' | 'normal' | 'verbose';

/** What is said on stderr while a command works. Text is printed as it is: callers neutralize it. */
export interface Log {
  /** Something that a person should know, the answer stands. */
  warn(message: string): void;
  /** One step, with `-v`; what takes making is only made then. */
  step(message: string | (() => string)): void;
  /**
   * Tells how far something is. Nothing is shown of what takes less than a second; then one line on
   * a terminal is drawn anew at most five times a second, and elsewhere one line is printed in ten.
   */
  progress(what: string, done: number, total: number): void;
}

/** Where a log goes, and what it knows. */
export interface LogSink {
  readonly write: (text: string) => void;
  /** Where progress goes; as everything else when absent. */
  readonly pass?: (text: string) => void;
  readonly terminal: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const FIRST_AFTER_MS = 1000;
const TERMINAL_EVERY_MS = 200;
const LINE_EVERY_MS = 10_000;

/** A log that writes to a sink. */
export function createLog(level: LogLevel, { write, pass = write, terminal, now }: LogSink): Log {
  const begun = new Map<string, { readonly at: number; shown: number }>();
  const every = terminal ? TERMINAL_EVERY_MS : LINE_EVERY_MS;
  return {
    warn(message) {
      if (level !== 'quiet') write(`warning: ${message}\n`);
    },
    step(message) {
      if (level === 'verbose') write(`${typeof message === 'string' ? message : message()}\n`);
    },
    progress(what, done, total) {
      if (level === 'quiet') return;
      const at = now();
      const state = begun.get(what) ?? { at, shown: Number.NEGATIVE_INFINITY };
      begun.set(what, state);
      const over = done >= total;
      const visible = state.shown !== Number.NEGATIVE_INFINITY;
      if (over) begun.delete(what);
      if (over && !visible) return;
      if (!over && (at - state.at < FIRST_AFTER_MS || at - state.shown < every)) return;
      state.shown = at;
      const line = `${what}: ${done} of ${total}`;
      pass(terminal ? `\r\u001b[K${line}${over ? '\n' : ''}` : `${line}\n`);
    },
  };
}
