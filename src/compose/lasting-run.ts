import { ok, type Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Report } from '../contract/report.ts';
import type { Log } from '../platform/log.ts';
import type { Looks } from '../platform/looks.ts';
import { watchReads } from '../platform/reads.fs.ts';
import { type AuditRequest, answerAudit } from './audit-run.ts';
import type { Machine } from './machine.ts';

/** How long an answer holds, and on what it rests. */
export interface Lasting {
  /** Epoch milliseconds: it may be said again neither before this instant nor from `until` on. */
  readonly from: number;
  readonly until: number;
  readonly looks: Looks;
}

/** A report, and what makes it hold; absent where something was used that cannot be looked at again. */
export interface LastingReport {
  readonly report: Report;
  readonly lasting?: Lasting;
}

/**
 * Runs an audit and watches what it rests on, so that its answer may be said again.
 *
 * @param mayLast false where nobody will: nothing is watched then
 */
export async function runLastingAudit(
  machine: Machine,
  log: Log,
  version: string,
  request: AuditRequest,
  mayLast: boolean,
): Promise<Result<LastingReport, Problem>> {
  const watch = mayLast ? watchReads(machine.now()) : undefined;
  const ran = await answerAudit(machine, log, version, request);
  const looks = watch?.end();
  if (!ran.ok) return ran;
  const { report, until } = ran.value;
  if (looks === undefined) return ok({ report });
  // As of a named instant it stays so for ever.
  return ok({
    report,
    lasting: { from: machine.now(), until: request.now === undefined ? until : Number.POSITIVE_INFINITY, looks },
  });
}
