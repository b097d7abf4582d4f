import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_PYTHON, clientHome } from '../../tools/clients/installed.ts';
import { findPython } from '../../tools/corpus/toolbox.ts';

let python: string | undefined;

/** The Python that everything is installed for; the real program, not a launcher that asks the environment. */
export function clientPython(): string {
  if (python !== undefined) return python;
  const found = findPython(CLIENT_PYTHON) ?? 'python3';
  const asked = spawnSync(found, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  python = asked.status === 0 ? asked.stdout.trim() : found;
  return python;
}

/** Makes the virtual environment of an order, without pip in it; its folder. */
export function makeEnvironment(folder: string): string {
  const environment = join(folder, '.venv');
  if (existsSync(environment)) return environment;
  mkdirSync(folder, { recursive: true });
  const made = spawnSync(clientPython(), ['-m', 'venv', '--without-pip', environment], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`no virtual environment in ${folder}: ${made.stderr}`);
  return environment;
}

/** A program of an installed client that is no script. */
export function clientProgram(name: string, program: string = name): string {
  return join(clientHome(name), 'bin', program);
}
