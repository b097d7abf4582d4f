import type { NormalizedName, ProjectFile, ProjectPage } from '@rind/pypa';
import { mapped, type Sequence } from '../../base/sequence.ts';
import type { DecidedFile, DecidedPage } from './answers.ts';
import { statedMetadata } from './sidecars.ts';
import type { StandingFile } from './standing.ts';

/** What a page is made of, besides its files. */
export interface PageParts {
  readonly name: NormalizedName;
  readonly pages: readonly Omit<ProjectPage, 'files'>[];
  /** Those that are offered. */
  readonly files: Sequence<StandingFile>;
  /** All that can be read, in order. */
  readonly versions: readonly string[];
  /** Lower-case hex of the metadata of files that were looked into, by their hash. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Whether each of those that are offered is refused, and there is one. */
  readonly isRefused: boolean;
  /** Digest of everything that the page shows. */
  readonly digest: string;
  readonly notes: readonly string[];
  /** From the page to the files: `../../files/`. */
  readonly filesPath: string;
}

/**
 * The page that is shown of a project: its own addresses, and hashes that are known to be true. Each file of it is put
 * together when it is asked for.
 */
export function decidedPage(parts: PageParts): DecidedPage {
  const { name, pages, files, isRefused, versions, metadata, digest, notes, filesPath } = parts;
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
      tracks: pages[0]?.tracks ?? [],
      baseUrl: undefined,
    },
    files: mapped(files, (file) => shown(file, name, metadata, filesPath)),
    isRefused,
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
  };
  return denial === undefined ? { file: listed } : { file: listed, denial };
}
