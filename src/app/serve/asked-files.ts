import type { Held } from './held.ts';
import type { StandingFile, StandingFiles } from './standing.ts';

interface Asked {
  readonly file: StandingFile;
  readonly held: Held;
}

/** Files that are kept. */
const MOST = 1000;

/**
 * Files that somebody asked for, of projects that had to make room: who installs asks for page after page, then for a file
 * of each, and large projects make room for each other sooner.
 */
export class AskedFiles {
  readonly #files = new Map<string, Asked>();

  /** Keeps those of a project's files that were asked for. */
  keep(key: string, files: Pick<StandingFiles, 'get'>, asked: Iterable<string>, held: Held): void {
    for (const filename of asked) {
      const file = files.get(filename);
      // What was asked for last goes last.
      this.#files.delete(`${key}/${filename}`);
      if (file !== undefined) this.#files.set(`${key}/${filename}`, { file, held });
    }
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= MOST) break;
      this.#files.delete(oldest);
    }
  }

  /** A file of a project, where what was decided about it still holds. */
  get(key: string, filename: string, holds: (held: Held) => boolean): StandingFile | undefined {
    const asked = this.#files.get(`${key}/${filename}`);
    if (asked === undefined || holds(asked.held)) return asked?.file;
    this.#files.delete(`${key}/${filename}`);
    return undefined;
  }
}
