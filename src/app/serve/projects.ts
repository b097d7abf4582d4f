import type { NormalizedName, ProjectFile } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { Sequence } from '../../base/sequence.ts';
import { SingleFlight } from '../../base/single-flight.ts';
import type { KnownNames } from '../../evidence/known-names.ts';
import type { FileTrust } from '../../evidence/offered-file.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import { Gate } from '../../index/gate.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Policy } from '../../policy/policy.ts';
import { type Basis, isSameBasis } from './basis.ts';
import type { OfferBench } from './judge-offer.ts';
import { makeOffer, type PinnedFile } from './make-offer.ts';
import { type MadeStanding, makeStanding, type RememberedArtifact } from './make-standing.ts';
import { PinnedFiles } from './pinned-files.ts';
import type { Listing, UpstreamFacts, UpstreamPage } from './ports.ts';
import type { NoStanding, Standing } from './standing.ts';

/** What is remembered of files, asked for by whoever decides about them. */
export interface Memory {
  pins(upstream: string, project: string): Promise<Map<string, Pin>>;
  /** Hashes of metadata that was passed on before the wheels were looked into, by file name. */
  sidecars(upstream: string, project: string): Promise<ReadonlyMap<string, string>>;
  pin(upstream: string, project: string, files: readonly { filename: string; sha256: string | null }[]): Promise<void>;
  mark(upstream: string, filenames: readonly string[], gone: number | null): Promise<void>;
  inspections(hashes: readonly string[]): Promise<ReadonlyMap<string, RememberedArtifact>>;
  /** Has it found out when files were uploaded whose index does not say it, as far as that takes no time. */
  date(
    upstream: UpstreamFacts,
    project: NormalizedName,
    files: readonly { filename: string; sha256: string | null }[],
  ): Promise<void>;
  /** Versions that were served from here. */
  inUse(project: string): Promise<readonly string[]>;
}

/** What every decision rests on, as it is now. */
export interface Grounds {
  basis(view: string): Basis;
  policy(view: string): Policy;
  rulings(view: string): readonly Ruling[];
  advisories(): AdvisoryStore | undefined;
  names(): KnownNames | undefined;
}

/** Lists projects: those of the team's own, and those of upstreams. */
export interface Lister {
  list(view: string, name: NormalizedName, fresh: boolean): Promise<Listing>;
}

/** What {@link Projects} works with. */
export interface ProjectsParts {
  readonly lister: Lister;
  readonly memory: Memory;
  readonly grounds: Grounds;
  readonly pace: Pick<Pace, 'inSlices'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Told of every standing that is made, before anybody is given it. */
  made(view: string, name: NormalizedName, standing: Standing): Promise<void>;
}

interface Kept {
  readonly standing: Standing | NoStanding;
  readonly basis: Basis;
  /** Epoch milliseconds. */
  readonly listedAt: number;
  readonly validUntil: number;
  /** How often something about the project itself was changed here. */
  readonly generation: number;
}

/** Milliseconds for which a listing is not asked for again. */
const LISTED_FOR = 120_000;
/** And one that says that there is nothing, or that could not be had. */
const NOTHING_FOR = 10_000;
/** How often a project is decided again because something changed meanwhile. */
const ROUNDS = 5;
/** Projects whose standing is kept in memory. */
const MOST_KEPT = 5000;
/** And what their files take, some 50,000: whoever asks for large projects one after the other fills no memory. Bytes. */
const MOST_BYTES = 24 * 1024 * 1024;

/** Projects that are decided about at once: it is work for one processor, and each of them takes memory. */
const JUDGED_AT_ONCE = 2;
/** Files that are looked at between two pauses. */
const AT_ONCE = 128;

/** The name that stands for the team's own files where an upstream's would. */
export const OWN = '';

