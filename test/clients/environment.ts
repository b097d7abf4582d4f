import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/**
 * Makes the virtual environment of an order, without pip in it; its folder. Written by hand: it is four links and a file,
 * and `python -m venv` takes longer than some clients do.
 */
export function makeEnvironment(folder: string): string {
  const environment = join(folder, '.venv');
  if (existsSync(environment)) return environment;
  const program = clientPython();
  const { home, version } = pythonFacts(program);
  const [minor = ''] = /^\d+\.\d+/.exec(version) ?? [];
  mkdirSync(join(environment, 'lib', `python${minor}`, 'site-packages'), { recursive: true });
  mkdirSync(join(environment, 'include'));
  mkdirSync(join(environment, 'bin'));
  symlinkSync('lib', join(environment, 'lib64'));
  symlinkSync(program, join(environment, 'bin/python'));
  for (const name of ['python3', `python${minor}`]) symlinkSync('python', join(environment, 'bin', name));
  // Pipenv takes a folder without it for none, and makes another.
  writeFileSync(join(environment, 'bin/activate'), '# nobody activates this one\n');
  const config = { home, 'include-system-site-packages': 'false', version, executable: program };
  const lines = Object.entries(config).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(join(environment, 'pyvenv.cfg'), lines.join(''));
  return environment;
}

interface PythonFacts {
  readonly home: string;
  readonly version: string;
}

let facts: PythonFacts | undefined;

function pythonFacts(program: string): PythonFacts {
  if (facts !== undefined) return facts;
  const code = 'import platform; print(platform.python_version())';
  const asked = spawnSync(program, ['-I', '-c', code], { encoding: 'utf8' });
  const version = asked.stdout.trim();
  if (asked.status !== 0 || version === '') throw new Error(`\`${program}\` does not say what it is: ${asked.stderr}`);
  facts = { home: dirname(program), version };
  return facts;
}

/** A program of an installed client that is no script. */
export function clientProgram(name: string, program: string = name): string {
  return join(clientHome(name), 'bin', program);
}
