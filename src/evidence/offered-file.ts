import { formatVersion, type NormalizedName, parseSdistFilename, parseWheelFilename } from '@rind/pypa';

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
}

/** Reads a file's name; one that can be neither a wheel nor a source distribution says why. */
export function parseFilename(filename: string): ParsedFilename {
  const isWheel = filename.endsWith('.whl');
  const parsed = isWheel ? parseWheelFilename(filename) : parseSdistFilename(filename);
  if (!parsed.ok) return { kind: 'unreadable', why: parsed.error.message };
  const { name, version } = parsed.value;
  return { kind: isWheel ? 'wheel' : 'sdist', name, version: formatVersion(version) };
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 256;

/**
 * The files of one project by name, each with what the others of its release say about it. Linear in their number;
 * with pauses, for who has others waiting: drive it to its end.
 */
export function* offeredFilesInPieces(
  files: readonly RememberedFile[],
): Generator<void, ReadonlyMap<string, OfferedFile>, void> {
  const releases = new Map<string, { since: number; hasWheel: boolean }>();
  const read: Read[] = [];
  for (const file of files) {
    const parsed = parseFilename(file.filename);
    const key = parsed.kind === 'unreadable' ? file.filename : parsed.version;
    const release = releases.get(key) ?? { since: Number.POSITIVE_INFINITY, hasWheel: false };
    const since = file.claimedAt ?? file.backfilledAt ?? file.firstSeen;
    release.since = Math.min(release.since, since);
    if (parsed.kind === 'wheel' && file.yanked === null && file.gone === null) release.hasWheel = true;
    releases.set(key, release);
    read.push({ file, parsed, since, release });
    if (read.length % AT_ONCE === 0) yield;
  }
  const offered = new Map<string, OfferedFile>();
  for (const { file, parsed, since, release } of read) {
    const facts = { parsed, since, releaseSince: release.since, hasWheel: release.hasWheel };
    offered.set(file.filename, { ...file, ...facts });
    if (offered.size % AT_ONCE === 0) yield;
  }
  return offered;
}

/** A file on the way to {@link OfferedFile}: what its release is shows when all were read. */
interface Read {
  readonly file: RememberedFile;
  readonly parsed: ParsedFilename;
  readonly since: number;
  readonly release: { readonly since: number; readonly hasWheel: boolean };
}
