import type { ProjectFile } from '@rind/pypa';
import { mapped, type Sequence } from '../../base/sequence.ts';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { Offer } from '../../evidence/offer.ts';
import type { FileTrust, RememberedFile } from '../../evidence/offered-file.ts';
import { offeredFilesInPieces } from '../../evidence/offered-file.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import type { UpstreamPage } from './ports.ts';

/** A file of a page with what is remembered of it. */
export interface PinnedFile {
  readonly file: ProjectFile;
  readonly upstream: string;
  readonly trust: FileTrust;
  readonly pin: Pin;
  /** Lower-case hex of the metadata that its index served and that was passed on; null where it was never asked for. */
  readonly sidecarSha256: string | null;
}

/** What an offer is made of. */
export interface OfferParts {
  readonly files: Sequence<PinnedFile>;
  readonly pages: readonly UpstreamPage[];
  readonly inspections: ReadonlyMap<string, InspectedArtifact>;
  readonly rulings: readonly Ruling[];
  readonly inUse: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/** Puts together what a gateway has about a project. With pauses: drive it to its end. */
export function* makeOffer({
  files,
  pages,
  inspections,
  rulings,
  inUse,
  now,
}: OfferParts): Generator<void, Offer, void> {
  let firstSeen = now;
  let since: number | null = null;
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const one = files.at(at);
    if (one === undefined) continue;
    firstSeen = Math.min(firstSeen, one.pin.firstSeen);
    const claimed = one.file.uploadTime?.epochMilliseconds;
    if (claimed !== undefined) since = Math.min(since ?? claimed, claimed);
  }
  // Of several pages the one that says something is wrong is heard.
  const status = pages.map(({ page }) => page.status).find(({ marker }) => marker !== 'active');
  return {
    project: {
      status: status?.marker ?? 'active',
      statusReason: status?.reason ?? '',
      firstSeen,
      since,
      isTakenDown: pages.length > 0 && pages.every(({ page }) => page.files.length === 0),
      isUsed: inUse.length > 0,
    },
    files: yield* offeredFilesInPieces(mapped(files, asRemembered)),
    inspections,
    rulings,
    inUse,
  };
}

/** A file with all that is known of it, as rules are told. */
export function asRemembered({ file, upstream, trust, pin, sidecarSha256 }: PinnedFile): RememberedFile {
  const { coreMetadata, yanked } = file;
  return {
    filename: file.filename,
    upstream,
    trust,
    hashes: [...file.hashes].map(([algorithm, hex]) => `${algorithm}:${hex}`),
    pinned: pin.sha256,
    size: file.size ?? null,
    claimedAt: file.uploadTime?.epochMilliseconds ?? null,
    backfilledAt: pin.uploaded,
    firstSeen: pin.firstSeen,
    yanked: yanked === false ? null : yanked === true ? '' : yanked,
    requiresPython: file.requiresPython ?? null,
    metadataSha256: typeof coreMetadata === 'object' ? (coreMetadata.get('sha256') ?? null) : null,
    sidecarSha256,
    gone: pin.gone,
  };
}
