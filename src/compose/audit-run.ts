import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import { joinedStore } from '../advisory/joined-store.ts';
import { loadSource } from '../advisory/load.fs.ts';
import { type LoadedSource, memoryStore } from '../advisory/memory-store.ts';
import { openStored } from '../advisory/open-stored.fs.ts';
import type { AdvisoryStore } from '../advisory/store.ts';
import { audit } from '../app/audit.ts';
import { applyBaseline, type Baseline, readBaseline } from '../app/baseline.ts';
import type { GroupChoice } from '../app/scopes.ts';
import type { Problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { Report } from '../contract/report.ts';
import { collect } from '../inventory/collect.fs.ts';
import { dataFolder } from '../platform/data-folder.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { readFile } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import { absolutePaths, chosenTargets, collectRequest, type InputRequest } from './input.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor, isAddress, ownWaiver, type PolicyRequest, policyFor } from './policy.ts';
import { findSurroundings } from './surroundings.ts';
import { syncFirst } from './sync-run.ts';
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
  const problems: Problem[] = [];
  const loaded: LoadedSource[] = [];
  const stores: AdvisoryStore[] = [];
  const stored = openStored(dataFolder(request.dataDir, machine));
  if (!stored.ok) problems.push(stored.error);
  else if (stored.value !== undefined) stores.push(stored.value);
  else if (advisorySources.length === 0 && request.offline !== true) {
    const synced = await syncFirst(machine, log, version, request);
    const opened = synced.ok ? openStored(dataFolder(request.dataDir, machine)) : synced;
    if (!opened.ok) problems.push(opened.error);
    else if (opened.value !== undefined) stores.push(opened.value);
  }
  for (const source of advisorySources) {
    const records = loadSource(source, limits, log);
    if (records.ok) loaded.push(records.value);
    else problems.push(records.error);
  }
  const inventory = collect(collectRequest(machine, request, limits));
  const folders = inventory.projects.map((project) => path.posix.dirname(project.path));
  const around = findSurroundings(asked.paths, folders, inventory.base, limits, machine.variables);
  const vex = loadVex(config.value.vex, limits);
  problems.push(...around.problems, ...vex.problems);
  const all = [...waivers.map(ownWaiver), ...around.waivers, ...vex.waivers];
  const made = await policyFor(config.value, all, asked);
  if (!made.ok) return made;
  const policy = made.value;
  log.step(
    () =>
      `policy ${policy.digest}, ${stores.flatMap(({ sources }) => sources).length + loaded.length} advisory sources`,
  );
  for (const { path: read, format } of inventory.inputs) log.step(`read ${neutralize(read)} as ${format}`);
  if (loaded.length > 0) stores.push(memoryStore(loaded));
  const store = stores.length === 0 ? {} : { advisories: joinedStore(stores) };
  const report = audit({
    inventory,
    policy,
    indexes: config.value.indexes,
    targets: targets.value,
    choice: request.choice,
    now: request.now ?? machine.now(),
    version,
    problems,
    surroundings: around,
    ...store,
  });
  return ok(baseline === undefined ? report : applyBaseline(report, baseline.value));
}

function openBaseline(machine: Machine, name: string, limits: FileLimits): Result<Baseline, Problem> {
  const bytes = readFile(path.resolve(machine.cwd, name), name, limits);
  return bytes.ok ? readBaseline(new TextDecoder().decode(bytes.value), name) : bytes;
}
