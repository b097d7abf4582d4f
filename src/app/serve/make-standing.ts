import { createHash } from 'node:crypto';
import type { ProjectFile } from '@rind/pypa';
import { picked, type Sequence } from '../../base/sequence.ts';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { OfferedFile } from '../../evidence/offered-file.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { Decision } from '../../policy/decide.ts';
import { undeterminedBy } from '../../policy/undetermined.ts';
import { decidedPage } from './decided-page.ts';
import { denialFor } from './denial-for.ts';
import { judgeEach, type OfferBench } from './judge-offer.ts';
import { KnownVersions } from './known-versions.ts';
import { LikelyFiles } from './likely-files.ts';
import type { PinnedFile } from './make-offer.ts';
import type { UpstreamPage } from './ports.ts';
import { statedMetadata } from './sidecars.ts';
import type { Standing, StandingFile } from './standing.ts';
import { PackedStandings } from './standing-files.ts';

/** What was found in bytes, and how many there were. */
export interface RememberedArtifact {
  readonly artifact: InspectedArtifact;
  readonly size: number;
}

/** What a standing is made of: an offer, and what its files are judged by. */
export interface StandingParts {
  readonly view: string;
  readonly pages: readonly UpstreamPage[];
  /** The files of the offer, each at the same place. */
  readonly pinned: Sequence<PinnedFile>;
  readonly bench: OfferBench;
  /** What was found in files, by their hash. */
  readonly looked: ReadonlyMap<string, RememberedArtifact>;
}

/** A standing, and the epoch milliseconds until which time alone changes nothing about it. */
export interface MadeStanding {
  readonly standing: Standing;
  readonly validUntil: number;
}

/**
 * Judges a project and puts together how it stands. A file at a time: of ten thousand, none is an object once it is
 * judged. With pauses: drive it to its end; before it there is nothing that anybody could be given.
 */
export function* makeStanding(parts: StandingParts): Generator<void, MadeStanding, void> {
  const { view, pages, pinned, bench, looked } = parts;
  const versions = new KnownVersions();
  const likely = new LikelyFiles();
  // Made elsewhere: a function that is made here would keep all that stands here as long as it is kept itself.
  const nearest = nearestOf(versions);
  const files = new PackedStandings(bench.policy.digest, nearest);
  const offered: number[] = [];
  let refused = 0;
  const digest = createHash('sha256');
  const metadata = new Map<string, string>();
  for (const [sha256, { artifact }] of looked)
    if (artifact.metadataSha256 !== null) metadata.set(sha256, artifact.metadataSha256);
  let validUntil = Number.POSITIVE_INFINITY;
  yield* judgeEach(bench, (about, decision, place) => {
    const one = pinned.at(place);
    if (one === undefined) return;
    const file = standingFile(one, about, decision, parts);
    validUntil = Math.min(validUntil, decision.validUntil ?? Number.POSITIVE_INFINITY);
    digest.update(JSON.stringify(shownOf(file, one.pin, metadata)));
    versions.see(file);
    likely.see(file);
    if (file.isOffered) offered.push(files.length);
    if (file.isOffered && file.denial !== undefined) refused++;
    files.add(file);
  });
  yield;
  files.close();
  yield;
  digest.update(JSON.stringify(pages.map((one) => one.digest)));
  for (const { page } of pages) versions.name(page.versions ?? []);
  const page = decidedPage({
    name: bench.name,
    pages: pages.map((one) => one.page),
    files: offered.length === files.length ? files : picked<StandingFile>(files, Uint32Array.from(offered)),
    isRefused: refused > 0 && refused === offered.length,
    versions: yield* versions.sort(),
    metadata,
    digest: digest.digest('hex'),
    notes: [],
    filesPath: view === '' ? '../../files/' : `../../../../v/${view}/files/`,
  });
  return { standing: { state: 'found', page, files, nearest, likely: likely.files }, validUntil };
}

function nearestOf(versions: KnownVersions): Standing['nearest'] {
  return (version) => versions.nearest(version);
}

/** Everything about a file that its page shows, beside what its index lists: that it was looked into shows nothing new. */
function shownOf(
  { file, sha256, denial, isOffered }: StandingFile,
  { uploaded }: Pin,
  metadata: ReadonlyMap<string, string>,
): readonly unknown[] {
  const known = metadata.get(sha256 ?? '');
  const found = known === statedMetadata(file) ? null : known;
  return [file.filename, sha256, denial?.id ?? null, isOffered, uploaded, found];
}

/** A file under its decision. */
export function standingFile(
  { file, upstream, pin, trust }: PinnedFile,
  { parsed }: OfferedFile,
  decision: Decision,
  { bench, looked }: Pick<StandingParts, 'bench' | 'looked'>,
): StandingFile {
  const found = pin.sha256 === null ? undefined : looked.get(pin.sha256);
  return {
    file: withUploadTime(file, pin),
    upstream,
    version: parsed.kind === 'unreadable' ? '' : parsed.version,
    sha256: pin.sha256,
    decision,
    denial: denialFor(decision),
    isJudged: found !== undefined,
    size: found?.size ?? null,
    since: file.uploadTime?.epochMilliseconds ?? pin.uploaded ?? pin.firstSeen,
    // What its index no longer lists is known, so that the reason arrives; and it is not offered, unless the whole
    // project was taken away: then whoever asks for any of it is told.
    isOffered: pin.gone === null || isTakenAway(bench, trust),
    undetermined: undeterminedBy(decision),
  };
}

/** Whether an index keeps a whole project from everybody: quarantined, or nothing of it is listed any more. */
function isTakenAway({ offer }: OfferBench, trust: PinnedFile['trust']): boolean {
  const { status, isTakenDown } = offer.project;
  return status === 'quarantined' || (isTakenDown && trust !== 'own');
}

/** A file with the time of its upload, where its index does not tell it and PyPI did. */
function withUploadTime(file: ProjectFile, { uploaded }: Pin): ProjectFile {
  if (file.uploadTime !== undefined || uploaded === null) return file;
  return { ...file, uploadTime: { text: new Date(uploaded).toISOString(), epochMilliseconds: uploaded } };
}
