import { excerpt } from './excerpt.ts';
import { isPythonSpace } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import { localKey, releaseKey, stageKey, tailKey } from './version-key.ts';
import { compactKey, compactRank, compareRanked, rankOf } from './version-rank.ts';
import {
  type Digits,
  MAX_DIGITS,
  type PreReleaseLetter,
  type ScanStop,
  scanVersion,
  type VersionParts,
} from './version-scan.ts';

export type { Digits, PreReleaseLetter, VersionParts } from './version-scan.ts';

/** A version as PEP 440 reads it. Immutable; make one with {@link parseVersion}. */
export interface Version {
  /** Default "0". */
  readonly epoch: Digits;
  /** One segment or more; trailing zeros are kept. */
  readonly release: readonly Digits[];
  readonly pre: readonly [PreReleaseLetter, Digits] | undefined;
  readonly post: Digits | undefined;
  readonly dev: Digits | undefined;
  /** Segments of the local version label, lower-case, numbers without leading zeros. */
  readonly local: readonly string[] | undefined;
  /** Orders versions: `a` is before `b` exactly when `a.key < b.key`; equal versions have equal keys. */
  readonly key: string;
  /** {@link key} without the local version label. */
  readonly publicKey: string;
  /** The start of {@link key} as a number: where two ranks differ, they order the versions; see `version-rank`. */
  readonly rank: number;
  /** Whether it is a pre-release; see {@link isPreRelease}. */
  readonly early: boolean;
}

/** Fields that cost time are made when asked for: most versions are only ever compared. */
class ReadVersion implements Version {
  readonly rank: number;
  readonly early: boolean;
  readonly #text: string;
  #parts: VersionParts | undefined;
  #key: string | undefined;

  /** `parts` may be missing for a text in normal form. */
  constructor(text: string, parts: VersionParts | undefined, rank: number, early: boolean, key: string | undefined) {
    this.rank = rank;
    this.early = early;
    this.#text = text;
    this.#parts = parts;
    this.#key = key;
  }

  /** The version as text, where it was written in numbers and dots and no number begins with a needless zero. */
  get plain(): string | undefined {
    return PLAIN.test(this.#text) ? this.#text : undefined;
  }

  get #read(): VersionParts {
    if (this.#parts === undefined) {
      const parts = scanVersion(this.#text, 0, this.#text.length);
      this.#parts = 'stoppedAt' in parts ? NOTHING : parts;
    }
    return this.#parts;
  }

  get epoch(): Digits {
    return this.#read.epoch;
  }

  get release(): readonly Digits[] {
    return this.#read.release;
  }

  get pre(): readonly [PreReleaseLetter, Digits] | undefined {
    return this.#read.pre;
  }

  get post(): Digits | undefined {
    return this.#read.post;
  }

  get dev(): Digits | undefined {
    return this.#read.dev;
  }

  get local(): readonly string[] | undefined {
    return this.#read.local;
  }

  get key(): string {
    this.#key ??= this.#parts === undefined ? compactKey(this.#text) : keyOf(this.#parts);
    return this.#key;
  }

  get publicKey(): string {
    return this.local === undefined ? this.key : publicKeyOf(this.#read);
  }
}

const PLAIN = /^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*$/;

/** What is left of a text that only looked like a version; never met. */
const NOTHING: VersionParts = {
  epoch: '0',
  release: ['0'],
  pre: undefined,
  post: undefined,
  dev: '0',
  local: undefined,
};

function publicKeyOf({ epoch, release, pre, post, dev }: VersionParts): string {
  return releaseKey(epoch, release) + stageKey(pre, post, dev) + tailKey(post, dev);
}

function keyOf(parts: VersionParts): string {
  return parts.local === undefined ? publicKeyOf(parts) : publicKeyOf(parts) + localKey(parts.local);
}

/** Reads a version, or answers undefined: {@link parseVersion} for loops that need no fault. */
export function readVersion(text: string): Version | undefined {
  if (typeof text !== 'string') return undefined;
  const rank = compactRank(text);
  if (rank !== 0) return new ReadVersion(text, undefined, Math.abs(rank), rank < 0, undefined);
  const parts = scanStripped(text);
  return 'stoppedAt' in parts ? undefined : versionOf(parts);
}

function scanStripped(text: string): VersionParts | ScanStop {
  let start = 0;
  let end = text.length;
  while (start < end && isPythonSpace(text.charCodeAt(start))) start++;
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end--;
  return scanVersion(text, start, end);
}

/** The version of parts in normal form: numbers without leading zeros, a lower-case local label. */
export function versionOf(parts: VersionParts): Version {
  const key = keyOf(parts);
  return new ReadVersion('', parts, rankOf(key), parts.pre !== undefined || parts.dev !== undefined, key);
}

/**
 * Reads a version. White space around it (Python's, see `python-text`) and a leading `v` are
 * allowed; anything outside ASCII is not. Faults: `invalid-version`, `number-too-long` (a number
 * of more than 4,300 digits, which Python cannot read either).
 *
 * Source: PEP 440, "Public version identifiers", "Local version identifiers", Appendix B.
 */
export function parseVersion(text: string): Parsed<Version> {
  if (typeof text !== 'string') return fault('invalid-version', 'a version is a text', 0);
  const rank = compactRank(text);
  if (rank !== 0) return ok(new ReadVersion(text, undefined, Math.abs(rank), rank < 0, undefined));
  const parts = scanStripped(text);
  if (!('stoppedAt' in parts)) return ok(versionOf(parts));
  if (parts.tooLong) {
    return fault(
      'number-too-long',
      `a number in \`${excerpt(text)}\` has more than ${MAX_DIGITS} digits`,
      parts.stoppedAt,
    );
  }
  return fault('invalid-version', `\`${excerpt(text)}\` is no valid version`, parts.stoppedAt);
}

/** Negative when `a` is before `b`, zero when they are equal, positive when `a` is after `b`. */
export function compareVersions(a: Version, b: Version): number {
  return compareRanked(a, b);
}

/** Whether installers take it for a pre-release: a pre-release or development segment. PEP 440, "Handling of pre-releases". */
export function isPreRelease(version: Version): boolean {
  return version.early;
}

/** Whether it has a post-release segment. */
export function isPostRelease(version: Version): boolean {
  return version.post !== undefined;
}

/** The version in normal form, local label included. PEP 440, "Normalization". */
export function formatVersion(version: Version): string {
  const plain = version instanceof ReadVersion ? version.plain : undefined;
  if (plain !== undefined) return plain;
  const text = formatPublicVersion(version);
  return version.local === undefined ? text : `${text}+${version.local.join('.')}`;
}

/** The version in normal form without its local label. */
export function formatPublicVersion(version: Version): string {
  let text = formatBaseVersion(version);
  if (version.pre !== undefined) text += version.pre.join('');
  if (version.post !== undefined) text += `.post${version.post}`;
  if (version.dev !== undefined) text += `.dev${version.dev}`;
  return text;
}

/** Epoch and release alone: `1!2.0` of `1!2.0rc1.dev3`. */
export function formatBaseVersion(version: Version): string {
  const release = version.release.join('.');
  return version.epoch === '0' ? release : `${version.epoch}!${release}`;
}
