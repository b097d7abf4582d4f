import { existsSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';

/** Which gateway a command on this machine is about. */
export interface PlaceRequest {
  /** Its folder; what the configuration names, or below the platform's data folder, by default. */
  readonly data?: string;
  readonly config?: string;
}

/** The folder of a gateway that has run already. Problem: `gateway-missing`, or one of the configuration. */
export async function gatewayPlace(machine: Machine, { data, config }: PlaceRequest): Promise<Result<string, Problem>> {
  const folder = await placeOf(machine, data, config);
  if (!folder.ok) return folder;
  if (existsSync(databaseOf(folder.value)) || existsSync(path.join(folder.value, 'log'))) return folder;
  const message = `there is no gateway in \`${folder.value}\``;
  return err(problem('gateway-missing', message, { hint: 'name its folder with `--data`' }));
}

/** The database of a gateway. */
export function databaseOf(folder: string): string {
  return path.join(folder, 'gateway.db');
}

/** The log of a gateway. */
export function logFolder(folder: string): string {
  return path.join(folder, 'log');
}

async function placeOf(
  machine: Machine,
  data: string | undefined,
  config: string | undefined,
): Promise<Result<string, Problem>> {
  if (data !== undefined) return ok(path.resolve(machine.cwd, data));
  const named = config === undefined ? undefined : path.resolve(machine.cwd, config);
  const read = await configFor(machine, {
    paths: [machine.cwd],
    offline: true,
    limits: limitsFrom({}),
    ...(named === undefined ? {} : { config: named }),
  });
  if (!read.ok) return read;
  const configured = read.value.server?.data;
  if (configured !== undefined)
    return ok(path.resolve(named === undefined ? machine.cwd : path.dirname(named), configured));
  const own = dataFolder(undefined, machine);
  if (own !== undefined) return ok(path.join(own, 'gateway'));
  return err(
    problem('gateway-missing', 'there is no home folder that a gateway could keep data in', {
      hint: 'name its folder with `--data`',
    }),
  );
}
