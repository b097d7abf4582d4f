import { createHash } from 'node:crypto';
import { formatRequirement } from '@rind/pypa';
import type { AdvisoryStore } from '../advisory/store.ts';
import { formatInstant, parseInstant, SECOND } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import { isWarning } from '../base/problem-codes.ts';
import { EXIT, type ExitCode, worstExit } from '../contract/exit.ts';
import type { Report, ReportComponent, ReportFinding, ReportSummary } from '../contract/report.ts';
import { gather } from '../evidence/gather.ts';
import type { EvidenceSources } from '../evidence/kind.ts';
import type { ComponentSubject } from '../evidence/subject.ts';
import { Chains } from '../inventory/chains.ts';
import { type Component, componentId } from '../inventory/component.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type Decision, decide, type Reason } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import type { Waiver } from '../policy/waiver.ts';
import { inReportOrder, reportComponent, reportProblem } from './report-parts.ts';

/** What an audit needs; effects are behind these. */
export interface AuditInput {
  readonly inventory: Inventory;
  /** Absent when no advisory data is at hand. */
  readonly advisories?: AdvisoryStore;
  readonly policy: Policy;
  /** Epoch milliseconds: the report decides as of then. */
  readonly now: number;
  readonly version: string;
  /** Found before the inventory: configuration, advisory sources. */
  readonly problems: readonly Problem[];
}

/** Findings that are listed; every component is judged by all of its own. */
const MAX_FINDINGS = 100_000;

/** Chains shown of one finding. */
const MAX_CHAINS = 5;

/** Judges every component of an inventory and reports. Pure. */
export function audit(input: AuditInput): Report {
  const needs = new Set(RULES.flatMap((rule) => rule.needs));
  const components: ReportComponent[] = [];
  const findings: ReportFinding[] = [];
  const notRun = new Map<string, string>();
  let unanswered = 0;
  const applied = new Set<Waiver>();
  let unlisted = false;
  const sources: EvidenceSources = {
    components: new Map(input.inventory.components.map((component) => [componentId(component), component])),
    ...(input.advisories === undefined ? {} : { advisories: input.advisories }),
  };
  const ways = input.inventory.projects.map((project) => new Chains(project));
  for (const component of inReportOrder(input.inventory.components)) {
    const subject = subjectOf(component);
    const evidence = gather(subject, needs, sources);
    const decision = decide(subject, evidence, input.policy, RULES, input.now);
    const chains = decision.reasons.length === 0 ? [] : chainsTo(component, ways);
    const found = decision.reasons.flatMap((reason) => toFinding(component, reason, chains) ?? []);
    for (const { rule, outcome, waiver, answers } of decision.reasons) {
      if (outcome.outcome === 'not-run') notRun.set(rule, outcome.reason);
      if (outcome.outcome === 'not-run' && answers) unanswered++;
      if (waiver !== undefined) applied.add(waiver);
    }
    unlisted ||= findings.length + found.length > MAX_FINDINGS;
    for (const finding of found.slice(0, MAX_FINDINGS - findings.length)) findings.push(finding);
    components.push(judgedComponent(component, decision, found));
  }
  const problems = [
    ...input.problems,
    ...idleWaivers(input.policy.waivers, applied, input.now),
    ...(input.advisories?.problems ?? []),
    ...input.inventory.problems,
  ];
  if (unlisted)
    problems.unshift(problem('entry-limit', `there are more than ${MAX_FINDINGS} findings; the rest is not listed`));
  if (input.advisories === undefined) problems.unshift(noAdvisories());
  const summary = summarize(components, findings);
  return {
    schema: 'rind.report/1',
    tool: { name: 'rind', version: input.version },
    command: 'audit',
    now: formatInstant(input.now),
    exit: exitOf(components, problems, unanswered),
    policy: { digest: input.policy.digest, sources: input.policy.sources },
    advisories: (input.advisories?.sources ?? []).map(({ name, records, newest, digest }) => ({
      source: name,
      records,
      newest: newest === '' ? null : newest,
      age_s: ageSeconds(newest, input.now),
      digest,
    })),
    inputs: input.inventory.inputs,
    targets: [],
    components,
    findings,
    not_run: [...notRun].map(([rule, reason]) => ({ rule, reason })),
    problems: problems.map(reportProblem),
    summary,
  };
}

function subjectOf(component: Component): ComponentSubject {
  const { name, version, source, hashes } = component;
  const facts = { id: componentId(component), name, origin: source, hashes };
  return version === null ? { level: 'requirement', ...facts } : { level: 'release', ...facts, version };
}

