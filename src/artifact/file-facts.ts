import { hash } from 'node:crypto';
import { importName } from './import-names.ts';
import { type NativeLibrary, nativeLibrary } from './native-library.ts';
import { runsCode, type StartupFile, startupKind } from './startup-file.ts';
import type { ContentSink } from './zip-source.ts';

/** Bytes of a file that are looked at for what it is. */
const HEAD = 1024;
/** Bytes of a start-up file: the largest published ones have a few hundred. */
const MAX_STARTUP = 1024 * 1024;

/** What the files of a distribution are, gathered as they come by. */
export class FileFacts {
  readonly paths = new Set<string>();
  readonly nativeLibraries: NativeLibrary[] = [];
  readonly startupFiles: StartupFile[] = [];
  readonly #names = new Set<string>();
  readonly #isWheel: boolean;
  totalBytes = 0;

  constructor(kind: 'wheel' | 'sdist') {
    this.#isWheel = kind === 'wheel';
  }

  /** Top-level names that can be imported from a wheel, sorted. */
  get importNames(): string[] {
    return [...this.#names].sort();
  }

  /** Takes a file, whose content comes piece by piece, and undefined at its end. */
  take(path: string, size: number): ContentSink {
    this.paths.add(path);
    this.totalBytes += size;
    const startup = this.#isWheel ? startupKind(path) : undefined;
    const name = this.#isWheel ? importName(path) : undefined;
    if (name !== undefined) this.#names.add(name);
    const whole = startup === undefined ? undefined : new Collector(MAX_STARTUP);
    let looked = false;
    let head: Uint8Array = new Uint8Array();
    return (piece) => {
      if (piece !== undefined) {
        whole?.add(piece);
        if (looked) return;
        head = head.length === 0 ? piece.subarray(0, HEAD) : Buffer.concat([head, piece]).subarray(0, HEAD);
        looked = head.length === HEAD || head.length === size;
        if (looked) this.#look(path, head);
        else head = Buffer.from(head);
        return;
      }
      if (!looked) this.#look(path, head);
      if (startup !== undefined) this.startupFiles.push(startupFile(path, startup, whole?.bytes()));
    };
  }

  #look(path: string, head: Uint8Array): void {
    const library = nativeLibrary(path, head);
    if (library !== undefined) this.nativeLibraries.push(library);
  }
}

function startupFile(path: string, kind: StartupFile['kind'], content: Uint8Array | undefined): StartupFile {
  if (content === undefined) return { path, kind, sha256: undefined, runs: undefined };
  return { path, kind, sha256: hash('sha256', content, 'hex'), runs: runsCode(kind, content) };
}

/** The content of a file as one piece, where it is not larger than a limit. */
export class Collector {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a piece, which may be overwritten afterwards. */
  add(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size <= this.#limit) this.#pieces.push(Buffer.from(piece));
    else this.#pieces.length = 0;
  }

  /** All of it, or undefined where it was larger than the limit. */
  bytes(): Uint8Array | undefined {
    return this.#size <= this.#limit ? Buffer.concat(this.#pieces) : undefined;
  }
}
