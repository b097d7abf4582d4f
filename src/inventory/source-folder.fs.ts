import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath } from '../platform/files.fs.ts';
import { opendirSync } from '../platform/reads.fs.ts';
import type { FolderEntry, SourceFile, SourceFolder } from './format.ts';

/** How a folder is opened. */
export interface SourceFolderRequest {
  /** Absolute, or it counts from the current folder. */
  readonly folder: string;
  /** Relative to the repository root, or absolute where it lies in none. */
  readonly shown: string;
  /** The repository root, absolute and without links: what leads into it may be read as well. */
  readonly root?: string;
  readonly limits: FileLimits;
}

/** A folder that is read, and what that met with. */
export interface OpenedFolder {
  readonly folder: SourceFolder;
  /** What kept folders from being listed whole; grows while the folder is read. */
  readonly problems: readonly Problem[];
  /** Files that were asked for as inputs of the report, by the path that is shown, with their SHA-256. */
  readonly inputs: ReadonlyMap<string, string>;
}

/**
 * Opens a folder for a folder format. Links are followed inside the folder and inside the repository; one
 * that leads elsewhere is listed by what it is and refused when it is read. Entries of all lists together
 * are limited as those of a walk are.
 */
export function openSourceFolder(request: SourceFolderRequest): OpenedFolder {
  const disk = new DiskFolder(request);
  return { folder: disk, problems: disk.problems, inputs: disk.inputs };
}

class DiskFolder implements SourceFolder {
  readonly path: string;
  readonly home: string;
  readonly root?: string;
  readonly problems: Problem[] = [];
  readonly inputs = new Map<string, string>();
  readonly #limits: FileLimits;
  /** What a list showed to be no link, by its path as asked for: thousands of files need no second look at every part. */
  readonly #plain = new Map<string, string>();
  #entries = 0;

  constructor({ folder, shown, root, limits }: SourceFolderRequest) {
    this.path = shown;
    if (root !== undefined) this.root = root;
    this.#limits = limits;
    this.home = realPath(folder) ?? path.resolve(folder);
  }

  list(folder: string): FolderEntry[] {
    const real = this.#inside(folder);
    if (real === undefined) this.#sayOutside(folder);
    if (real === undefined || kindOfPath(real) !== 'folder') return [];
    return this.#entriesOf(real, folder).flatMap((entry) => this.#entry(folder, real, entry) ?? []);
  }

  text(file: string, asInput = false): Result<SourceFile, Problem> {
    const bytes = this.bytes(file);
    if (!bytes.ok) return bytes;
    const shown = this.#shown(file);
    const text = decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY });
    if (!text.ok)
      return err(problem('encoding-invalid', `\`${shown}\`: ${text.error.message}`, { at: fileStart(shown) }));
    if (asInput) this.inputs.set(shown, createHash('sha256').update(bytes.value).digest('hex'));
    return ok({ path: shown, text: text.value.text });
  }

  bytes(file: string): Result<Uint8Array, Problem> {
    const shown = this.#shown(file);
    const real = this.#inside(file);
    if (real === undefined) {
      const joined = path.join(this.home, file);
      return isWithin(this.home, joined) && kindOfPath(joined) === 'missing'
        ? err(problem('file-unreadable', `cannot read \`${shown}\`: there is no such file`, { at: fileStart(shown) }))
        : err(problem('file-outside', `\`${shown}\` leads out of the folder`, { at: fileStart(shown) }));
    }
    return readFile(real, shown, this.#limits);
  }

  #shown(file: string): string {
    return path.posix.join(this.path, file);
  }

  /** The path without links, where it stays inside; a path that plainly leads out is not even looked at. */
  #inside(relative: string): string | undefined {
    const plain = this.#plain.get(relative);
    if (plain !== undefined) return plain;
    const joined = path.join(this.home, relative);
    if (!isWithin(this.home, joined)) return undefined;
    const real = realPath(joined);
    return real !== undefined && this.#mayRead(real) ? real : undefined;
  }

  #mayRead(real: string): boolean {
    return isWithin(this.home, real) || (this.root !== undefined && isWithin(this.root, real));
  }

  /** Sorted; no more than the limit leaves. */
  #entriesOf(real: string, folder: string): Dirent[] {
    const found: Dirent[] = [];
    try {
      const opened = opendirSync(real, { bufferSize: 1024 });
      try {
        for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
          if (++this.#entries > this.#limits.maxWalkEntries) {
            this.#sayLimit();
            break;
          }
          found.push(entry);
        }
      } finally {
        opened.closeSync();
      }
    } catch {
      const shown = this.#shown(folder);
      this.problems.push(problem('file-unreadable', `cannot list \`${shown}\``, { at: fileStart(shown) }));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What stands behind a link out of the folder may be in use, and is not looked at. */
  #sayOutside(folder: string): void {
    const shown = this.#shown(folder);
    const joined = path.join(this.home, folder);
    if (!isWithin(this.home, joined) || kindOfPath(joined) === 'missing') return;
    if (this.problems.some(({ at }) => at?.path === shown)) return;
    this.problems.push(problem('file-outside', `\`${shown}\` leads out of the folder`, { at: fileStart(shown) }));
  }

  #sayLimit(): void {
    if (this.problems.some(({ code }) => code === 'tree-limit')) return;
    const message = `\`${this.path}\` holds more than ${this.#limits.maxWalkEntries} entries`;
    this.problems.push(problem('tree-limit', message, { at: fileStart(this.path) }));
  }

  #entry(folder: string, real: string, entry: Dirent): FolderEntry | undefined {
    const { name } = entry;
    const joined = path.join(real, name);
    if (!entry.isSymbolicLink()) {
      if (!entry.isDirectory() && !entry.isFile()) return undefined;
      this.#plain.set(path.posix.join(folder, name), joined);
      return { name, kind: entry.isDirectory() ? 'folder' : 'file' };
    }
    const kind = kindOfPath(joined);
    // A link that leads nowhere is a file that cannot be read: what it should have been is missed, not unseen.
    if (kind !== 'folder') return { name, kind: 'file' };
    const target = realPath(joined);
    return target !== undefined && isWithin(this.home, target)
      ? { name, kind, link: path.relative(this.home, target).split(path.sep).join('/') }
      : { name, kind };
  }
}
