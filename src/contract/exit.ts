/** Exit codes of every command. The greatest of 70 > 2 > 1 > 3 > 0 wins. */
export const EXIT = {
  /** Everything determined, nothing denied or held. */
  clean: 0,
  /** Something is denied or held. */
  denied: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Not determined, or it could not be done: no data, no network, unreadable input. */
  undetermined: 3,
  /** A bug of ours. */
  bug: 70,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const ORDER: readonly ExitCode[] = [EXIT.clean, EXIT.undetermined, EXIT.denied, EXIT.usage, EXIT.bug];

/** The one that wins of several. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>(
    (worst, code) => (ORDER.indexOf(code) > ORDER.indexOf(worst) ? code : worst),
    EXIT.clean,
  );
}
