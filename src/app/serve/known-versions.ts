import { compareVersions, formatVersion, parseVersion, type Version } from '@rind/pypa';
import { sortedInPieces } from '../../base/sorted-in-pieces.ts';
import type { StandingFile } from './standing.ts';

/** Versions that are read between two pauses. */
const AT_ONCE = 128;

/** The versions of a project, in order, and which of them may be had. */
export class KnownVersions {
  /** Whether a file of it is neither denied nor yanked. */
  readonly #allowed = new Map<string, boolean>();
  #final: readonly string[] = [];
  #all: readonly string[] = [];

  /** Notes versions that an index names, with files or without. */
  name(versions: readonly string[]): void {
    for (const version of versions) if (!this.#allowed.has(version)) this.#allowed.set(version, false);
  }

  /** Looks at a file of the project. */
  see({ version, denial, file }: Pick<StandingFile, 'version' | 'denial' | 'file'>): void {
    const isAllowed = denial === undefined && file.yanked === false;
    if (isAllowed || !this.#allowed.has(version)) this.#allowed.set(version, isAllowed);
  }

  /** Sorts them: all that can be read, the lowest first. With pauses. */
  *sort(): Generator<void, readonly string[], void> {
    const read: { readonly text: string; readonly version: Version; readonly isAllowed: boolean }[] = [];
    for (const [text, isAllowed] of this.#allowed) {
      const version = parseVersion(text);
      if (version.ok) read.push({ text, version: version.value, isAllowed });
      if (read.length % AT_ONCE === 0) yield;
    }
    this.#allowed.clear();
    const sorted = yield* sortedInPieces(read, (a, b) => compareVersions(a.version, b.version));
    const allowed = sorted.filter(({ isAllowed }) => isAllowed);
    this.#all = allowed.map(({ text }) => text);
    this.#final = allowed.filter(({ version }) => !version.early).map(({ text }) => text);
    return sorted.map(({ text }) => text);
  }

  /**
   * The release nearest to a denied version that has a file which is not denied: the next above it, else the next below.
   * One that is a pre-release only for who asks from a pre-release. Once they are sorted, so that a project of which
   * every second file is denied is no quadratic work.
   */
  nearest(denied: string): string | undefined {
    const from = parseVersion(denied);
    if (!from.ok) return undefined;
    const among = from.value.early ? this.#all : this.#final;
    const at = firstFrom(among, from.value);
    const equals = among[at] !== undefined && compared(among[at], from.value) === 0;
    const nearest = among[equals ? at + 1 : at] ?? among[at - 1];
    const version = nearest === undefined ? undefined : parseVersion(nearest);
    return version?.ok === true ? formatVersion(version.value) : undefined;
  }
}

/** Where the first of sorted versions stands that is not below another; behind the last where all are. */
function firstFrom(sorted: readonly string[], version: Version): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = sorted[middle];
    if (one !== undefined && compared(one, version) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** They are kept as texts, for ten thousand versions are megabytes otherwise, and read where they are compared. */
function compared(text: string, version: Version): number {
  const read = parseVersion(text);
  return read.ok ? compareVersions(read.value, version) : -1;
}
