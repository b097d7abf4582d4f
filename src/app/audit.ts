import { posix } from 'node:path';
import type { AdvisoryStore } from '../advisory/store.ts';
import { formatDate, formatInstant, parseInstant, SECOND } from '../base/instant.ts';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Target } from '../base/target.ts';
import type { Report, ReportComponent, ReportFinding } from '../contract/report.ts';
import type { KnownIndex } from '../evidence/index-trust.ts';
import type { EvidenceSources } from '../evidence/kind.ts';
import type { ProjectFacts } from '../evidence/project-facts.ts';
import type { ReleaseFacts } from '../evidence/release-facts.ts';
import type { ReleaseLag } from '../index/newest-release.ts';
import { type Component, componentId } from '../inventory/component.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type Loosening, loosenings } from '../policy/loosening.ts';
import type { Policy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import { leftOut, noAdvisories, undeclaredIndexes } from './audit-problems.ts';
import { type Edges, edgesOf } from './edges.ts';
import { mergeFindings } from './findings.ts';
import { idleWaivers } from './idle-waivers.ts';
import { Judge } from './judge.ts';
import { missingFeeds } from './missing-feeds.ts';
import { declaredPythons } from './pythons.ts';
import { reportExit } from './report-exit.ts';
import { type ComponentAnswer, inReportOrder, reportProblem } from './report-parts.ts';
import { type GroupChoice, inScope, scopesOf } from './scopes.ts';
import { summarize } from './summary.ts';
import type { Surroundings } from './surroundings.ts';
import { openReleases, targetInterpreters } from './target-interpreters.ts';
import { validUntil } from './valid-until.ts';

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
  /** The file that declares the targets; absent where nothing is configured. */
  readonly configuration?: string;
  /** Epoch milliseconds: the report decides as of then. */
  readonly now: number;
  readonly version: string;
  /** Found before the inventory: configuration, advisory sources. */
  readonly problems: readonly Problem[];
  /** What other tools are told; absent where nobody looked. */
  readonly surroundings?: Surroundings;
  /** What an index says of releases and how far they are behind, by component id; absent where none was asked. */
  readonly consulted?: {
    readonly releases: ReadonlyMap<string, ReleaseFacts>;
    readonly lags: ReadonlyMap<string, ReleaseLag>;
  };
  /** What it takes on the word of the audited repository (`own-word`). */
  readonly ownWord?: readonly Loosening[];
}

/** Findings that are listed; every component is judged by all of its own. */
const MAX_FINDINGS = 100_000;

/** A report, and how long it would be the same. */
export interface AuditAnswer {
  readonly report: Report;
  /**
   * The earliest instant, epoch milliseconds, at which time alone may change what is said, but for the instant of
   * the report itself and ages in seconds; infinite for never.
   */
  readonly until: number;
}

/** Judges every component of an inventory and reports. Pure. */
export function audit(input: AuditInput): AuditAnswer {
  const { inventory, advisories, policy, now, targets } = input;
  const projects = projectsOf(inventory, input.surroundings);
  const declared = fileStart(input.configuration ?? 'rind.toml');
  const interpreters = targetInterpreters(targets, declared);
  const byId = new Map<string, Component>();
  for (const component of inventory.components) byId.set(componentId(component), component);
  for (const { component } of interpreters) byId.set(componentId(component), component);
  const sources: EvidenceSources = {
    components: byId,
    projects,
    indexes: input.indexes,
    pythons: declaredPythons(inventory, targets),
    ...(advisories === undefined ? {} : { advisories }),
    ...(input.consulted === undefined ? {} : { releases: input.consulted.releases }),
  };
  advisories?.expect([...new Set(inventory.components.map(({ name }) => name))]);
  const scoped = inScope(inventory, scopesOf(targets, input.choice));
  const judge = new Judge({ sources, policy, now, targets, projects: scoped.projects });
  const components: ReportComponent[] = [];
  const findings: ReportFinding[] = [];
  let unlisted = false;
  const list = (found: readonly ReportFinding[]) => {
    unlisted ||= findings.length + found.length > MAX_FINDINGS;
    if (found.length === 0) return;
    for (const finding of found.slice(0, MAX_FINDINGS - findings.length)) findings.push(finding);
  };
  for (const subject of [
    { level: 'run', id: 'run' } as const,
    ...[...projects].map(([id, { path }]) => ({ level: 'project', id, path }) as const),
  ]) {
    list(judge.other(subject));
  }
  const edges = edgesOf(scoped.projects);
  for (const one of inReportOrder([...scoped.components, ...interpreters])) {
    const { component, findings: found } = judge.component(one, besides(one.component, edges, input.consulted?.lags));
    components.push(component);
    list(found);
  }
  const listed = mergeFindings(findings);
  const problems = [
    ...(advisories === undefined ? [noAdvisories()] : []),
    ...(unlisted
      ? [problem('entry-limit', `there are more than ${MAX_FINDINGS} findings; the rest is not listed`)]
      : []),
    ...input.problems,
    ...idleWaivers(policy, judge.applied, now, { components, findings: listed }),
    ...(advisories?.problems ?? []),
    ...inventory.problems,
    ...undeclaredIndexes(components, {
      configuration: input.configuration,
      names: input.indexes.flatMap(({ name }) => name ?? []),
    }),
    ...leftOut(inventory.components.length, components.length, targets),
    ...(advisories === undefined ? [] : openReleases(targets, declared)),
  ];
  const judged = {
    components,
    findings: listed,
    not_run: [...[...judge.notRun].map(([rule, reason]) => ({ rule, reason })), ...missingFeeds(advisories, listed)],
    problems: problems.map(reportProblem),
  };
  const loosened = [...loosenings(RULES, policy, now), ...(input.ownWord ?? [])];
  const report: Report = {
    schema: 'rind.report/1',
    tool: { name: 'rind', version: input.version },
    command: 'audit',
    now: formatInstant(now),
    exit: reportExit(judged),
    policy: {
      get digest() {
        return policy.digest;
      },
      sources: policy.sources,
    },
    advisories: [...(advisories?.sources ?? []), ...(advisories?.feeds ?? [])].map((source) => ({
      source: source.name,
      records: source.records,
      newest: source.newest === '' ? null : source.newest,
      age_s: ageSeconds(source.newest, now),
      get digest() {
        return source.digest;
      },
    })),
    inputs: inventory.inputs,
    targets: targets.map(({ name }) => name),
    ...judged,
    ...(loosened.length === 0 ? {} : { loosened }),
    summary: summarize(components, listed),
  };
  const passing = { decided: judge.validUntil, waivers: policy.waivers, sources: report.advisories };
  return { report, until: validUntil(passing, now) };
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

function ageSeconds(newest: string, now: number): number | null {
  const then = parseInstant(newest);
  return then.ok ? Math.max(0, Math.floor((now - then.value) / SECOND)) : null;
}

/** What a report says of a component beside its answer; undefined for nothing. */
function besides(
  component: Component,
  edges: ReadonlyMap<string, Edges>,
  lags: ReadonlyMap<string, ReleaseLag> | undefined,
): ComponentAnswer | undefined {
  const id = componentId(component);
  const lag = lags?.get(id);
  if (lag === undefined) return edges.get(id);
  const { latest: version, latestAt, years } = lag;
  const released = latestAt === null ? null : formatDate(latestAt);
  return {
    ...edges.get(id),
    latest: { version, released, libyears: years === null ? null : Math.round(years * 100) / 100 },
  };
}
