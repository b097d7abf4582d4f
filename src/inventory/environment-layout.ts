import { posix } from 'node:path';
import type { FolderEntry, SourceFolder } from './format.ts';

/** One folder of an environment that Python imports installed distributions from. */
export interface SiteFolder {
  /** Relative to the environment; `""` where the environment is such a folder itself. */
  readonly path: string;
  readonly implementation?: Implementation;
  /** `3.12`, where the layout says it. */
  readonly python?: string;
  readonly isWindows?: boolean;
}

/** Interpreters whose folders have a name of their own. */
export type Implementation = 'cpython' | 'pypy' | 'graalpy';

/** How `lib` calls the folder of an interpreter: `python3.13t` is one without the lock. */
const LIBRARY = /^(python|pypy|graalpy)(\d{1,2}\.\d{1,3})t?$/;
const SITES = ['site-packages', 'dist-packages'] as const;
/** What marks a folder that distributions are installed in. */
const INSTALLED = /\.(?:dist-info|egg-link)$|^__editable__\./;
const EGG = /\.egg(?:-info)?$/;
/** A checkout has an `.egg-info` folder as well, beside what it was made of. */
const CHECKOUT = ['setup.py', 'setup.cfg', 'pyproject.toml'];

/** Whether a folder with these entries is one that distributions are installed in. */
export function isSiteFolder(entries: ReadonlySet<string>): boolean {
  let hasEgg = false;
  for (const name of entries) {
    if (INSTALLED.test(name)) return true;
    hasEgg ||= EGG.test(name);
  }
  return hasEgg && !CHECKOUT.some((name) => entries.has(name));
}

/** What a folder of this path says of its interpreter: `…/lib/python3.12/site-packages`. */
export function siteAt(path: string, full: string): SiteFolder {
  const parts = full.split(/[/\\]/);
  const isWindows = parts.at(-2) === 'Lib';
  const library = LIBRARY.exec(parts.at(-2) ?? '');
  if (library === null) return { path, ...(isWindows ? { isWindows } : {}) };
  const [, name, python = ''] = library;
  const implementation = name === 'python' ? 'cpython' : name === 'pypy' ? 'pypy' : 'graalpy';
  // GraalPy counts its own versions here.
  return { path, implementation, ...(implementation === 'graalpy' ? {} : { python }) };
}

/**
 * The folders of a prefix that hold installed distributions, by the layouts of CPython, PyPy, Debian and
 * Windows. Links to folders that are listed themselves (`lib64`) are passed over.
 *
 * @param python keeps to one interpreter (`3.12`) where several share the prefix
 */
export function siteFolders(folder: SourceFolder, python?: string): SiteFolder[] {
  const found: SiteFolder[] = [];
  const own = folder.list('');
  const visit = (library: string, windows: boolean) => {
    for (const entry of folders(folder.list(library))) {
      const path = posix.join(library, entry.name);
      if (windows) {
        if (entry.name === 'site-packages') found.push(siteAt(path, path));
        continue;
      }
      const isShared = entry.name === 'python3';
      const version = LIBRARY.exec(entry.name)?.[2];
      if (!isShared && (version === undefined || (python !== undefined && version !== python))) continue;
      for (const site of folders(folder.list(path)))
        if (SITES.some((name) => name === site.name)) {
          const inner = posix.join(path, site.name);
          found.push(siteAt(inner, inner));
        }
    }
  };
  for (const entry of folders(own)) {
    if (entry.name === 'lib' || entry.name === 'lib64') visit(entry.name, false);
    else if (entry.name === 'Lib') visit(entry.name, true);
    else if (entry.name === 'local') for (const inner of ['local/lib', 'local/lib64']) visit(inner, false);
  }
  return found;
}

function folders(entries: readonly FolderEntry[]): FolderEntry[] {
  return entries.filter(({ kind, link }) => kind === 'folder' && link === undefined);
}
