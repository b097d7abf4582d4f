import { EXIT, type ExitCode } from '../contract/exit.ts';
import { bugText } from './bug.ts';
import type { CliContext } from './context.ts';

/** What a command does, as a file of `actions/` exports it. */
type Action<Flags, Args extends readonly unknown[]> = (
  context: CliContext,
  flags: Flags,
  ...args: Args
) => ExitCode | Promise<ExitCode>;

/**
 * Loads what a command does when it is called, so that no command pays for another; runs it and leaves
 * its exit code. `--exit-zero` turns 1 and 3 into 0. A command that throws is a bug of ours, and is said
 * to be.
 */
export function exits<
  Flags extends { readonly exitZero: boolean; readonly verbose: boolean },
  Args extends readonly unknown[],
>(load: () => Promise<Action<Flags, Args>>): (this: CliContext, flags: Flags, ...args: Args) => Promise<void> {
  return async function run(this: CliContext, flags, ...args) {
    let code: ExitCode;
    try {
      const action = await load();
      code = await action(this, flags, ...args);
    } catch (error) {
      this.process.stderr.write(bugText(error, flags.verbose));
      code = EXIT.bug;
    }
    const forgiven = flags.exitZero && (code === EXIT.denied || code === EXIT.undetermined);
    this.process.exitCode = forgiven ? EXIT.clean : code;
  };
}
