import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import { listInventory } from '../app/inventory.ts';
import type { GroupChoice } from '../app/scopes.ts';
import type { Problem } from '../base/problem.ts';
import type { InventoryReport } from '../contract/report.ts';
import { collect } from '../inventory/collect.fs.ts';
import { absolutePaths, chosenTargets, collectRequest, type InputRequest } from './input.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';

/** A listing as a door asks for it. */
export interface InventoryRequest extends LimitRequest, InputRequest {
  readonly config?: string;
  /** Names of declared targets; all of them when none is given. */
  readonly target?: readonly string[];
  /** Which extras and groups count. */
  readonly choice: GroupChoice;
  /** Epoch milliseconds; the machine's clock when absent. */
  readonly now?: number;
}

/** Puts the drivers behind a listing and runs it. The problem is one of configuration: nothing was listed. */
export async function runInventory(
  machine: Machine,
  version: string,
  request: InventoryRequest,
): Promise<Result<InventoryReport, Problem>> {
  const limits = limitsFrom(request);
  const paths = absolutePaths(machine, request);
  const config = await configFor(machine, {
    paths: paths.length === 0 ? [machine.cwd] : paths,
    ...(request.config === undefined ? {} : { config: path.resolve(machine.cwd, request.config) }),
    offline: true,
    limits,
  });
  if (!config.ok) return config;
  const targets = chosenTargets(config.value.targets, request.target);
  if (!targets.ok) return targets;
  const inventory = collect(collectRequest(machine, request, limits));
  return ok(listInventory(inventory, targets.value, request.choice, request.now ?? machine.now(), version));
}
