import { closeSync, constants, copyFileSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from './folders.fs.ts';

/**
 * A file that is changed in a copy of its own and then put in place of the old one: whoever reads sees the
 * whole old or the whole new state, also after a crash. One at a time: the caller holds a lock.
 */
export class Replacement implements Disposable {
  /** The copy; absent on disk when there was no file before. */
  readonly copy: string;
  readonly #file: string;

  /** Throws what the file system throws. */
  constructor(file: string) {
    this.#file = file;
    this.copy = `${file}.new`;
    makeFolder(path.dirname(file));
    this.discard();
    try {
      // Where the file system can, the copy shares its blocks until they are changed.
      copyFileSync(file, this.copy, constants.COPYFILE_FICLONE);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }

  /** Puts the copy in place. Throws what the file system throws. */
  publish(): void {
    const descriptor = openSync(this.copy, 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(this.copy, this.#file);
  }

  /** Removes the copy, and what an earlier one left that was cut off. */
  discard(): void {
    const folder = path.dirname(this.copy);
    const name = path.basename(this.copy);
    for (const left of readdirSync(folder)) if (left.startsWith(name)) rmSync(path.join(folder, left), { force: true });
  }

  [Symbol.dispose](): void {
    this.discard();
  }
}
