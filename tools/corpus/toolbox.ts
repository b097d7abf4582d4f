import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository root, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** Where `npm run setup:corpus` puts the real tools. */
export const TOOLS_HOME: string = `${ROOT}.cache/corpus-tools`;

/** A Python tool, in a virtual environment of its own. */
export interface PinnedTool {
  readonly name: string;
  /** The minor version of Python that it runs on. */
  readonly python: string;
  readonly requires: readonly string[];
  /** No file uploaded after this instant is installed; the list's own by default. */
  readonly until?: string;
}

/** A tool that Go builds from a module of the module proxy. */
export interface PinnedModule {
  readonly name: string;
  readonly module: string;
  readonly version: string;
}

interface PinnedTools {
  readonly until: string;
  readonly tools: readonly PinnedTool[];
  readonly go: readonly PinnedModule[];
}

/** What tools.json pins. */
export function pinnedTools(): PinnedTools {
  return JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8')) as PinnedTools;
}

/** A program of an installed tool, or undefined where the set-up could not install it. */
export function toolProgram(name: string, program: string): string | undefined {
  const file = join(TOOLS_HOME, name, 'bin', program);
  return existsSync(file) ? file : undefined;
}

/** As `toolProgram`, for scripts that cannot go on without it. */
export function needProgram(name: string, program: string): string {
  const file = toolProgram(name, program);
  if (file === undefined) throw new Error(`\`${program}\` of \`${name}\` is missing: run \`npm run setup:corpus\``);
  return file;
}

/** A Python of that minor version: on PATH, or among pyenv's; undefined where there is none. */
export function findPython(minor: string): string | undefined {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const kept = existsSync(versions) ? readdirSync(versions).filter((name) => name.startsWith(`${minor}.`)) : [];
  const candidates = [`python${minor}`, ...kept.map((name) => join(versions, name, 'bin/python3'))];
  return candidates.find((python) => spawnSync(python, ['-c', '0'], { stdio: 'ignore' }).status === 0);
}
