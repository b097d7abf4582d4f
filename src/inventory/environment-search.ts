import { posix } from 'node:path';
import { CONDA_FOLDER } from './environment-conda.ts';
import { CONFIG_FILE } from './environment-config.ts';
import type { SourceFolder } from './format.ts';

/** Names that people and tools give an environment beside the project: venv, uv, Poetry, PDM, hatch, conda. */
const NAMES: readonly string[] = ['.venv', 'venv', '.env', 'env', 'virtualenv', '.conda', 'conda', '__pypackages__'];
/** Where pixi puts the environments of a project. */
const PIXI = '.pixi/envs';
/** Where PDM installs to without an environment, by version of Python. PEP 582 (rejected). */
const LOCAL_PACKAGES = '__pypackages__';

/**
 * The environments that stand in the folder of a project, as paths relative to it, in a fixed order: folders
 * of the usual names that really are environments. Links are followed only as far as the folder allows.
 */
export function environmentsIn(folder: SourceFolder): string[] {
  const own = new Set(folder.list('').flatMap(({ name, kind }) => (kind === 'folder' ? [name] : [])));
  const found = NAMES.filter((name) => own.has(name)).flatMap((name) =>
    name === LOCAL_PACKAGES ? localPackages(folder) : isEnvironment(folder, name) ? [name] : [],
  );
  const pixi = own.has('.pixi') ? folder.list(PIXI).map(({ name }) => posix.join(PIXI, name)) : [];
  return [...found, ...pixi.filter((path) => isEnvironment(folder, path))];
}

function isEnvironment(folder: SourceFolder, path: string): boolean {
  return folder.list(path).some(({ name, kind }) => (kind === 'file' ? name === CONFIG_FILE : name === CONDA_FOLDER));
}

function localPackages(folder: SourceFolder): string[] {
  return folder.list(LOCAL_PACKAGES).flatMap(({ name, kind }) => {
    if (kind !== 'folder' || !/^\d+\.\d+(?:-32)?$/.test(name)) return [];
    const path = posix.join(LOCAL_PACKAGES, name);
    return folder
      .list(path)
      .flatMap((inner) => (inner.name === 'lib' || inner.name === 'Lib' ? [posix.join(path, inner.name)] : []));
  });
}
