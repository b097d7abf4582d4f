import { foldedPath, plainPath } from './entry-name.ts';

/** What stands in the way of one more path. */
export type PathClash =
  | 'duplicate'
  /** It is a file for one entry and a folder for another. */
  | 'file-and-folder'
  /** Another differs from it by case or Unicode form alone. */
  | 'folded';

/** The paths of an archive, as a file system would make them. Folders may stand twice, files may not. */
export class PathSet {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #folded = new Map<string, string>();

  /** How many files there are. */
  get size(): number {
    return this.#files.size;
  }

  hasFile(path: string): boolean {
    return this.#files.has(path);
  }

  /** Adds the path of an entry; what it clashes with, if it does. */
  add(name: string, kind: 'file' | 'folder'): PathClash | undefined {
    const path = plainPath(name);
    if (this.#files.has(path)) return kind === 'file' ? 'duplicate' : 'file-and-folder';
    if (kind === 'file' && this.#folders.has(path)) return 'file-and-folder';
    if (this.#addFolders(kind === 'folder' ? path : path.slice(0, Math.max(0, path.lastIndexOf('/')))))
      return 'file-and-folder';
    if (kind === 'folder') return undefined;
    this.#files.add(path);
    const folded = foldedPath(path);
    const other = this.#folded.get(folded);
    this.#folded.set(folded, path);
    return other === undefined ? undefined : 'folded';
  }

  /** Whether one of them is a file. */
  #addFolders(path: string): boolean {
    for (let at = path; at !== '' && !this.#folders.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      if (this.#files.has(at)) return true;
      this.#folders.add(at);
    }
    return false;
  }
}
