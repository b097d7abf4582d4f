/**
 * `npm run setup:corpus`: installs the real tools that make the corpus of locks, list it and are
 * compared with, as pinned in tools.json: each in a virtual environment of its own under
 * `.cache/corpus-tools`, those of Go built from the module proxy. Needs `npm run setup:oracle` first.
 *
 * A tool that cannot be had here is skipped with a word; what needs it then says so itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, type PinnedModule, type PinnedTool, pinnedTools, ROOT, TOOLS_HOME } from './toolbox.ts';

const UV = join(ROOT, '.cache/oracle/bin/uv');

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}

/** Runs `install` unless the stamp says that the same was installed before; a failure leaves nothing behind. */
function once(name: string, wanted: unknown, install: (home: string) => string | undefined): void {
  const home = join(TOOLS_HOME, name);
  const stamp = join(home, 'installed.json');
  const text = JSON.stringify(wanted);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return;
  console.error(`corpus: installing ${name}`);
  rmSync(home, { recursive: true, force: true });
  const failure = install(home);
  if (failure === undefined) {
    writeFileSync(stamp, text);
    return;
  }
  rmSync(home, { recursive: true, force: true });
  console.error(`corpus: ${name} is skipped: ${failure}`);
}

function installPython(home: string, tool: PinnedTool, until: string): string | undefined {
  const python = findPython(tool.python);
  if (python === undefined) return `there is no Python ${tool.python}`;
  if (!run(UV, ['venv', '--quiet', '--python', python, home])) return 'no virtual environment could be made';
  const where = ['--python', join(home, 'bin/python'), '--exclude-newer', tool.until ?? until];
  return run(UV, ['pip', 'install', '--quiet', ...where, ...tool.requires]) ? undefined : 'its installation failed';
}

function installGo(home: string, { module, version }: PinnedModule): string | undefined {
  mkdirSync(join(home, 'bin'), { recursive: true });
  const env = { ...process.env, GOBIN: join(home, 'bin'), GOTOOLCHAIN: 'local' };
  if (spawnSync('go', ['version'], { stdio: 'ignore' }).status !== 0) return 'there is no Go';
  return run('go', ['install', `${module}@${version}`], env) ? undefined : 'Go could not build it';
}

if (existsSync(UV)) {
  const pinned = pinnedTools();
  mkdirSync(TOOLS_HOME, { recursive: true });
  for (const tool of pinned.tools) {
    once(tool.name, [tool, pinned.until], (home) => installPython(home, tool, pinned.until));
  }
  for (const tool of pinned.go) once(tool.name, tool, (home) => installGo(home, tool));
} else {
  console.error('corpus: nothing is installed: `npm run setup:oracle` has made no environment');
}
