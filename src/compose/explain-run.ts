import { err, ok, type Result } from '@rind/pypa';
import type { AdvisoryStore } from '../advisory/store.ts';
import { type ExplainFault, explain } from '../app/explain.ts';
import { explainAdvisory } from '../app/explain-advisory.ts';
import { explainDecision, findExplained } from '../app/explain-decision.ts';
import type { Problem } from '../base/problem.ts';
import type { Report } from '../contract/report.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import type { Log } from '../platform/log.ts';
import { openAdvisories } from './advisories.ts';
import { runAudit } from './audit-run.ts';
import { runCheck } from './check-run.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';

/** What is to be explained, as a door asks for it. */
export interface ExplainRequest {
  readonly subject: string;
  readonly config?: string;
  readonly policy?: readonly string[];
  readonly dataDir?: string;
  readonly now?: number;
}

/** Explains a rule, a problem, an advisory, a decision about the current folder, or a project. Uses no network. */
export async function runExplain(
  machine: Machine,
  log: Log,
  version: string,
  { subject, ...request }: ExplainRequest,
): Promise<Result<string, ExplainFault>> {
  const split = subject.indexOf(':');
  const [kind, word] = [subject.slice(0, Math.max(0, split)), subject.slice(split + 1)];
  const page = explain(subject);
  if (page.ok || kind === 'rule' || kind === 'problem') return page;
  const asked = { ...request, offline: true };
  if (kind === 'why') {
    const choice = { extras: [], groups: [], noDev: false };
    const report = await runAudit(machine, log, version, { ...asked, paths: [], all: false, choice });
    return decisionIn(
      report,
      word,
      'take the id of a decision, a finding or a component from the report; what a gateway decided is explained at its `/why/ID`',
    );
  }
  const isAdvisory = kind === 'advisory' || (kind === '' && /^[A-Z]+-[A-Za-z0-9-]*\d/.test(subject));
  if (isAdvisory) {
    const store = await storeOf(machine, log, version, request);
    const text = store === undefined ? undefined : explainAdvisory(store, word);
    const hint =
      store === undefined ? 'run `rind sync` first: there is no advisory data' : 'write the id as its source does';
    return text === undefined
      ? err({ message: `no record at hand has the id \`${word.slice(0, 100)}\``, hint })
      : ok(text);
  }
  if (kind !== '') return page;
  const report = await runCheck(machine, log, version, { ...asked, specs: [subject] });
  if (!report.ok) return page;
  return decisionIn(report, report.value.components[0]?.id ?? subject, 'write name or name==1.0');
}

function decisionIn(report: Result<Report, Problem>, word: string, hint: string): Result<string, ExplainFault> {
  if (!report.ok) {
    const { message, hint: own } = report.error;
    return err({ message, ...(own === undefined ? {} : { hint: own }) });
  }
  const component = findExplained(report.value, word);
  return component === undefined
    ? err({ message: `nothing that was decided is called \`${word.slice(0, 100)}\``, hint })
    : ok(explainDecision(report.value, component));
}

/** The advisories at hand: what was synchronised, and what the configuration names. */
async function storeOf(
  machine: Machine,
  log: Log,
  version: string,
  { dataDir, config }: Pick<ExplainRequest, 'dataDir' | 'config'>,
): Promise<AdvisoryStore | undefined> {
  const limits = DEFAULT_FILE_LIMITS;
  const named = await configFor(machine, {
    paths: [machine.cwd],
    offline: true,
    limits,
    ...(config === undefined ? {} : { config }),
  });
  const sources = named.ok ? named.value.advisorySources : [];
  const opened = await openAdvisories(machine, log, version, {
    offline: true,
    sources,
    limits,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  return opened.store;
}
