import {
  compareVersions,
  formatVersion,
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

/** The page that is shown of a project: its own addresses, and hashes that are known to be true. */
export function decidedPage(parts: PageParts): DecidedPage {
  const { name, pages, files, metadata, digest, notes } = parts;
  const [first] = pages;
  return {
    page: {
      apiVersion: { major: 1, minor: 4 },
      name,
      versions: versionsOf(pages, files),
      status: pages.map(({ status }) => status).find(({ marker }) => marker !== 'active') ?? {
        marker: 'active',
        reason: undefined,
      },
      namespaces: undefined,
      alternateLocations: [],
      tracks: first?.tracks ?? [],
      baseUrl: undefined,
    },
    files: files.map((file) => shown(file, name, metadata, parts.filesPath)),
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

function versionsOf(pages: readonly ProjectPage[], files: readonly StandingFile[]): string[] {
  const texts = new Set([...pages.flatMap(({ versions }) => versions ?? []), ...files.map(({ version }) => version)]);
  const read = [...texts].flatMap((text): { text: string; version: Version }[] => {
    const version = parseVersion(text);
    return version.ok ? [{ text, version: version.value }] : [];
  });
  return read.sort((a, b) => compareVersions(a.version, b.version)).map(({ text }) => text);
}

/** The release nearest to a version that has a file which is not denied: the next above it, else the next below. */
export function nearestAllowed(files: readonly StandingFile[], denied: string): string | undefined {
  const from = parseVersion(denied);
  if (!from.ok) return undefined;
  let above: Version | undefined;
  let below: Version | undefined;
  for (const { version: text, denial, file } of files) {
    const version = parseVersion(text);
    if (denial !== undefined || file.yanked !== false || !version.ok) continue;
    if (version.value.early && !from.value.early) continue;
    const order = compareVersions(version.value, from.value);
    if (order > 0 && (above === undefined || compareVersions(version.value, above) < 0)) above = version.value;
    if (order < 0 && (below === undefined || compareVersions(version.value, below) > 0)) below = version.value;
  }
  const nearest = above ?? below;
  return nearest === undefined ? undefined : formatVersion(nearest);
}
