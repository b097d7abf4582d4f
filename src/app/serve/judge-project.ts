import type { NormalizedName } from '@rind/pypa';
import type { Sequence } from '../../base/sequence.ts';
import type { Offer } from '../../evidence/offer.ts';
import type { FileTrust } from '../../evidence/offered-file.ts';
import type { OfferedProject } from '../../evidence/offered-project.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Grounds } from './grounds.ts';
import type { OfferBench } from './judge-offer.ts';
import { makeOffer, type PinnedFile } from './make-offer.ts';
import { type MadeStanding, makeStanding } from './make-standing.ts';
import type { Memory } from './memory.ts';
import { PinnedFiles } from './pinned-files.ts';
import { OWN, type UpstreamFacts, type UpstreamPage } from './ports.ts';
import { settled, sorted } from './settle-pins.ts';

/** What a project is judged with. */
export interface JudgingParts {
  readonly memory: Memory;
  readonly grounds: Grounds;
  readonly pace: Pick<Pace, 'inSlices'>;
}

/** Which project is judged, as upstreams list it. */
export interface JudgedProject {
  readonly view: string;
  readonly name: NormalizedName;
  readonly pages: readonly UpstreamPage[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a standing rests on, beside what upstreams list and the basis of the view. */
export interface Rests {
  /** Whether nobody could tell yet when some of the files were uploaded. */
  readonly isUndated: boolean;
  /** Versions that were in use. */
  readonly inUse: readonly string[];
  readonly project: OfferedProject;
  readonly upstreams: readonly UpstreamFacts[];
}

/** A standing, and what it rests on. */
export interface Judgement extends MadeStanding {
  readonly rests: Rests;
}

/** Judges every file that upstreams list, or listed once, of a project. */
export async function judgeProject(
  { grounds, memory, pace }: JudgingParts,
  { view, name, pages, now }: JudgedProject,
): Promise<Judgement> {
  const each: PinnedPage[] = [];
  for (const page of pages) each.push(await pinnedPage({ memory, pace }, name, page, now));
  const pinned = firstOfEach(each.map(({ files }) => files));
  const hashes = each.flatMap(({ files }) => files.hashes);
  const looked = await memory.inspections(hashes);
  const inspections = new Map([...looked].map(([sha256, { artifact }]) => [sha256, artifact]));
  const inUse = await memory.inUse(name);
  const rulings = grounds.rulings(view);
  const offer = await pace.inSlices(makeOffer({ files: pinned, pages, inspections, rulings, inUse, now }));
  const upstreams = pages.map(({ upstream }) => upstream);
  const bench = benchOf(grounds, { view, name, upstreams, offer, now });
  const made = await pace.inSlices(makeStanding({ view, pages, pinned, bench, looked }));
  const isUndated = each.some((page) => page.isUndated);
  return { ...made, rests: { isUndated, inUse, project: offer.project, upstreams } };
}

/** What files of a project are judged by, as everything is now. */
export function benchOf(
  grounds: Grounds,
  {
    view,
    name,
    upstreams,
    offer,
    now,
  }: Omit<JudgedProject, 'pages'> & { readonly upstreams: readonly UpstreamFacts[]; readonly offer: Offer },
): OfferBench {
  const [advisories, names] = [grounds.advisories(), grounds.names()];
  // A gateway asks for weeks: what one project may cost is not to be used up by those before.
  advisories?.again();
  return {
    name,
    offer,
    policy: grounds.policy(view),
    now,
    origins: new Map(upstreams.map((upstream) => [upstream.name, originOf(upstream)])),
    sources: {
      indexes: upstreams.map(({ url, mirrors }) => ({ url, ...(mirrors === undefined ? {} : { mirrors }) })),
      ...(advisories === undefined ? {} : { advisories }),
      ...(names === undefined ? {} : { names }),
    },
  };
}

/** Whose word the facts of an upstream's files are. */
export function trustOf({ name, mirrors }: UpstreamFacts): FileTrust {
  if (name === OWN) return 'own';
  return mirrors === 'pypi' ? 'pypi' : 'other';
}

/** The files of a page with their pins. */
interface PinnedPage {
  readonly files: PinnedFiles;
  /** Whether nobody could tell yet when some of them were uploaded. */
  readonly isUndated: boolean;
}

/** The files of a page with their pins; those that are new are pinned, and those that are gone are marked. */
async function pinnedPage(
  { memory, pace }: Pick<JudgingParts, 'memory' | 'pace'>,
  project: NormalizedName,
  { upstream, page, observedAt }: UpstreamPage,
  now: number,
): Promise<PinnedPage> {
  let pins = await memory.pins(upstream.name, project);
  const passedOn = await memory.sidecars(upstream.name, project);
  const { names, fresh, undated } = await pace.inSlices(sorted(page.files, pins, now));
  if (fresh.length > 0) await memory.pin(upstream.name, project, fresh);
  if (undated.length > 0) {
    await memory.date(upstream, project, undated);
    pins = await memory.pins(upstream.name, project);
  }
  const { back, gone, missing } = await pace.inSlices(settled(pins, names, observedAt));
  await memory.mark(upstream.name, gone, observedAt);
  await memory.mark(upstream.name, back, null);
  const trust = trustOf(upstream);
  return {
    files: new PinnedFiles({ listed: page.files, pins, passedOn, upstream: upstream.name, trust, missing }),
    isUndated: undated.some(({ filename }) => (pins.get(filename)?.uploaded ?? null) === null),
  };
}

/**
 * Of several indexes the first that ever listed a file name has it, gone or not: what is decided about the file of one must
 * never be taken for the other's.
 */
function firstOfEach(each: readonly Sequence<PinnedFile>[]): Sequence<PinnedFile> {
  const [only, ...others] = each;
  if (only === undefined || others.length === 0) return only ?? [];
  const first = new Map<string, PinnedFile>();
  for (const files of each) for (const one of files) if (!first.has(one.pin.filename)) first.set(one.pin.filename, one);
  return [...first.values()];
}

function originOf({ name, url, mirrors }: UpstreamFacts): ComponentSource {
  if (mirrors === 'pypi') return { kind: 'index' };
  return { kind: 'index', url: name === OWN ? 'rind:own' : url };
}
