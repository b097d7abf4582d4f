import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type AskableNames, askableNames } from '../app/asked-names.ts';
import { type Problem, problem } from '../base/problem.ts';
import { collect } from '../inventory/collect.fs.ts';
import { absolutePaths, collectRequest } from './input.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';
import { findSurroundings } from './surroundings.ts';

/** Whose names a source is asked about. */
export interface NamesRequest extends LimitRequest {
  /** Files and folders, as an audit takes them. */
  readonly for: readonly string[];
  readonly config?: string;
}

/** The releases in files and folders that a public service may be asked about: those that are certainly PyPI's. */
export async function namesToAsk(
  machine: Machine,
  { for: paths, config, ...limited }: NamesRequest,
): Promise<Result<AskableNames, Problem>> {
  const limits = limitsFrom(limited);
  const input = { paths, all: false };
  const absolute = absolutePaths(machine, input);
  const configured = await configFor(machine, {
    paths: absolute.length === 0 ? [machine.cwd] : absolute,
    ...(config === undefined ? {} : { config: path.resolve(machine.cwd, config) }),
    offline: true,
    limits,
  });
  if (!configured.ok) return configured;
  const inventory = collect(collectRequest(machine, input, limits));
  const folders = inventory.projects.map((project) => path.posix.dirname(project.path));
  const around = findSurroundings(absolute, folders, inventory.base, limits, machine.variables);
  // What pip is told by variables holds for every project; it is listed with the first.
  const everywhere = [...around.settings.values()].flat().filter(({ at }) => at.path.startsWith('$PIP_'));
  const askable = askableNames(inventory, configured.value.indexes, (project) => [
    ...(around.settings.get(path.posix.dirname(project.path)) ?? []),
    ...everywhere,
  ]);
  if (askable.releases.length > 0) return ok(askable);
  return err(
    problem(
      'sync-unsupported',
      `nothing is asked: no component of \`${paths.join(' ').slice(0, 100)}\` is certainly PyPI's`,
      {
        hint: 'a lock of uv or Poetry names the index of each; else write `--index-url https://pypi.org/simple` into the requirements, or declare PyPI and your own indexes under `indexes` in the configuration',
      },
    ),
  );
}
