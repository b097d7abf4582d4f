import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type AuditAnswer, audit } from '../app/audit.ts';
import { applyBaseline, type Baseline, readBaseline } from '../app/baseline.ts';
import { ownWord } from '../app/own-word.ts';
import { type GroupChoice, scopesOf } from '../app/scopes.ts';
import { type Problem, problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { Report } from '../contract/report.ts';
import { collect } from '../inventory/collect.fs.ts';
import type { Component } from '../inventory/component.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import type { Waiver } from '../policy/waiver.ts';
import { openAdvisories } from './advisories.ts';
import type { ConsultedIndexes } from './consulted-indexes.ts';
import { absolutePaths, chosenTargets, collectRequest, type InputRequest } from './input.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor, isAddress, ownWaiver, type PolicyRequest, policyFor } from './policy.ts';
import { findSurroundings } from './surroundings.ts';
import { loadVex } from './vex.ts';

/** An audit as a door asks for it. */
export interface AuditRequest extends LimitRequest, InputRequest {
  readonly config?: string;
  /** `--policy`: files, or addresses with `#sha256=HEX`. */
  readonly policy?: readonly string[];
  readonly offline?: boolean;
  readonly dataDir?: string;
  /** Names of declared targets; all of them when none is given. */
  readonly target?: readonly string[];
  /** Which extras and groups count. */
  readonly choice: GroupChoice;
  /** An earlier report: what it has already does not count. */
  readonly baseline?: string;
  /** `--ignore`: ids of flaws that shall not count in this run. */
  readonly ignore?: readonly string[];
  /** Whether an index is asked: for yanked releases, the status of projects, days of upload, newer releases. */
  readonly index?: boolean;
  /** The index that is asked instead of PyPI; asks it. */
  readonly indexUrl?: string;
  /** Epoch milliseconds; the machine's clock when absent. */
  readonly now?: number;
}

/** Puts the drivers behind an audit and runs it. The problem is one of configuration: nothing was audited. */
export async function runAudit(
  machine: Machine,
  log: Log,
  version: string,
  request: AuditRequest,
): Promise<Result<Report, Problem>> {
  const answer = await answerAudit(machine, log, version, request);
  return answer.ok ? ok(answer.value.report) : answer;
}

/** The same, and until when the answer would be the same. */
export async function answerAudit(
  machine: Machine,
  log: Log,
  version: string,
  request: AuditRequest,
): Promise<Result<AuditAnswer, Problem>> {
  const limits = limitsFrom(request);
  const paths = absolutePaths(machine, request);
  const asked: PolicyRequest = {
    paths: paths.length === 0 ? [machine.cwd] : paths,
    ...(request.config === undefined ? {} : { config: path.resolve(machine.cwd, request.config) }),
    policies: (request.policy ?? []).map((name) => (isAddress(name) ? name : path.resolve(machine.cwd, name))),
    offline: request.offline ?? false,
    limits,
  };
  const config = await configFor(machine, asked);
  if (!config.ok) return config;
  const { advisorySources, waivers } = config.value;
  const targets = chosenTargets(config.value.targets, request.target);
  if (!targets.ok) return targets;
  const baseline = request.baseline === undefined ? undefined : openBaseline(machine, request.baseline, limits);
  if (baseline?.ok === false) return baseline;
  const {
    store,
    problems: missing,
    ...opened
  } = await openAdvisories(machine, log, version, {
    ...request,
    sources: advisorySources,
    limits,
  });
  const scoped = scopesOf(targets.value, request.choice).length > 0;
  const inventory = collect({ ...collectRequest(machine, request, limits), scoped });
  const folders = inventory.projects.map((project) => path.posix.dirname(project.path));
  const around = findSurroundings(asked.paths, folders, inventory.base, limits, machine.variables);
  const consulted = await consult(machine, log, version, inventory.components, request);
  if (!consulted.ok) return consulted;
  const vex = loadVex(config.value.vex, limits);
  const problems = [...missing, ...around.problems, ...vex.problems, ...(consulted.value?.problems ?? [])];
  const ignored = (request.ignore ?? []).map(ignoredId);
  const all = [...waivers.map(ownWaiver), ...ignored, ...around.waivers, ...vex.waivers];
  const made = await policyFor(config.value, all, asked);
  if (!made.ok) return made;
  const { policy, trusted } = made.value;
  log.step(() => `policy ${policy.digest}, ${store?.sources.length ?? 0} advisory sources`);
  for (const { path: read, format } of inventory.inputs) log.step(`read ${neutralize(read)} as ${format}`);
  const { report, until } = audit({
    inventory,
    policy,
    indexes: config.value.indexes,
    targets: targets.value,
    ...(config.value.file === null ? {} : { configuration: config.value.file.path }),
    choice: request.choice,
    now: request.now ?? machine.now(),
    version,
    problems,
    surroundings: around,
    ownWord: ownWord(inventory.components, {
      sources: store === undefined ? [] : advisorySources.map(({ name }) => name),
      indexes: config.value.indexes,
      trusted,
      origin: (key) => config.value.origins.get(key) ?? 'configuration',
      ...(opened.synced === undefined ? {} : { synced: opened.synced }),
      ...ownFolder(asked.paths, opened.folder),
    }),
    ...(store === undefined ? {} : { advisories: store }),
    ...(consulted.value === undefined ? {} : { consulted: consulted.value }),
  });
  return ok({ report: baseline === undefined ? report : applyBaseline(report, baseline.value), until });
}

/** What an index says, where somebody asked for that; undefined else. */
async function consult(
  machine: Machine,
  log: Log,
  version: string,
  components: readonly Component[],
  { index = false, indexUrl, offline = false, dataDir }: AuditRequest,
): Promise<Result<ConsultedIndexes | undefined, Problem>> {
  if (!index && indexUrl === undefined) return ok(undefined);
  if (offline) {
    const message = '`--index` asks an index, and `--offline` forbids it';
    return err(problem('config-invalid', message, { hint: 'leave one of them out' }));
  }
  const { consultIndexes } = await import('./consulted-indexes.ts');
  const request = { ...(indexUrl === undefined ? {} : { indexUrl }), ...(dataDir === undefined ? {} : { dataDir }) };
  return await consultIndexes(machine, log, version, components, request);
}

/** The data folder as the report shows it, where it lies in one of the repositories that are looked at. */
function ownFolder(paths: readonly string[], folder: string | undefined): { readonly dataFolder?: string } {
  if (folder === undefined) return {};
  for (const given of paths) {
    const start = kindOfPath(given) === 'folder' ? given : path.dirname(given);
    const root = repositoryRoot(realPath(start) ?? start);
    if (isWithin(root, folder)) return { dataFolder: path.relative(root, folder).split(path.sep).join('/') || '.' };
  }
  return {};
}

function openBaseline(machine: Machine, name: string, limits: FileLimits): Result<Baseline, Problem> {
  const bytes = readFile(path.resolve(machine.cwd, name), name, limits);
  return bytes.ok ? readBaseline(new TextDecoder().decode(bytes.value), name) : bytes;
}

/** A flaw that this run shall not count: nobody answers for it, and the report says so. */
function ignoredId(id: string): Waiver {
  const nobody = { reason: '', owner: '', expires: Number.POSITIVE_INFINITY, expiresText: '', untilFixed: false };
  return { ids: [id], component: null, ...nobody, origin: { tool: '--ignore' } };
}
