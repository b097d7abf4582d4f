import type { ProjectFile } from '@rind/pypa';
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
  readonly files: readonly PinnedFile[];
  readonly pages: readonly UpstreamPage[];
  readonly inspections: ReadonlyMap<string, InspectedArtifact>;
  readonly rulings: readonly Ruling[];
  readonly inUse: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 256;

/** Puts together what a gateway has about a project. With pauses: drive it to its end. */
export function* makeOffer({
  files,
  pages,
  inspections,
  rulings,
  inUse,
  now,
}: OfferParts): Generator<void, Offer, void> {
  const remembered: RememberedFile[] = [];
  for (const file of files) {
    remembered.push(rememberedFile(file));
    if (remembered.length % AT_ONCE === 0) yield;
  }
  const claimed = remembered.flatMap(({ claimedAt }) => claimedAt ?? []);
  // Of several pages the one that says something is wrong is heard.
  const status = pages.map(({ page }) => page.status).find(({ marker }) => marker !== 'active');
  return {
    project: {
      status: status?.marker ?? 'active',
      statusReason: status?.reason ?? '',
      firstSeen: files.reduce((first, { pin }) => Math.min(first, pin.firstSeen), now),
      since: claimed.length === 0 ? null : claimed.reduce((first, at) => Math.min(first, at)),
      isUsed: inUse.length > 0,
    },
    files: yield* offeredFilesInPieces(remembered),
    inspections,
    rulings,
    inUse,
  };
}

function rememberedFile({ file, upstream, trust, pin, sidecarSha256 }: PinnedFile): RememberedFile {
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
