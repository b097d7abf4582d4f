import path from 'node:path';
import { listInventory } from '../app/inventory.ts';
import type { GroupChoice } from '../app/scopes.ts';
import type { InventoryReport } from '../contract/report.ts';
import { collect } from '../inventory/collect.fs.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';

/** A listing as a door asks for it. */
export interface InventoryRequest extends LimitRequest {
  /** Files and folders as given; the current folder when empty. */
  readonly paths: readonly string[];
  readonly all: boolean;
  /** Which extras and groups count. */
  readonly choice: GroupChoice;
  /** Epoch milliseconds; the machine's clock when absent. */
  readonly now?: number;
}

/** Puts the drivers behind a listing and runs it. */
export function runInventory(machine: Machine, version: string, request: InventoryRequest): InventoryReport {
  const paths = absolutePaths(machine, request.paths);
  const inventory = collect({ paths, limits: limitsFrom(request), all: request.all });
  return listInventory(inventory, [], request.choice, request.now ?? machine.now(), version);
}

/** What a person named, as absolute paths; the current folder when nothing was. */
export function absolutePaths({ cwd }: Machine, given: readonly string[]): string[] {
  return (given.length === 0 ? ['.'] : given).map((name) => path.resolve(cwd, name));
}