/** Knows how projects stand: which files there are, and what is decided about each. */
export class Projects {
  readonly #parts: ProjectsParts;
  readonly #kept = new Map<string, Kept>();
  #keptBytes = 0;
  readonly #judging = new Gate(JUDGED_AT_ONCE);
  #all = 0;
  readonly #flights = new SingleFlight<Standing | NoStanding>();
  readonly #generations = new Map<string, number>();

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
  }

  /** How a project stands now; the same object as long as nothing changes. */
  standing(view: string, name: NormalizedName): Promise<Standing | NoStanding> | Standing | NoStanding {
    const key = `${view}/${name}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#isCurrent(kept, view, name)) return kept.standing;
    // Who asks after a change waits for an answer that was begun after it.
    const { policy, rulings, advisories } = this.#parts.grounds.basis(view);
    const flight = `${key} ${this.#generation(name)} ${policy} ${rulings} ${advisories}`;
    return this.#flights.do(flight, () => this.#make(key, view, name));
  }

  /** How a project stood when it was last asked for, where that is remembered. */
  atHand(view: string, name: string): Standing | undefined {
    const standing = this.#kept.get(`${view}/${name}`)?.standing;
    return standing?.state === 'found' ? standing : undefined;
  }

  /** Something about a project was changed here: an upload, an inspection. */
  changed(name: NormalizedName): void {
    this.#generations.set(name, (this.#generations.get(name) ?? 0) + 1);
  }

  /** Something about every project was changed here: whose names are whose. */
  allChanged(): void {
    this.#all++;
  }

  #generation(name: string): number {
    return this.#all + (this.#generations.get(name) ?? 0);
  }

  #isCurrent({ basis, listedAt, validUntil, generation, standing }: Kept, view: string, name: string): boolean {
    const now = this.#parts.now();
    const age = now - listedAt;
    return (
      now < validUntil &&
      // A clock that was set back makes nothing younger.
      age >= 0 &&
      age < (standing.state === 'found' ? LISTED_FOR : NOTHING_FOR) &&
      generation === this.#generation(name) &&
      isSameBasis(basis, this.#parts.grounds.basis(view))
    );
  }

  async #make(key: string, view: string, name: NormalizedName): Promise<Standing | NoStanding> {
    const { grounds, lister } = this.#parts;
    for (let round = 0; round < ROUNDS; round++) {
      const [basis, generation, now] = [grounds.basis(view), this.#generation(name), this.#parts.now()];
      const listing = await lister.list(view, name, false);
      const made =
        listing.state === 'found'
          ? await this.#judging.run(() => this.#judge(view, name, listing.pages, now))
          : nothing(listing, name);
      const { standing, validUntil } = made;
      if (standing.state === 'found') await this.#parts.made(view, name, standing);
      // What changed meanwhile may be a denial: it is decided again before anybody is given anything.
      if (!isSameBasis(basis, grounds.basis(view))) continue;
      // Files that were judged meanwhile are only more: whoever asks next is told of them. To begin again for each would
      // keep a large project from ever being decided about while many are fetched.
      this.#keep(key, { standing, basis, generation, listedAt: now, validUntil });
      return standing;
    }
    return { state: 'unavailable', why: `what is decided about \`${name}\` changes too often` };
  }

  #keep(key: string, kept: Kept): void {
    const before = this.#kept.get(key);
    if (before !== undefined) this.#forget(key, before);
    this.#kept.set(key, kept);
    this.#keptBytes += bytesOf(kept);
    for (const [oldest, one] of this.#kept) {
      if (oldest === key || (this.#kept.size <= MOST_KEPT && this.#keptBytes <= MOST_BYTES)) break;
      this.#forget(oldest, one);
    }
  }

  #forget(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#keptBytes -= bytesOf(kept);
  }

  async #judge(view: string, name: NormalizedName, pages: readonly UpstreamPage[], now: number): Promise<MadeStanding> {
    const { grounds, memory, pace } = this.#parts;
    const each: PinnedFiles[] = [];
    for (const page of pages) each.push(await this.#pinned(name, page, now));
    const pinned = firstOfEach(each);
    const hashes = each.flatMap((one) => one.hashes);
    const looked = await memory.inspections(hashes);
    const inspections = new Map([...looked].map(([sha256, { artifact }]) => [sha256, artifact]));
    const inUse = await memory.inUse(name);
    const rulings = grounds.rulings(view);
    const offer = await pace.inSlices(makeOffer({ files: pinned, pages, inspections, rulings, inUse, now }));
    const [advisories, names] = [grounds.advisories(), grounds.names()];
    // A gateway asks for weeks: what one project may cost is not to be used up by those before.
    advisories?.again();
    const bench: OfferBench = {
      name,
      offer,
      policy: grounds.policy(view),
      now,
      origins: new Map(pages.map(({ upstream }) => [upstream.name, originOf(upstream)])),
      sources: {
        indexes: pages.map(({ upstream }) => ({
          url: upstream.url,
          ...(upstream.mirrors === undefined ? {} : { mirrors: upstream.mirrors }),
        })),
        ...(advisories === undefined ? {} : { advisories }),
        ...(names === undefined ? {} : { names }),
      },
    };
    return await pace.inSlices(makeStanding({ view, pages, pinned, bench, looked }));
  }

  /** The files of a page with their pins; those that are new are pinned, and those that are gone are marked. */
  async #pinned(
    project: NormalizedName,
    { upstream, page, observedAt }: UpstreamPage,
    now: number,
  ): Promise<PinnedFiles> {
    const { memory, pace } = this.#parts;
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
    const trust: FileTrust = upstream.name === OWN ? 'own' : upstream.mirrors === 'pypi' ? 'pypi' : 'other';
    return new PinnedFiles({ listed: page.files, pins, passedOn, upstream: upstream.name, trust, missing });
  }
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

