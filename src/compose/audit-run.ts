import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import { joinedStore } from '../advisory/joined-store.ts';
import { loadSource } from '../advisory/load.fs.ts';
import { type LoadedSource, memoryStore } from '../advisory/memory-store.ts';
import { openStored } from '../advisory/store.fs.ts';
import type { AdvisoryStore } from '../advisory/store.ts';
import { audit } from '../app/audit.ts';
import type { GroupChoice } from '../app/scopes.ts';
import type { Problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { Report } from '../contract/report.ts';
import { collect } from '../inventory/collect.fs.ts';
import { dataFolder } from '../platform/data-folder.ts';
import type { Log } from '../platform/log.ts';
import { absolutePaths } from './inventory-run.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor, isAddress, ownWaiver, type PolicyRequest, policyFor } from './policy.ts';

/** An audit as a door asks for it. */
export interface AuditRequest extends LimitRequest {
  /** Files and folders as given; the current folder when empty. */
  readonly paths: readonly string[];
  readonly config?: string;
  /** `--policy`: files, or addresses with `#sha256=HEX`. */
  readonly policy?: readonly string[];
  readonly offline?: boolean;
  readonly dataDir?: string;
  readonly all: boolean;
  /** Which extras and groups count. */
  readonly choice: GroupChoice;
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
  const paths = absolutePaths(machine, request.paths);
  const asked: PolicyRequest = {
    paths,
    ...(request.config === undefined ? {} : { config: path.resolve(machine.cwd, request.config) }),
    policies: (request.policy ?? []).map((name) => (isAddress(name) ? name : path.resolve(machine.cwd, name))),
    offline: request.offline ?? false,
    limits,
  };
  const config = await configFor(machine, asked);
  if (!config.ok) return config;
  const { advisorySources, waivers, targets } = config.value;
  const problems: Problem[] = [];
  const loaded: LoadedSource[] = [];
  const stores: AdvisoryStore[] = [];
  const stored = openStored(dataFolder(request.dataDir, machine));
  if (!stored.ok) problems.push(stored.error);
  else if (stored.value !== undefined) stores.push(stored.value);
  for (const source of advisorySources) {
    const records = loadSource(source, limits, log);
    if (records.ok) loaded.push(records.value);
    else problems.push(records.error);
  }
  const made = await policyFor(config.value, waivers.map(ownWaiver), asked);
  if (!made.ok) return made;
  const policy = made.value;
  log.step(
    `policy ${policy.digest}, ${stores.flatMap(({ sources }) => sources).length + loaded.length} advisory sources`,
  );
  const inventory = collect({ paths, limits, all: request.all });
  for (const { path: read, format } of inventory.inputs) log.step(`read ${neutralize(read)} as ${format}`);
  if (loaded.length > 0) stores.push(memoryStore(loaded));
  const store = stores.length === 0 ? {} : { advisories: joinedStore(stores) };
  return ok(
    audit({
      inventory,
      policy,
      targets,
      choice: request.choice,
      now: request.now ?? machine.now(),
      version,
      problems,
      ...store,
    }),
  );
}
