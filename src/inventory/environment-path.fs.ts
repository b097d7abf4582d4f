import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { kindOfPath, realPath } from '../platform/files.fs.ts';
import { readlinkSync } from '../platform/reads.fs.ts';
import type { EnvironmentChoice } from './environment.ts';
import { CONDA_FOLDER } from './environment-conda.ts';
import { CONFIG_FILE } from './environment-config.ts';
import { isSiteFolder, siteAt, siteFolders } from './environment-layout.ts';
import { openSourceFolder } from './source-folder.fs.ts';

/** The folder to read for an environment that was named, and which interpreter of it is meant. */
export interface LocatedEnvironment {
  /** Absolute, without links. */
  readonly folder: string;
  readonly choice: EnvironmentChoice;
}

/** Folders that executables lie in, on Unix and on Windows. */
const BINARIES: ReadonlySet<string> = new Set(['bin', 'Scripts', 'sbin']);
/** Links from one name of an interpreter to the next: `python` to `python3` to `python3.12`. */
const MAX_LINKS = 16;

/**
 * Tells which folder an environment is, from the path of its interpreter, of its folder or of its
 * `site-packages`. Looks at files only: nothing is executed, so what a launcher script or an environment
 * variable would change is not seen, nor is what a user installed for themselves (`pip install --user`);
 * where no environment is found, that is said (`environment-undetermined`).
 *
 * Source: PEP 405, "Specification"; `getpath.py` of CPython.
 *
 * @param given absolute, or it counts from the current folder
 */
export function locateEnvironment(given: string): Result<LocatedEnvironment, Problem> {
  const kind = kindOfPath(given);
  const named = path.resolve(given);
  if (kind === 'missing')
    return err(
      problem('file-unreadable', `there is no \`${given.slice(-200)}\``, {
        hint: 'name the path of an interpreter, of an environment or of a `site-packages` folder',
      }),
    );
  if (kind === 'other') return err(problem('file-not-regular', `\`${given.slice(-200)}\` is neither file nor folder`));
  const found = kind === 'folder' ? fromFolder(named) : fromInterpreter(named);
  return found === undefined
    ? err(
        problem(
          'environment-undetermined',
          `it cannot be told from files alone which environment \`${given.slice(-200)}\` belongs to`,
        ),
      )
    : ok(found);
}

function fromFolder(folder: string): LocatedEnvironment | undefined {
  const site = siteAt('', folder);
  if (site.python !== undefined || site.isWindows) {
    const prefix = path.resolve(folder, site.isWindows ? '../..' : '../../..');
    // The environment around it says more: the exact version, what conda knows.
    if (
      kindOfPath(path.join(prefix, CONFIG_FILE)) === 'file' ||
      kindOfPath(path.join(prefix, CONDA_FOLDER)) === 'folder'
    )
      return located(prefix, site.python);
  }
  const isBinaries = BINARIES.has(path.basename(folder)) && !isEnvironment(folder, undefined);
  const prefix = isBinaries ? path.dirname(folder) : folder;
  return isEnvironment(prefix, undefined) ? located(prefix, undefined) : undefined;
}

function fromInterpreter(file: string): LocatedEnvironment | undefined {
  // A virtual environment is one by the path that was called, before links are followed.
  for (let at = file, links = 0; links < MAX_LINKS; links++) {
    for (const prefix of [path.dirname(at), path.dirname(path.dirname(at))])
      if (kindOfPath(path.join(prefix, CONFIG_FILE)) === 'file') return located(prefix, undefined);
    const target = linkOf(at);
    if (target === undefined) break;
    at = path.resolve(path.dirname(at), target);
  }
  const real = realPath(file) ?? file;
  const python = /^(?:python|pypy)(\d+\.\d+)t?(?:\.exe)?$/.exec(path.basename(real))?.[1];
  const folder = path.dirname(real);
  const prefix = BINARIES.has(path.basename(folder)) ? path.dirname(folder) : folder;
  return isEnvironment(prefix, python) ? located(prefix, python) : undefined;
}

function located(folder: string, python: string | undefined): LocatedEnvironment {
  return { folder: realPath(folder) ?? folder, choice: python === undefined ? {} : { python } };
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function isEnvironment(folder: string, python: string | undefined): boolean {
  const { folder: opened } = openSourceFolder({ folder, shown: folder, limits: DEFAULT_FILE_LIMITS });
  const names = new Set(opened.list('').map(({ name }) => name));
  return (
    names.has(CONFIG_FILE) || names.has(CONDA_FOLDER) || isSiteFolder(names) || siteFolders(opened, python).length > 0
  );
}