/** A file as it is pinned. */
interface ListedFile {
  readonly filename: string;
  readonly sha256: string | null;
}

/**
 * What a page lists beside what is remembered: every name, what is new and counts as remembered from now on, and what
 * nobody was asked about yet.
 */
function* sorted(
  files: Sequence<ProjectFile>,
  pins: Map<string, Pin>,
  now: number,
): Generator<void, { names: ReadonlySet<string>; fresh: ListedFile[]; undated: ListedFile[] }, void> {
  const names = new Set<string>();
  const fresh: ListedFile[] = [];
  const undated: ListedFile[] = [];
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.at(at);
    if (file === undefined) continue;
    const { filename, hashes, uploadTime } = file;
    names.add(filename);
    const pin = pins.get(filename);
    const listed = { filename, sha256: pin === undefined ? (hashes.get('sha256') ?? null) : pin.sha256 };
    if (pin === undefined) {
      fresh.push(listed);
      pins.set(filename, { ...listed, firstSeen: now, gone: null, uploaded: null });
    }
    if (uploadTime === undefined && (pin === undefined || pin.uploaded === null)) undated.push(listed);
  }
  return { names, fresh, undated };
}

/** What is remembered beside what a page lists: what is back on it, what went, and all that is not on it. */
function* settled(
  pins: ReadonlyMap<string, Pin>,
  names: ReadonlySet<string>,
  observedAt: number,
): Generator<void, { back: string[]; gone: string[]; missing: Pin[] }, void> {
  const back: string[] = [];
  const gone: string[] = [];
  const missing: Pin[] = [];
  let count = 0;
  for (const pin of pins.values()) {
    if (++count % (4 * AT_ONCE) === 0) yield;
    const isListed = names.has(pin.filename);
    if (isListed && pin.gone !== null) back.push(pin.filename);
    if (!isListed && pin.gone === null) gone.push(pin.filename);
    if (!isListed) missing.push({ ...pin, gone: pin.gone ?? observedAt });
  }
  return { back, gone, missing };
}

function bytesOf({ standing }: Kept): number {
  return standing.state === 'found' ? standing.files.bytes : 0;
}

function nothing(
  listing: Exclude<Listing, { state: 'found' }>,
  name: string,
): { standing: NoStanding; validUntil: number } {
  const standing: NoStanding =
    listing.state === 'absent' ? { state: 'absent', why: `there is no project \`${name}\` here` } : listing;
  return { standing, validUntil: Number.POSITIVE_INFINITY };
}

function originOf({ name, url, mirrors }: UpstreamPage['upstream']): ComponentSource {
  if (mirrors === 'pypi') return { kind: 'index' };
  return { kind: 'index', url: name === OWN ? 'rind:own' : url };
}
