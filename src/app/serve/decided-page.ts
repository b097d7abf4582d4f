import {
  compareVersions,
  type NormalizedName,
  type ProjectFile,
  type ProjectPage,
  parseVersion,
  type Version,
} from '@rind/pypa';
import type { DecidedFile, DecidedPage } from './answers.ts';
import { statedMetadata } from './sidecars.ts';
import type { StandingFile } from './standing.ts';

/** What a page is made of, besides its files. */
export interface PageParts {
  readonly name: NormalizedName;
  readonly pages: readonly ProjectPage[];
  readonly files: readonly StandingFile[];
  /** Lower-case hex of the metadata of files that were looked into, by their hash. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Digest of everything that the page shows. */
  readonly digest: string;
  readonly notes: readonly string[];
  /** From the page to the files: `../../files/`. */
  readonly filesPath: string;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 256;

/**
 * The page that is shown of a project: its own addresses, and hashes that are known to be true. With pauses: drive it
 * to its end.
 */
export function* decidedPage(parts: PageParts): Generator<void, DecidedPage, void> {
  const { name, pages, files, metadata, digest, notes } = parts;
  const [first] = pages;
  const listed: DecidedFile[] = [];
  for (const file of files) {
    listed.push(shown(file, name, metadata, parts.filesPath));
    if (listed.length % AT_ONCE === 0) yield;
  }
  const versions = yield* versionsOf(pages, files);
  return {
    page: {
      apiVersion: { major: 1, minor: 4 },
      name,
      versions,
      status: pages.map(({ status }) => status).find(({ marker }) => marker !== 'active') ?? {
        marker: 'active',
        reason: undefined,
      },
      namespaces: undefined,
      alternateLocations: [],
      tracks: first?.tracks ?? [],
      baseUrl: undefined,
    },
    files: listed,
    digest,
    notes,
  };
}

function shown(
  { file, sha256, denial }: StandingFile,
  name: string,
  metadata: ReadonlyMap<string, string>,
  filesPath: string,
): DecidedFile {
  const isWheel = file.filename.endsWith('.whl');
  // What was read in the wheel, else what its index states: that is held to the hash before it is passed on.
  const known = (sha256 === null ? undefined : metadata.get(sha256)) ?? statedMetadata(file);
  const hashes = new Map(sha256 === null ? [] : [['sha256', sha256] as const]);
  const listed: ProjectFile = {
    ...file,
    url: `${filesPath}${name}/${encodeURIComponent(file.filename)}`,
    hashes,
    // Every wheel has metadata here: it is taken from the wheel where its index has none. Source: PEP 658.
    coreMetadata: isWheel ? (known === undefined ? true : new Map([['sha256', known]])) : undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
  return denial === undefined ? { file: listed } : { file: listed, denial };
}

function* versionsOf(pages: readonly ProjectPage[], files: readonly StandingFile[]): Generator<void, string[], void> {
  const texts = new Set([...pages.flatMap(({ versions }) => versions ?? []), ...files.map(({ version }) => version)]);
  const read: { text: string; version: Version }[] = [];
  let count = 0;
  for (const text of texts) {
    const version = parseVersion(text);
    if (version.ok) read.push({ text, version: version.value });
    if (++count % AT_ONCE === 0) yield;
  }
  read.sort((a, b) => compareVersions(a.version, b.version));
  yield;
  return read.map(({ text }) => text);
}
