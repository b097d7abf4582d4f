import { formatVersion, type NormalizedName, parseSdistFilename, parseWheelFilename } from '@rind/pypa';
import { NameIndex } from '../base/name-index.ts';
import type { Sequence } from '../base/sequence.ts';

/**
 * Whose word a file's facts are: `pypi` an upstream that serves PyPI's own files; `other` any other upstream;
 * `own` what the team uploaded to this gateway.
 */
export type FileTrust = 'pypi' | 'other' | 'own';

/** What an index says of one file, and what is remembered of it. */
export interface RememberedFile {
  readonly filename: string;
  /** The upstream's name; empty for the team's own. */
  readonly upstream: string;
  readonly trust: FileTrust;
  /** `algorithm:hex`, as the index lists them now. */
  readonly hashes: readonly string[];
  /** Lower-case hex of the bytes, or of the hash, with which the file was seen first; null where none is known yet. */
  readonly pinned: string | null;
  /** Bytes; null where the index does not say. Source: PEP 700. */
  readonly size: number | null;
  /** Epoch milliseconds of the upload, as the index says; null where it does not. Source: PEP 700. */
  readonly claimedAt: number | null;
  /** The same as PyPI says of the same bytes, where the index does not; null where that is not known, either. */
  readonly backfilledAt: number | null;
  /** Epoch milliseconds: when it was on a page for the first time that was asked for here. */
  readonly firstSeen: number;
  /** The reason, empty where none is given; null for a file that is not yanked. Source: PEP 592. */
  readonly yanked: string | null;
  /** As the index says; null where it does not. */
  readonly requiresPython: string | null;
  /** Lower-case hex of the metadata file that the index announces; null where it says none. Source: PEP 658, PEP 714. */
  readonly metadataSha256: string | null;
  /** Lower-case hex of the metadata that the index served and that was passed on; null where it was never asked for. */
  readonly sidecarSha256: string | null;
  /** Epoch milliseconds since when the upstream, asked, says that there is no such file; null while it lists it. */
  readonly gone: number | null;
}

/** What a file's name says. */
export type ParsedFilename =
  | { readonly kind: 'wheel' | 'sdist'; readonly name: NormalizedName; readonly version: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** A file as rules see it: what is known of it, and of the release around it. */
export interface OfferedFile extends RememberedFile {
  readonly parsed: ParsedFilename;
  /** Epoch milliseconds of its upload: as the index says, else as PyPI says of the same bytes, else when it was first seen. */
  readonly since: number;
  /** Epoch milliseconds of the oldest file of its release. */
  readonly releaseSince: number;
  /** Whether its release has a wheel that is neither yanked nor gone. */
  readonly hasWheel: boolean;
  /** Of all files of its release that have one: `sha256:hex`. */
  readonly releaseHashes: readonly string[];
}

/** Reads a file's name; one that can be neither a wheel nor a source distribution says why. */
export function parseFilename(filename: string): ParsedFilename {
  const isWheel = filename.endsWith('.whl');
  const parsed = isWheel ? parseWheelFilename(filename) : parseSdistFilename(filename);
  if (!parsed.ok) return { kind: 'unreadable', why: parsed.error.message };
  const { name, version } = parsed.value;
  return { kind: isWheel ? 'wheel' : 'sdist', name, version: formatVersion(version) };
}

/** The files of one project: of several entries of one name the last counts. */
export interface OfferedFiles {
  /** Entries, those included that do not count. */
  readonly length: number;
  /** An entry by where it stands; undefined for one that does not count. */
  at(index: number): OfferedFile | undefined;
  get(filename: string): OfferedFile | undefined;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/**
 * The files of one project by name, each with what the others of its release say about it. Linear in their number;
 * with pauses, for who has others waiting: drive it to its end. Each is put together when it is asked for.
 */
export function* offeredFilesInPieces(files: Sequence<RememberedFile>): Generator<void, OfferedFiles, void> {
  const releases = new Map<string, ReleaseAround>();
  const names = new NameIndex();
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.at(at);
    names.add(file?.filename ?? '');
    if (file === undefined) continue;
    const parsed = parseFilename(file.filename);
    const key = releaseKey(file, parsed);
    const isWheel = parsed.kind === 'wheel' && file.yanked === null && file.gone === null;
    const hashes = file.pinned === null ? [] : [`sha256:${file.pinned}`];
    const release = releases.get(key);
    if (release === undefined) {
      releases.set(key, { since: sinceOf(file), hasWheel: isWheel, hashes });
      continue;
    }
    release.since = Math.min(release.since, sinceOf(file));
    release.hasWheel ||= isWheel;
    release.hashes.push(...hashes);
  }
  yield;
  const hidden = names.close((place) => files.at(place)?.filename);
  for (const place of hidden) {
    const file = files.at(place);
    const hashes =
      file === undefined ? undefined : releases.get(releaseKey(file, parseFilename(file.filename)))?.hashes;
    hashes?.splice(hashes.indexOf(`sha256:${file?.pinned}`) >>> 0, 1);
  }
  yield;
  return new OfferedSequence(files, releases, names, hidden);
}

/** What the files of a release say of each other. */
interface ReleaseAround {
  since: number;
  hasWheel: boolean;
  readonly hashes: string[];
}

function releaseKey({ filename }: RememberedFile, parsed: ParsedFilename): string {
  return parsed.kind === 'unreadable' ? `/${filename}` : `${parsed.name} ${parsed.version}`;
}

function sinceOf({ claimedAt, backfilledAt, firstSeen }: RememberedFile): number {
  return claimedAt ?? backfilledAt ?? firstSeen;
}

class OfferedSequence implements OfferedFiles {
  readonly length: number;
  readonly #files: Sequence<RememberedFile>;
  readonly #releases: ReadonlyMap<string, ReleaseAround>;
  readonly #names: NameIndex;
  readonly #hidden: ReadonlySet<number>;
  /** Each rule that judges a file asks for it. */
  #last: OfferedFile | undefined;

  constructor(
    files: Sequence<RememberedFile>,
    releases: ReadonlyMap<string, ReleaseAround>,
    names: NameIndex,
    hidden: ReadonlySet<number>,
  ) {
    this.length = files.length;
    this.#files = files;
    this.#releases = releases;
    this.#names = names;
    this.#hidden = hidden;
  }

  at(index: number): OfferedFile | undefined {
    return this.#hidden.has(index) ? undefined : this.#made(index);
  }

  get(filename: string): OfferedFile | undefined {
    if (this.#last?.filename === filename) return this.#last;
    const place = this.#names.find(filename, (at) => this.#files.at(at)?.filename);
    return place === undefined ? undefined : this.#made(place);
  }

  #made(index: number): OfferedFile | undefined {
    const file = this.#files.at(index);
    if (file === undefined) return undefined;
    const parsed = parseFilename(file.filename);
    const around = this.#releases.get(releaseKey(file, parsed));
    if (around === undefined) return undefined;
    const { since, hasWheel, hashes } = around;
    const facts = { parsed, since: sinceOf(file), releaseSince: since, hasWheel, releaseHashes: hashes };
    this.#last = { ...file, ...facts };
    return this.#last;
  }
}
