import { hash } from 'node:crypto';
import type { NormalizedName, ProjectFile } from '@rind/pypa';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { Offer } from '../../evidence/offer.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { Decision } from '../../policy/decide.ts';
import { decidedPage } from './decided-page.ts';
import { denialFor } from './denial-for.ts';
import type { PinnedFile } from './make-offer.ts';
import { nearestAllowed } from './nearest-allowed.ts';
import type { UpstreamPage } from './ports.ts';
import type { Standing, StandingFile } from './standing.ts';

/** What was found in bytes, and how many there were. */
export interface RememberedArtifact {
  readonly artifact: InspectedArtifact;
  readonly size: number;
}

/** What a standing is made of: an offer, and what was decided about each of its files. */
export interface StandingParts {
  readonly view: string;
  readonly name: NormalizedName;
  readonly pages: readonly UpstreamPage[];
  readonly pinned: readonly PinnedFile[];
  readonly offer: Offer;
  readonly decided: ReadonlyMap<string, Decision>;
  /** What was found in files, by their hash. */
  readonly looked: ReadonlyMap<string, RememberedArtifact>;
}

/** A standing, and the epoch milliseconds until which time alone changes nothing about it. */
export interface MadeStanding {
  readonly standing: Standing;
  readonly validUntil: number;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 256;

/** Puts together how a project stands. With pauses, for there are projects of ten thousand files: drive it to its end. */
export function* makeStanding(parts: StandingParts): Generator<void, MadeStanding, void> {
  const { view, name, pages, pinned, looked } = parts;
  const files: StandingFile[] = [];
  const digest: string[] = [];
  let validUntil = Number.POSITIVE_INFINITY;
  for (const [index, one] of pinned.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) yield;
    const file = standingFile(one, parts);
    if (file === undefined) continue;
    validUntil = Math.min(validUntil, file.decision.validUntil ?? Number.POSITIVE_INFINITY);
    digest.push(
      file.file.filename,
      file.sha256 ?? '',
      file.denial?.id ?? '',
      String(file.isOffered),
      String(one.pin.uploaded ?? ''),
    );
    files.push(file);
  }
  yield;
  const nearest = nearestAllowed(files);
  yield;
  const byName = new Map<string, StandingFile>();
  for (const [index, file] of files.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) yield;
    byName.set(file.file.filename, withNearest(file, nearest));
  }
  const metadata = new Map<string, string>();
  for (const [sha256, { artifact }] of looked)
    if (artifact.metadataSha256 !== null) metadata.set(sha256, artifact.metadataSha256);
  yield;
  const page = yield* decidedPage({
    name,
    pages: pages.map((one) => one.page),
    files: [...byName.values()].filter(({ isOffered }) => isOffered),
    metadata,
    digest: hash('sha256', JSON.stringify([digest, pages.map((one) => one.digest), [...metadata]]), 'hex'),
    notes: [],
    filesPath: view === '' ? '../../files/' : `../../../../v/${view}/files/`,
  });
  return { standing: { state: 'found', page, files: byName, nearest }, validUntil };
}

/** A file under its decision; undefined for one whose name says nothing that could be judged. */
function standingFile(
  { file, upstream, pin }: PinnedFile,
  { decided, offer, looked }: StandingParts,
): StandingFile | undefined {
  const decision = decided.get(file.filename);
  const parsed = offer.files.get(file.filename)?.parsed;
  if (decision === undefined || parsed === undefined || parsed.kind === 'unreadable') return undefined;
  const found = pin.sha256 === null ? undefined : looked.get(pin.sha256);
  return {
    file: withUploadTime(file, pin),
    upstream,
    version: parsed.version,
    sha256: pin.sha256,
    decision,
    denial: denialFor(decision),
    isJudged: found !== undefined,
    size: found?.size ?? null,
    since: file.uploadTime?.epochMilliseconds ?? pin.uploaded ?? pin.firstSeen,
    // What its index no longer lists is known, so that the reason arrives; and it is not offered, unless the whole
    // project was taken away for what is in it.
    isOffered: pin.gone === null || offer.project.status === 'quarantined',
  };
}

/** A file with the time of its upload, where its index does not tell it and PyPI did. */
function withUploadTime(file: ProjectFile, { uploaded }: Pin): ProjectFile {
  if (file.uploadTime !== undefined || uploaded === null) return file;
  return { ...file, uploadTime: { text: new Date(uploaded).toISOString(), epochMilliseconds: uploaded } };
}

function withNearest(file: StandingFile, nearest: Standing['nearest']): StandingFile {
  if (file.denial === undefined) return file;
  const version = nearest(file.version);
  return version === undefined ? file : { ...file, denial: { ...file.denial, nearest: version } };
}
