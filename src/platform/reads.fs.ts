import {
  type BigIntStats,
  type Dir,
  lstatSync as lstat,
  type OpenDirOptions,
  openSync as open,
  opendirSync as opendir,
  readdirSync as readdir,
  readlinkSync as readlink,
  realpathSync as realpath,
  type Stats,
  statSync as stat,
} from 'node:fs';
import path from 'node:path';
import { type Looked, type Looks, MISSING, orderLooks, type State } from './looks.ts';

/*
 * Every look at the disk goes through here, so that an answer can be kept together with all that it rests on
 * (docs/adr/0019). The functions are Node's own, under their names; they do the same, and tell who is watching.
 */

/** Things other than missing ones that are noted; whoever looks at more keeps nothing. */
const MAX_FOUND = 20_000;
/** Missing ones are cheap to look for again: mostly the folder that they are not in says it. */
const MAX_MISSING = 200_000;

let watching: Watch | undefined;

/**
 * Watches what a run reads, from now on. One at a time: the one before is over.
 *
 * @param now epoch milliseconds
 */
export function watchReads(now: number): Watch {
  watching = new Watch(now);
  return watching;
}

/** Says that the run used what no stamp of a file speaks for: the network, standard input, something it wrote itself. */
export function noteUnseen(): void {
  watching?.spoil();
}

/** Says that something will be read by other means than the functions below. */
export function noteLook(file: string): void {
  watching?.look(file, false);
}

/** What a run looked at on the disk, each with a stamp that was taken before anything of it was read. */
class Watch {
  readonly #looked = new Map<string, Looked>();
  /** What was stamped later than this may change again and look the same. Unit: nanoseconds. */
  readonly #oldEnough: bigint;
  #missing = 0;
  #spoilt = false;

  /** @param started epoch milliseconds, before the first look */
  constructor(started: number) {
    this.#oldEnough = BigInt(started - RACY_MS) * 1_000_000n;
  }

  spoil(): void {
    this.#spoilt = true;
    this.#looked.clear();
  }

  look(given: string, listed: boolean): void {
    if (this.#spoilt) return;
    const known = this.#looked.get(given);
    if (known !== undefined) {
      if (listed) known.listed = true;
      return;
    }
    const file = path.resolve(given);
    if (file !== given) {
      this.look(file, listed);
      return;
    }
    const looked = this.#lookAt(file, listed);
    if (looked.state === MISSING) this.#missing++;
    this.#looked.set(file, looked);
    if (this.#missing > MAX_MISSING || this.#looked.size - this.#missing > MAX_FOUND) this.spoil();
  }

  /** Ends the watch: what the answer rests on; undefined where that cannot be said, or may change unseen. */
  end(): Looks | undefined {
    if (watching === this) watching = undefined;
    if (this.#spoilt) return undefined;
    return orderLooks(this.#looked, { real: realOf, look: (file) => this.#lookAt(file, false) });
  }

  #lookAt(file: string, listed: boolean): Looked {
    try {
      const self = lstat(file, { bigint: true, throwIfNoEntry: false });
      if (self === undefined) return { state: MISSING, listed };
      const young = this.#isYoung(self);
      if (!self.isSymbolicLink()) return { state: stateOf(self), listed, young };
      const target = targetOf(file);
      const state = `${stateOf(self)}>${target === undefined ? MISSING : stateOf(target)}`;
      return { state, listed, young, youngTarget: target !== undefined && this.#isYoung(target) };
    } catch (error) {
      return { state: `!${error instanceof Error && 'code' in error ? String(error.code) : ''}:`, listed };
    }
  }

  #isYoung({ mtimeNs, ctimeNs }: BigIntStats): boolean {
    return mtimeNs > this.#oldEnough || ctimeNs > this.#oldEnough;
  }
}

/**
 * A file that was changed so lately may be changed again within what its file system's clock tells apart (two
 * seconds on FAT): as Git does with what it calls racily clean, its stamp is not believed.
 */
const RACY_MS = 2000;

function stateOf(stat: BigIntStats): State {
  const kind = stat.isFile() ? 'f' : stat.isDirectory() ? 'd' : stat.isSymbolicLink() ? 'l' : 'o';
  const { dev, ino, mode, size, mtimeNs, ctimeNs } = stat;
  return `${kind}:${dev}:${ino}:${mode}:${size}:${mtimeNs}:${ctimeNs}:`;
}

/** Undefined where the link leads nowhere. */
function targetOf(link: string): BigIntStats | undefined {
  try {
    return stat(link, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function realOf(file: string): string | null {
  try {
    return realpath.native(file);
  } catch {
    return null;
  }
}

/** Node's `statSync`, watched. */
export function statSync(file: string): Stats {
  watching?.look(file, false);
  return stat(file);
}

/** Node's `lstatSync`, watched. */
export function lstatSync(file: string): Stats {
  watching?.look(file, false);
  return lstat(file);
}

/** Node's `realpathSync`, watched. */
export function realpathSync(file: string): string {
  watching?.look(file, false);
  return realpath(file);
}

/** Node's `readlinkSync`, watched. */
export function readlinkSync(file: string): string {
  watching?.look(file, false);
  return readlink(file);
}

/** Node's `openSync` for reading, watched. */
export function openReading(file: string, flags: number): number {
  watching?.look(file, false);
  return open(file, flags);
}

/** Node's `opendirSync`, watched. */
export function opendirSync(folder: string, options: OpenDirOptions): Dir {
  watching?.look(folder, true);
  return opendir(folder, options);
}

/** Node's `readdirSync`, watched. */
export function readdirSync(folder: string): string[] {
  watching?.look(folder, true);
  return readdir(folder);
}
