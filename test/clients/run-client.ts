import { join } from 'node:path';
import { clientHome } from '../../tools/clients/installed.ts';
import type { Ran } from './client.ts';
import { type Run, runProgram } from './run-program.ts';

/**
 * Runs a client that is a script of Python, with the Python of its own environment: the script's first line names the
 * place where it was installed, which another checkout of the same cache has elsewhere.
 */
export function runClient(name: string, args: readonly string[], run: Run): Promise<Ran> {
  const programs = join(clientHome(name), 'bin');
  return runProgram(join(programs, 'python'), [join(programs, name), ...args], run);
}
