import { err, formatRequirement, formatVersion, ok, parseRequirement, type Requirement, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Report } from '../contract/report.ts';
import type { Log } from '../platform/log.ts';
import { runAudit } from './audit-run.ts';
import type { LimitRequest } from './limits.ts';
import type { Machine } from './machine.ts';

/** A check as a door asks for it. */
export interface CheckRequest extends LimitRequest {
  /** Requirements: `name`, `name==1.0`, `name>=1`. */
  readonly specs: readonly string[];
  readonly config?: string;
  readonly policy?: readonly string[];
  readonly offline?: boolean;
  readonly dataDir?: string;
  readonly now?: number;
  readonly index?: boolean;
  readonly indexUrl?: string;
}

/** Decides what is named as an audit would decide it, were it pinned so: the same way, the same decision. */
export async function runCheck(
  machine: Machine,
  log: Log,
  version: string,
  { specs, ...request }: CheckRequest,
): Promise<Result<Report, Problem>> {
  const lines: string[] = [];
  for (const spec of specs) {
    const parsed = parseRequirement(spec);
    if (!parsed.ok || /[\r\n]/.test(spec)) {
      const message = `\`${spec.slice(0, 100)}\` names no project: ${parsed.ok ? 'it has a line break' : parsed.error.message}`;
      return err(problem('requirement-invalid', message, { hint: 'write name, name==1.0 or name>=1,<2' }));
    }
    const pinned = await pinnedByIndex(machine, version, parsed.value, request);
    if (!pinned.ok) return pinned;
    lines.push(formatRequirement(pinned.value));
  }
  const choice = { extras: [], groups: [], noDev: false };
  const text = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const report = await runAudit(machine, log, version, { ...request, paths: ['-'], text, all: false, choice });
  if (!report.ok) return report;
  const findings = report.value.findings.map(withCheckHint);
  return ok({ ...report.value, findings, command: 'check' });
}

/** A release that nobody named is named in the command, not in a lock. */
function withCheckHint(finding: Report['findings'][number]): Report['findings'][number] {
  const { component, outcome, hint } = finding;
  if (outcome !== 'unknown' || component === null || hint === undefined || component.includes('=')) return finding;
  return {
    ...finding,
    hint: `name the release: \`rind check ${component}==VERSION\`; \`--index\` takes the newest that fits`,
  };
}

/** What would be installed of a requirement today, where an index is asked; the requirement itself where none is. */
async function pinnedByIndex(
  machine: Machine,
  version: string,
  asked: Requirement,
  { index = false, indexUrl, offline = false, dataDir }: Omit<CheckRequest, 'specs'>,
): Promise<Result<Requirement, Problem>> {
  if ((!index && indexUrl === undefined) || offline || asked.url !== undefined) return ok(asked);
  const { newestMatching } = await import('./consulted-indexes.ts');
  const request = { ...(indexUrl === undefined ? {} : { indexUrl }), ...(dataDir === undefined ? {} : { dataDir }) };
  const newest = await newestMatching(machine, version, asked, request);
  if (!newest.ok || newest.value === undefined) return newest.ok ? ok(asked) : newest;
  const pin = parseRequirement(`${asked.name}==${formatVersion(newest.value)}`);
  return pin.ok ? ok({ ...asked, specifiers: pin.value.specifiers }) : ok(asked);
}
