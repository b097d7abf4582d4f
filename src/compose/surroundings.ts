import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Surroundings } from '../app/surroundings.ts';
import type { Problem } from '../base/problem.ts';
import { isWarning } from '../base/problem-codes.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { ClientSetting } from '../inventory/client-setting.ts';
import { readPipVariables } from '../inventory/clients/pip-conf.ts';
import { CLIENT_FILES, readClientFile } from '../inventory/clients/read.ts';
import type { SourceFile } from '../inventory/format.ts';
import type { UpdateAutomation } from '../inventory/update-automation.ts';
import { readUpdateFile, UPDATE_FILES } from '../inventory/updates/read.ts';
import type { Environment } from '../platform/data-folder.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot } from '../platform/files.fs.ts';
import { IGNORE_FILES, readIgnoreFile } from '../policy/ignore-files/read.ts';
import type { Waiver } from '../policy/waiver.ts';

/** Workflows that are looked at for calls of pip-audit. */
const MAX_WORKFLOWS = 200;

/** What stands around the projects of a repository: ignore files, client configuration, update tools. */
export interface FoundSurroundings extends Surroundings {
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Problem[];
}

/**
 * Reads what other tools are told, in the repository of the given paths: ignore files at its root and in
 * the folders that were named, client configuration in the folders of projects and above them, update
 * tools at the root; and the `PIP_*` variables of the environment. Paths of several repositories at once are read without it.
 */
export function findSurroundings(
  paths: readonly string[],
  projectFolders: readonly string[],
  limits: FileLimits,
  variables: Environment['variables'],
): FoundSurroundings {
  const folders = paths.map((given) => (kindOfPath(given) === 'folder' ? given : path.dirname(given)));
  const roots = new Set(folders.map((folder) => repositoryRoot(realPath(folder) ?? folder)));
  const [root] = roots;
  if (root === undefined || roots.size > 1) return { waivers: [], problems: [], settings: new Map() };
  const reader = new Surrounding(root, limits);
  for (const folder of new Set([root, ...folders.map((one) => realPath(one) ?? one)])) reader.ignores(folder);
  const settings = new Map(projectFolders.map((folder) => [folder, reader.settings(folder)]));
  // What pip would be told by the environment of this run is said once, not for every project.
  const [first] = projectFolders;
  if (first !== undefined) settings.set(first, [...(settings.get(first) ?? []), ...readPipVariables(variables)]);
  const updates = reader.updates();
  const problems = reader.problems.map(harmless);
  return { waivers: reader.waivers, problems, settings, ...(updates === undefined ? {} : { updates }) };
}

/** What cannot be read of another tool's file leaves no component undetermined: it is said, and no more. */
function harmless(found: Problem): Problem {
  return isWarning(found.code) ? found : { ...found, code: 'tool-file-unreadable' };
}

class Surrounding {
  readonly waivers: Waiver[] = [];
  readonly problems: Problem[] = [];
  readonly #root: string;
  readonly #limits: FileLimits;
  readonly #settings = new Map<string, readonly ClientSetting[]>();

  constructor(root: string, limits: FileLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  ignores(folder: string): void {
    for (const name of IGNORE_FILES) this.#ignoreFile(name, path.join(folder, name));
    if (folder !== this.#root) return;
    const workflows = path.join(folder, '.github', 'workflows');
    for (const name of entriesOf(workflows)) {
      if (/\.ya?ml$/.test(name)) this.#ignoreFile(name, path.join(workflows, name));
    }
  }

  /** The settings of a folder, relative to the root, and of those above it. */
  settings(folder: string): readonly ClientSetting[] {
    const known = this.#settings.get(folder);
    if (known !== undefined) return known;
    const above =
      folder === '.' || folder === '' || folder.startsWith('..') ? [] : this.settings(path.posix.dirname(folder));
    const own = CLIENT_FILES.flatMap((name) => {
      const file = this.#open(path.join(this.#root, folder, name));
      if (file === undefined) return [];
      const reading = readClientFile(name, file, this.#limits.maxDepth);
      for (const one of reading.problems) this.problems.push(one);
      return reading.settings;
    });
    const all = [...above, ...own];
    this.#settings.set(folder, all);
    return all;
  }

  /** Undefined where there is a configuration that cannot be read. */
  updates(): UpdateAutomation | null | undefined {
    for (const name of UPDATE_FILES) {
      const file = this.#open(path.join(this.#root, name));
      if (file === undefined) continue;
      const { automation, problems } = readUpdateFile(file);
      for (const one of problems) this.problems.push(one);
      return automation ?? undefined;
    }
    return null;
  }

  #ignoreFile(name: string, file: string): void {
    const opened = this.#open(file);
    if (opened === undefined) return;
    const { waivers, problems } = readIgnoreFile(name, opened);
    for (const one of waivers) this.waivers.push(one);
    for (const one of problems) this.problems.push(one);
  }

  /** A file of the repository, links resolved; undefined where there is none, or it leads outside. */
  #open(file: string): SourceFile | undefined {
    if (kindOfPath(file) !== 'file') return undefined;
    const real = realPath(file);
    if (real === undefined || !isWithin(this.#root, real)) return undefined;
    const shown = path.relative(this.#root, file).split(path.sep).join('/');
    const bytes = readFile(real, shown, this.#limits);
    const text = bytes.ok ? decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY }) : undefined;
    if (!bytes.ok) this.problems.push(bytes.error);
    return text?.ok ? { path: shown, text: text.value.text } : undefined;
  }
}

function entriesOf(folder: string): string[] {
  if (kindOfPath(folder) !== 'folder') return [];
  return readdirSync(folder).sort().slice(0, MAX_WORKFLOWS);
}