function chainsTo(component: Component, ways: readonly Chains[]): string[][] {
  const chains: string[][] = [];
  for (const project of ways) {
    if (chains.length >= MAX_CHAINS) break;
    for (const chain of project.to(component, MAX_CHAINS - chains.length)) chains.push(chain);
  }
  return chains;
}

function toFinding(
  component: Component,
  { rule, level, outcome, waiver }: Reason,
  chains: readonly (readonly string[])[],
): ReportFinding | undefined {
  if (outcome.outcome !== 'fail' && outcome.outcome !== 'unknown') return undefined;
  const id = componentId(component);
  const key = outcome.outcome === 'fail' ? (outcome.advisory?.id ?? outcome.key ?? outcome.message) : outcome.reason;
  return {
    fingerprint: createHash('sha256')
      .update(JSON.stringify([rule, id, outcome.outcome, key]))
      .digest('hex')
      .slice(0, 32),
    rule,
    component: id,
    level,
    outcome: outcome.outcome,
    targets: [],
    chains,
    ...(outcome.at === undefined ? {} : { at: outcome.at }),
    ...(outcome.outcome === 'fail' && outcome.advisory !== undefined ? { advisory: outcome.advisory } : {}),
    ...(waiver === undefined
      ? {}
      : { waived: { reason: waiver.reason, owner: waiver.owner, expires: waiver.expiresText } }),
    message: outcome.message,
    ...(outcome.hint === undefined ? {} : { hint: outcome.hint }),
  };
}

function judgedComponent(
  component: Component,
  decision: Decision,
  findings: readonly ReportFinding[],
): ReportComponent {
  const unknowns = decision.reasons.flatMap(({ outcome, answers }) =>
    answers && (outcome.outcome === 'unknown' || outcome.outcome === 'not-run') ? [outcome.reason] : [],
  );
  const reasons = [...new Set([...component.reasons, ...unknowns])].sort();
  const affected = findings.some(({ outcome, advisory }) => outcome === 'fail' && advisory !== undefined);
  return {
    ...reportComponent(component),
    reasons,
    answer: affected ? 'affected' : reasons.length > 0 ? 'undetermined' : 'not_affected',
    decision: {
      id: decision.id,
      verdict: decision.verdict,
      valid_until: decision.validUntil === null ? null : formatInstant(decision.validUntil),
    },
  };
}

/** Waivers that did nothing in this run: whoever wrote them should know. */
function idleWaivers(waivers: readonly Waiver[], applied: ReadonlySet<Waiver>, now: number): Problem[] {
  return waivers
    .filter((waiver) => !applied.has(waiver))
    .map(({ ids, component, expires, expiresText }) => {
      const what = `the waiver of \`${ids.join('`, `')}\` for \`${formatRequirement(component)}\``;
      return now >= expires
        ? problem('waiver-expired', `${what} expired on ${expiresText}`)
        : problem('waiver-unused', `${what} covers nothing that was found`);
    });
}

function noAdvisories(): Problem {
  return problem('no-advisories', 'there is no advisory data, so nothing can be said about vulnerabilities', {
    hint: 'run `rind sync --from PATH` with a folder or zip of OSV records, then audit again',
  });
}

function ageSeconds(newest: string, now: number): number | null {
  const then = parseInstant(newest);
  return then.ok ? Math.max(0, Math.floor((now - then.value) / SECOND)) : null;
}

function summarize(components: readonly ReportComponent[], findings: readonly ReportFinding[]): ReportSummary {
  const answers = (answer: ReportComponent['answer']) =>
    components.filter((component) => component.answer === answer).length;
  const levels = (level: ReportFinding['level']) =>
    findings.filter(({ level: own, outcome, waived }) => {
      // What cannot be told and is only reported counts as undetermined, not as a warning.
      return own === level && waived === undefined && (outcome === 'fail' || level !== 'warn');
    }).length;
  return {
    components: components.length,
    affected: answers('affected'),
    not_affected: answers('not_affected'),
    undetermined: answers('undetermined'),
    deny: levels('deny'),
    hold: levels('hold'),
    warn: levels('warn'),
    waived: findings.filter(({ waived }) => waived !== undefined).length,
  };
}

/** By what was decided, listed or not: a component may be denied because nothing can be told about it. */
function exitOf(components: readonly ReportComponent[], problems: readonly Problem[], notRun: number): ExitCode {
  const codes: ExitCode[] = [EXIT.clean];
  if (components.some(({ decision }) => decision?.verdict !== 'allow')) codes.push(EXIT.denied);
  const undetermined = components.some(({ answer }) => answer === 'undetermined');
  if (undetermined || notRun > 0 || problems.some(({ code }) => !isWarning(code))) codes.push(EXIT.undetermined);
  return worstExit(codes);
}
