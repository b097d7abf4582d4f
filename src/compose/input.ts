import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { didYouMean } from '../base/did-you-mean.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Target } from '../base/target.ts';
import { type CollectRequest, STDIN_NAME } from '../inventory/collect.fs.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { readStdin } from '../platform/files.fs.ts';
import type { Machine } from './machine.ts';

/** What is looked at, as a door asks for it. */
export interface InputRequest {
  /** Files and folders as given, `-` for standard input; the current folder when nothing is named at all. */
  readonly paths: readonly string[];
  /** Installed environments: interpreters or folders, as given. */
  readonly environment?: readonly string[];
  readonly all: boolean;
  /** Stands in for standard input. */
  readonly text?: Uint8Array;
}

/** Standard input, as a path. */
const STDIN = '-';

/** Files and folders that a person named, absolute; the current folder when nothing was. */
export function absolutePaths({ cwd }: Pick<Machine, 'cwd'>, { paths, environment = [] }: InputRequest): string[] {
  const given = paths.length + environment.length === 0 ? ['.'] : paths;
  return given.filter((name) => name !== STDIN).map((name) => path.resolve(cwd, name));
}

/** The same with environments and standard input: what is collected. */
export function collectRequest(machine: Machine, request: InputRequest, limits: FileLimits): CollectRequest {
  const { cwd } = machine;
  return {
    paths: absolutePaths(machine, request),
    limits,
    all: request.all,
    environments: (request.environment ?? []).map((name) => path.resolve(cwd, name)),
    ...(request.paths.includes(STDIN)
      ? { stdin: { read: request.text === undefined ? readStdin(STDIN_NAME, limits) : ok(request.text), folder: cwd } }
      : {}),
  };
}

/** The declared targets that a person asks for; all of them when none is named. */
export function chosenTargets(
  declared: readonly Target[],
  names: readonly string[] = [],
): Result<readonly Target[], Problem> {
  const known = declared.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined)
    return ok(names.length === 0 ? declared : declared.filter(({ name }) => names.includes(name)));
  const near = didYouMean(missing, known);
  const hint =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : known.length > 0
        ? `declared are ${known.map((name) => `\`${name}\``).join(', ')}`
        : 'declare it under `targets` in the configuration';
  return err(problem('config-invalid', `there is no target \`${missing.slice(0, 100)}\``, { hint }));
}
