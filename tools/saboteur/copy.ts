import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

const LEFT_OUT = new Set(['node_modules', '.git', '.cache', 'dist', 'coverage']);

/**
 * A copy of the repository in a temporary folder, to be broken and mended. Libraries are links to
 * the installed ones; workspace packages are links into the copy, or a broken one would not be seen.
 * Removes itself at the end of its block (`using`), or with the process.
 */
export class Copy implements Disposable {
  readonly root: string = realpathSync(mkdtempSync(join(tmpdir(), 'rind-saboteur-')));

  readonly #remove = (): void => rmSync(this.root, { recursive: true, force: true });

  constructor(original: string) {
    process.once('exit', this.#remove);
    cpSync(original, this.root, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    this.#link(realpathSync(original), 'node_modules');
  }

  #link(original: string, folder: string): void {
    mkdirSync(join(this.root, folder));
    for (const name of readdirSync(join(original, folder))) {
      const path = join(folder, name);
      if (name.startsWith('@') && !lstatSync(join(original, path)).isSymbolicLink()) {
        this.#link(original, path);
        continue;
      }
      const real = realpathSync(join(original, path));
      const inside = relative(original, real);
      const own = !inside.startsWith('..') && !inside.split('/').includes('node_modules');
      symlinkSync(own ? join(this.root, inside) : real, join(this.root, path));
    }
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#remove);
    this.#remove();
  }
}
