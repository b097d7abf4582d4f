import path from 'node:path';
import { dataFolder } from '../platform/data-folder.ts';
import type { Machine } from './machine.ts';

/** Where a gateway keeps everything, unless it is told. */
export function gatewayFolder(data: string | undefined, machine: Machine): string | undefined {
  if (data !== undefined) return path.resolve(machine.cwd, data);
  const folder = dataFolder(undefined, machine);
  return folder === undefined ? undefined : path.join(folder, 'gateway');
}
