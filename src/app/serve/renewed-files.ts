import type { Sequence } from '../../base/sequence.ts';
import type { StandingFile, StandingFiles } from './standing.ts';

/** Files that are objects beside those that are kept in little room. */
const MOST = 64;
/** What one of them takes, about. Unit: bytes. */
const BYTES = 4000;

/** Files, some of them decided anew; undefined where those are too many. */
export function renewedFiles(files: StandingFiles, renewed: readonly StandingFile[]): StandingFiles | undefined {
  return renewed.length > MOST ? undefined : new RenewedFiles(files, byName(renewed));
}

function byName(files: Iterable<StandingFile>): ReadonlyMap<string, StandingFile> {
  return new Map(Array.from(files, (file) => [file.file.filename, file]));
}

/** The files of a project, of which a few were decided about after the others. */
class RenewedFiles implements StandingFiles {
  readonly #files: StandingFiles;
  readonly #renewed: ReadonlyMap<string, StandingFile>;

  constructor(files: StandingFiles, renewed: ReadonlyMap<string, StandingFile>) {
    this.#files = files;
    this.#renewed = renewed;
  }

  get length(): number {
    return this.#files.length;
  }

  get bytes(): number {
    return this.#files.bytes + BYTES * this.#renewed.size;
  }

  get denied(): Sequence<StandingFile> {
    return this.#files.denied;
  }

  get(filename: string): StandingFile | undefined {
    return this.#renewed.get(filename) ?? this.#files.get(filename);
  }

  at(index: number): StandingFile | undefined {
    const file = this.#files.at(index);
    return file === undefined ? undefined : (this.#renewed.get(file.file.filename) ?? file);
  }

  with(files: readonly StandingFile[]): StandingFiles | undefined {
    return renewedFiles(this.#files, [...byName([...this.#renewed.values(), ...files]).values()]);
  }

  *[Symbol.iterator](): Iterator<StandingFile> {
    for (const file of this.#files) yield this.#renewed.get(file.file.filename) ?? file;
  }
}
