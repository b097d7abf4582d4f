import path from 'node:path';
import type { Surroundings } from '../app/surroundings.ts';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { isWarning, type ProblemCode } from '../base/problem-codes.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { ClientSetting } from '../inventory/client-setting.ts';
import { readPipVariables } from '../inventory/clients/pip-conf.ts';
import { CLIENT_FILES, readClientFile } from '../inventory/clients/read.ts';
import type { SourceFile } from '../inventory/format.ts';
import { redactedSetting } from '../inventory/redacted-reading.ts';
import type { UpdateAutomation } from '../inventory/update-automation.ts';
import { readUpdateFile, UPDATE_FILES } from '../inventory/updates/read.ts';
import type { Environment } from '../platform/data-folder.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot } from '../platform/files.fs.ts';
import { readdirSync } from '../platform/reads.fs.ts';
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
 * Reads what other tools are told: client configuration in the folders of projects and above them, up to
 * the root of their repository; and the `PIP_*` variables of the environment. Of a single repository also the
 * ignore files at its root and in the folders that were named, and its update tools: those of several
 * would speak for each other's components.
 *
 * @param base what project folders count from; the repository when absent
 */
export function findSurroundings(
  paths: readonly string[],
  projectFolders: readonly string[],
  base: string | undefined,
  limits: FileLimits,
  variables: Environment['variables'],
): FoundSurroundings {
  const folders = paths.map((given) => {
    const folder = kindOfPath(given) === 'folder' ? given : path.dirname(given);
    return realPath(folder) ?? folder;
  });
  const roots = [...new Set(folders.map(repositoryRoot))].sort((a, b) => b.length - a.length);
  const [root = base ?? path.sep] = roots;
  const readers = roots.map((one) => new Surrounding(one, base ?? root, limits));
  const [single] = readers;
  const isSingle = readers.length === 1 && single !== undefined;
  if (isSingle) for (const folder of new Set([root, ...folders])) single.ignores(folder);
  const settings = new Map(
    projectFolders.map((folder) => {
      const place = path.resolve(base ?? root, folder);
      // The innermost of them, where one repository lies in another.
      return [folder, readers.find((reader) => isWithin(reader.root, place))?.settings(place) ?? []];
    }),
  );
  // What pip would be told by the environment of this run is said once, not for every project.
  const [first] = projectFolders;
  if (first !== undefined) settings.set(first, [...(settings.get(first) ?? []), ...readPipVariables(variables)]);
  const updates = isSingle ? single.updates() : undefined;
  return {
    waivers: readers.flatMap(({ waivers }) => waivers),
    problems: readers.flatMap((reader) => reader.problems.map(harmless)),
    settings,
    ...(updates === undefined ? {} : { updates }),
  };
}

/** What cannot be read of another tool's file leaves no component undetermined: it is said, and no more. */
function harmless(found: Problem): Problem {
  return isWarning(found.code) ? found : { ...found, code: 'tool-file-unreadable' };
}

class Surrounding {
  readonly waivers: Waiver[] = [];
  readonly problems: Problem[] = [];
  readonly root: string;
  /** What paths are shown relative to. */
  readonly #base: string;
  readonly #limits: FileLimits;
  readonly #settings = new Map<string, readonly ClientSetting[]>();

  constructor(root: string, base: string, limits: FileLimits) {
    this.root = root;
    this.#base = base;
    this.#limits = limits;
  }

  ignores(folder: string): void {
    for (const name of IGNORE_FILES) this.#ignoreFile(name, path.join(folder, name));
    if (folder !== this.root) return;
    const workflows = path.join(folder, '.github', 'workflows');
    const real = realPath(workflows);
    if (real === undefined || !isWithin(this.root, real)) return;
    for (const name of entriesOf(real)) {
      if (/\.ya?ml$/.test(name)) this.#ignoreFile(name, path.join(workflows, name));
    }
  }

  /** The settings of a folder inside the root, and of those above it. */
  settings(folder: string): readonly ClientSetting[] {
    const known = this.#settings.get(folder);
    if (known !== undefined) return known;
    const above = folder === this.root ? [] : this.settings(path.dirname(folder));
    const own = CLIENT_FILES.flatMap((name) => {
      const file = this.#open(path.join(folder, name));
      if (file === undefined) return [];
      const reading = readClientFile(name, file, this.#limits.maxDepth);
      for (const one of reading.problems) this.problems.push(one);
      return reading.settings.map(redactedSetting);
    });
    const all = [...above, ...own];
    this.#settings.set(folder, all);
    return all;
  }

  /** Undefined where there is a configuration that cannot be read. */
  updates(): UpdateAutomation | null | undefined {
    for (const name of UPDATE_FILES) {
      const file = this.#open(path.join(this.root, name));
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
    const shown = path.relative(this.#base, file).split(path.sep).join('/');
    const refuse = (code: ProblemCode, why: string) => {
      this.problems.push(problem(code, `\`${shown}\` ${why}`, { at: fileStart(shown) }));
    };
    const real = realPath(file);
    // The tool that it is for follows the link, and obeys what was not read here.
    if (real === undefined || !isWithin(this.root, real)) {
      refuse('file-outside', 'leads out of the repository');
      return undefined;
    }
    const bytes = readFile(real, shown, this.#limits);
    if (!bytes.ok) {
      this.problems.push(bytes.error);
      return undefined;
    }
    const text = decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY });
    if (text.ok) return { path: shown, text: text.value.text };
    refuse('encoding-invalid', `cannot be read: ${text.error.message}`);
    return undefined;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort().slice(0, MAX_WORKFLOWS);
  } catch {
    // No folder, or one that may not be listed: what is ignored there is not ignored here.
    return [];
  }
}
