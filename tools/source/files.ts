import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'examples', 'cases', '.git', '.cache']);
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * Every code file under a root, as paths relative to it with `/`, sorted. Skips what is fetched,
 * built, or somebody's data (`examples`, `cases`).
 */
export function listCode(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && CODE.test(entry.name)) found.push(path);
    }
  };
  walk('');
  return found.sort();
}

/** Whether a path is the folder itself or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
