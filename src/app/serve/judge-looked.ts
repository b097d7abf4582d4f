import type { NormalizedName } from '@rind/pypa';
import { mapped } from '../../base/sequence.ts';
import { offeredFilesInPieces } from '../../evidence/offered-file.ts';
import type { OfferedProject } from '../../evidence/offered-project.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import { judgeEach } from './judge-offer.ts';
import { benchOf, type JudgingParts, trustOf } from './judge-project.ts';
import { asRemembered, type PinnedFile } from './make-offer.ts';
import { type MadeStanding, type RememberedArtifact, standingFile } from './make-standing.ts';
import type { UpstreamFacts } from './ports.ts';
import { renewedPage } from './renewed-page.ts';
import { statedMetadata } from './sidecars.ts';
import type { Standing, StandingFile } from './standing.ts';

/** A standing, and what of its making still holds. */
export interface LookedProject {
  readonly view: string;
  readonly name: NormalizedName;
  readonly standing: Standing;
  readonly validUntil: number;
  readonly project: OfferedProject;
  readonly upstreams: readonly UpstreamFacts[];
  /** Lower-case hex: files of these bytes were looked into since. */
  readonly hashes: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 64;

/**
 * Decides again about files that were looked into, and about them alone: what is in a file says nothing of the others,
 * and a project has thousands. Undefined where more is another then, or may be: where one of them is denied, or
 * cannot be told from what stands; the project is to be judged again.
 */
export async function judgeLooked(parts: JudgingParts, looked: LookedProject): Promise<MadeStanding | undefined> {
  const { grounds, memory, pace } = parts;
  const { view, name, standing, project, upstreams, hashes, now } = looked;
  const found = await memory.inspections([...hashes]);
  const among = await pace.inSlices(releasesOf(standing, hashes));
  const known = new Set(among.filter(({ sha256 }) => hashes.has(sha256 ?? '')).map(({ sha256 }) => sha256));
  if (known.size < hashes.size || found.size < hashes.size) return undefined;
  const pinned = await pinnedAgain(parts, name, upstreams, among);
  if (pinned === undefined) return undefined;
  const inUse = await memory.inUse(name);
  const offer = {
    project: { ...project, isUsed: inUse.length > 0 },
    files: await pace.inSlices(offeredFilesInPieces(mapped(pinned, asRemembered))),
    inspections: new Map([...found].map(([sha256, { artifact }]) => [sha256, artifact])),
    rulings: grounds.rulings(view),
    inUse,
  };
  const bench = benchOf(grounds, { view, name, upstreams, offer, now });
  const decided: StandingFile[] = [];
  await pace.inSlices(
    judgeEach(bench, (about, decision, place) => {
      const one = pinned[place];
      if (one !== undefined && hashes.has(one.pin.sha256 ?? ''))
        decided.push(standingFile(one, about, decision, { bench, looked: found }));
    }),
  );
  if (decided.some((file) => isDenied(file) || isDenied(standing.files.get(file.file.filename)))) return undefined;
  const files = standing.files.with(decided);
  if (files === undefined) return undefined;
  const ends = decided.map(({ decision }) => decision.validUntil ?? Number.POSITIVE_INFINITY);
  const likely = standing.likely.filter(({ sha256 }) => !hashes.has(sha256 ?? ''));
  const page = renewedPage(standing.page, newMetadata(decided, found));
  return { standing: { ...standing, page, files, likely }, validUntil: Math.min(looked.validUntil, ...ends) };
}

/** All files of the releases that have a file of these bytes. With pauses. */
function* releasesOf({ files }: Standing, hashes: ReadonlySet<string>): Generator<void, StandingFile[], void> {
  const places = new Map<string, number[]>();
  const wanted = new Set<string>();
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.at(at);
    if (file === undefined) continue;
    const { version, sha256 } = file;
    const release = places.get(version) ?? [];
    places.set(version, release);
    release.push(at);
    if (hashes.has(sha256 ?? '')) wanted.add(version);
  }
  return [...wanted].flatMap((version) => places.get(version) ?? []).flatMap((at) => files.at(at) ?? []);
}

/** Files with what is remembered of them, as when their project was judged; undefined where that cannot be told. */
async function pinnedAgain(
  { memory }: JudgingParts,
  name: NormalizedName,
  upstreams: readonly UpstreamFacts[],
  files: readonly StandingFile[],
): Promise<readonly PinnedFile[] | undefined> {
  const remembered = new Map<string, readonly [ReadonlyMap<string, Pin>, ReadonlyMap<string, string>]>();
  for (const upstream of new Set(files.map((file) => file.upstream)))
    remembered.set(upstream, [await memory.pins(upstream, name), await memory.sidecars(upstream, name)]);
  const pinned: PinnedFile[] = [];
  for (const { file, upstream: from, isOffered } of files) {
    const upstream = upstreams.find((one) => one.name === from);
    const [pins, sidecars] = remembered.get(from) ?? [];
    const pin = pins?.get(file.filename);
    if (upstream === undefined || pin === undefined) return undefined;
    // Whether its index says when it was uploaded, or PyPI did, cannot be told from what is shown; nor, of a project
    // that was taken away, what is listed.
    if (pin.uploaded !== null || (pin.gone === null) !== isOffered) return undefined;
    const sidecarSha256 = sidecars?.get(file.filename) ?? null;
    pinned.push({ file, upstream: from, trust: trustOf(upstream), pin, sidecarSha256 });
  }
  return pinned;
}

function isDenied(file: StandingFile | undefined): boolean {
  return file?.denial !== undefined;
}

/** The metadata of files that a page did not show yet, by file name. */
function newMetadata(
  files: readonly StandingFile[],
  found: ReadonlyMap<string, RememberedArtifact>,
): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  for (const { file, sha256 } of files) {
    const known = found.get(sha256 ?? '')?.artifact.metadataSha256 ?? undefined;
    const isShown = known === statedMetadata(file) || !file.filename.endsWith('.whl');
    if (known !== undefined && !isShown) metadata.set(file.filename, known);
  }
  return metadata;
}
