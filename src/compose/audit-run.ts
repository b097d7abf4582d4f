import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { err, ok, type Result } from '@rind/pypa';
import { joinedStore } from '../advisory/joined-store.ts';
import { loadSource } from '../advisory/load.fs.ts';
import { type LoadedSource, memoryStore } from '../advisory/memory-store.ts';
import { openStored } from '../advisory/store.fs.ts';
import type { AdvisoryStore } from '../advisory/store.ts';
import { audit } from '../app/audit.ts';
import type { GroupChoice } from '../app/scopes.ts';
import { type Problem, problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import { type Config, DEFAULT_CONFIG } from '../config/config.ts';
import { type ConfigRequest, loadConfig } from '../config/load.fs.ts';
import type { Report } from '../contract/report.ts';
import { collect } from '../inventory/collect.fs.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { kindOfPath } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import { makePolicy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import { absolutePaths } from './inventory-run.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';

/** An audit as a door asks for it. */
export interface AuditRequest extends LimitRequest {
  /** Files and folders as given; the current folder when empty. */
  readonly paths: readonly string[];
  readonly config?: string;
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
  const config = await sharedConfig(paths, {
    named: request.config === undefined ? undefined : path.resolve(machine.cwd, request.config),
    rules: RULES,
    limits,
  });
  if (!config.ok) return config;
  const { advisorySources, rules, waivers, file } = config.value;
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
  const policy = makePolicy(RULES, rules, waivers, file === null ? [] : [{ origin: file.path, digest: file.digest }]);
  log.step(`policy ${policy.digest}, ${stores.flatMap(({ sources }) => sources).length} advisory sources`);
  const inventory = collect({ paths, limits, all: request.all });
  for (const { path: read, format } of inventory.inputs) log.step(`read ${neutralize(read)} as ${format}`);
  if (loaded.length > 0) stores.push(memoryStore(loaded));
  const store = stores.length === 0 ? {} : { advisories: joinedStore(stores) };
  return ok(
    audit({
      inventory,
      policy,
      targets: [],
      choice: request.choice,
      now: request.now ?? machine.now(),
      version,
      problems,
      ...store,
    }),
  );
}

/** The configuration that holds for all paths: one decision is made by one policy, so they must not differ. */
async function sharedConfig(
  paths: readonly string[],
  request: Omit<ConfigRequest, 'folder'>,
): Promise<Result<Config, Problem>> {
  let shared: Config | undefined;
  for (const given of paths) {
    const config = await loadConfig({
      ...request,
      folder: kindOfPath(given) === 'folder' ? given : path.dirname(given),
    });
    if (!config.ok) return config;
    if (
      shared !== undefined &&
      !isDeepStrictEqual([shared.file, shared.advisorySources], [config.value.file, config.value.advisorySources])
    ) {
      return err(
        problem('config-invalid', 'the given paths have different configurations', {
          hint: 'audit them one at a time, or name the configuration that is to hold with `--config FILE`',
        }),
      );
    }
    shared = config.value;
  }
  return ok(shared ?? DEFAULT_CONFIG);
}
