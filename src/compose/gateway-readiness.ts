import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { LogWriter } from '../evidence/log-writer.fs.ts';
import type { Log } from '../platform/log.ts';
import { openBook } from './gateway-book.ts';
import type { GatewayState } from './gateway-state.ts';
import type { Machine } from './machine.ts';

/** The log, ready to be written to. A gateway that cannot write down what it serves serves nothing. */
export async function bookOf(state: GatewayState, { now }: Machine, log: Log): Promise<Result<LogWriter, Problem>> {
  const failed = (error: unknown) => log.warn(`log: ${error instanceof Error ? error.message : String(error)}`);
  try {
    return ok(await openBook(state, { now, failed }));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const hint = `look at it with \`rind log verify --data ${state.folder}\``;
    return err(problem('log-broken', 'the log of this gateway cannot be continued', { cause, hint }));
  }
}
