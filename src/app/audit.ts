import { posix } from 'node:path';
import type { AdvisoryStore } from '../advisory/store.ts';
import { formatInstant, parseInstant, SECOND } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import { isWarning } from '../base/problem-codes.ts';
import type { Target } from '../base/target.ts';
import { EXIT, type ExitCode, worstExit } from '../contract/exit.ts';
import type { Report, ReportComponent, ReportFinding, ReportSummary } from '../contract/report.ts';
import type { KnownIndex } from '../evidence/index-trust.ts';
import type { EvidenceSources } from '../evidence/kind.ts';
import type { ProjectFacts } from '../evidence/project-facts.ts';
import { componentId } from '../inventory/component.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Decision } from '../policy/decide.ts';
import { loosenings } from '../policy/loosening.ts';
import type { Policy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import { mergeFindings } from './findings.ts';
import { idleWaivers } from './idle-waivers.ts';
import { Judge } from './judge.ts';
import { declaredPythons } from './pythons.ts';
import { inReportOrder, reportProblem } from './report-parts.ts';
import { type GroupChoice, inScope, scopesOf } from './scopes.ts';
import type { Surroundings } from './surroundings.ts';

/** What an audit needs; effects are behind these. */
export interface AuditInput {
  readonly inventory: Inventory;
  /** Absent when no advisory data is at hand. */
  readonly advisories?: AdvisoryStore;
  readonly policy: Policy;
  /** The indexes that the team has declared. */
  readonly indexes: readonly KnownIndex[];
  /** Where it is installed; empty for anywhere. */
  readonly targets: readonly Target[];
  readonly choice: GroupChoice;
  /** Epoch milliseconds: the report decides as of then. */
  readonly now: number;
  readonly version: string;
  /** Found before the inventory: configuration, advisory sources. */
  readonly problems: readonly Problem[];
  /** What other tools are told; absent where nobody looked. */
  readonly surroundings?: Surroundings;
}

/** Findings that are listed; every component is judged by all of its own. */
const MAX_FINDINGS = 100_000;

/** Judges every component of an inventory and reports. Pure. */
export function audit(input: AuditInput): Report {
  const { inventory, advisories, policy, now, targets } = input;
  const projects = projectsOf(inventory, input.surroundings);
  const sources: EvidenceSources = {
    components: new Map(inventory.components.map((component) => [componentId(component), component])),
    projects,
    indexes: input.indexes,
    pythons: declaredPythons(inventory, targets),
    ...(advisories === undefined ? {} : { advisories }),
  };
  const judge = new Judge({ sources, policy, now, targets, projects: inventory.projects });
  const components: ReportComponent[] = [];
  const findings: ReportFinding[] = [];
  const others: Decision[] = [];
  let unlisted = false;
  const list = (found: readonly ReportFinding[]) => {
    unlisted ||= findings.length + found.length > MAX_FINDINGS;
    for (const finding of found.slice(0, MAX_FINDINGS - findings.length)) findings.push(finding);
  };
  for (const subject of [
    { level: 'run', id: 'run' } as const,
    ...[...projects].map(([id, { path }]) => ({ level: 'project', id, path }) as const),
  ]) {
    const { decision, findings: found } = judge.other(subject);
    others.push(decision);
    list(found);
  }
  const scoped = inScope(inventory, scopesOf(targets, input.choice));
  for (const one of inReportOrder(scoped)) {
    const judged = judge.component(one);
    components.push(judged.component);
    list(judged.findings);
  }
  const listed = mergeFindings(findings);
  const problems = [
    ...(advisories === undefined ? [noAdvisories()] : []),
    ...(unlisted
      ? [problem('entry-limit', `there are more than ${MAX_FINDINGS} findings; the rest is not listed`)]
      : []),
    ...input.problems,
    ...idleWaivers(policy, judge.applied, now),
    ...(advisories?.problems ?? []),
    ...inventory.problems,
    ...undeclaredIndexes(components),
  ];
  const verdicts = [...components.map(({ decision }) => decision?.verdict), ...others.map(({ verdict }) => verdict)];
  return {
    schema: 'rind.report/1',
    tool: { name: 'rind', version: input.version },
    command: 'audit',
    now: formatInstant(now),
    exit: exitOf(verdicts, components, problems, judge.undetermined),
    policy: {
      get digest() {
        return policy.digest;
      },
      sources: policy.sources,
      loosened: loosenings(RULES, policy),
    },
    advisories: (advisories?.sources ?? []).map(({ name, records, newest, digest }) => ({
      source: name,
      records,
      newest: newest === '' ? null : newest,
      age_s: ageSeconds(newest, now),
      digest,
    })),
    inputs: inventory.inputs,
    targets: targets.map(({ name }) => name),
    components,
    findings: listed,
    not_run: [...judge.notRun].map(([rule, reason]) => ({ rule, reason })),
    problems: problems.map(reportProblem),
    summary: summarize(components, listed),
  };
}

/** The audited projects by folder: what their files say to the tools that install for them. */
function projectsOf({ projects }: Inventory, around?: Surroundings): Map<string, ProjectFacts> {
  const byFolder = new Map<string, ProjectFacts>();
  for (const { path, format, settings } of projects) {
    const folder = posix.dirname(path);
    const known = byFolder.get(folder);
    byFolder.set(folder, {
      path: folder,
      settings: [...(known?.settings ?? around?.settings.get(folder) ?? []), ...settings],
      ...(around?.updates === undefined ? {} : { updates: around.updates }),
      formats: [...new Set([...(known?.formats ?? []), format])],
    });
  }
  return byFolder;
}

/** One hint for all components of indexes that nobody declared: the lines to add. */
function undeclaredIndexes(components: readonly ReportComponent[]): Problem[] {
  const urls = new Set(
    components.flatMap(({ reasons, source }) => (reasons.includes('unknown-index') ? (source.url ?? []) : [])),
  );
  if (urls.size === 0) return [];
  const lines = [...urls].map(
    (url, i) => `[[indexes]]\nname = "index-${i + 1}"\nurl = ${JSON.stringify(url)}\nmirrors = "pypi"`,
  );
  return [
    problem('index-undeclared', `it is not known whether ${count(urls.size)} PyPI: ${[...urls].join(', ')}`, {
      hint: `where it does, add to rind.toml (without \`mirrors\` where it serves projects of your own):\n${lines.join('\n')}`,
    }),
  ];
}

function count(indexes: number): string {
  return indexes === 1 ? 'this index mirrors' : `these ${indexes} indexes mirror`;
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
function exitOf(
  verdicts: readonly (Decision['verdict'] | undefined)[],
  components: readonly ReportComponent[],
  problems: readonly Problem[],
  unanswered: boolean,
): ExitCode {
  const codes: ExitCode[] = [EXIT.clean];
  if (verdicts.some((verdict) => verdict !== 'allow')) codes.push(EXIT.denied);
  const undetermined = components.some(({ answer }) => answer === 'undetermined');
  if (undetermined || unanswered || problems.some(({ code }) => !isWarning(code))) codes.push(EXIT.undetermined);
  return worstExit(codes);
}
