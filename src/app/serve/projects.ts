import { hash } from 'node:crypto';
import type { NormalizedName, ProjectFile } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { KnownNames } from '../../evidence/known-names.ts';
import type { FileTrust } from '../../evidence/offered-file.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Policy } from '../../policy/policy.ts';
import { type Basis, isSameBasis } from './basis.ts';
import { decidedPage, nearestAllowed } from './decided-page.ts';
import { denialFor } from './denial-for.ts';
import { judgeOffer } from './judge-offer.ts';
import { makeOffer, type PinnedFile } from './make-offer.ts';
import type { Listing, UpstreamPage } from './ports.ts';
import { SingleFlight } from './single-flight.ts';
import type { NoStanding, Standing, StandingFile } from './standing.ts';

/** What was found in bytes, and how many there were. */
export interface RememberedArtifact {
  readonly artifact: InspectedArtifact;
  readonly size: number;
}

/** What is remembered of files, asked for by whoever decides about them. */
export interface Memory {
  pins(upstream: string, project: string): Promise<Map<string, Pin>>;
  /** Hashes of metadata that was passed on before the wheels were looked into, by file name. */
  sidecars(upstream: string, project: string): Promise<ReadonlyMap<string, string>>;
  pin(upstream: string, project: string, files: readonly { filename: string; sha256: string | null }[]): Promise<void>;
  mark(upstream: string, filenames: readonly string[], gone: number | null): Promise<void>;
  inspections(hashes: readonly string[]): Promise<ReadonlyMap<string, RememberedArtifact>>;
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
/** Projects whose standing is kept in memory. */
const MOST_KEPT = 5000;

/** The name that stands for the team's own files where an upstream's would. */
export const OWN = '';

/** Knows how projects stand: which files there are, and what is decided about each. */
export class Projects {
  readonly #parts: ProjectsParts;
  readonly #kept = new Map<string, Kept>();
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
    return this.#flights.do(key, () => this.#make(key, view, name));
  }

  /** How a project stood when it was last asked for, where that is remembered. */
  atHand(view: string, name: string): Standing | undefined {
    const standing = this.#kept.get(`${view}/${name}`)?.standing;
    return standing?.state === 'found' ? standing : undefined;
  }

  /** Something about a project was changed here: an upload, an inspection. */
  changed(name: NormalizedName): void {
    this.#generations.set(name, this.#generation(name) + 1);
  }

  #generation(name: string): number {
    return this.#generations.get(name) ?? 0;
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
    const [basis, generation, now] = [grounds.basis(view), this.#generation(name), this.#parts.now()];
    const listing = await lister.list(view, name, false);
    const made = listing.state === 'found' ? await this.#judge(view, name, listing.pages, now) : nothing(listing, name);
    const standing = made.standing;
    if (standing.state === 'found') await this.#parts.made(view, name, standing);
    this.#keep(key, { standing, basis, generation, listedAt: now, validUntil: made.validUntil });
    return standing;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  async #judge(
    view: string,
    name: NormalizedName,
    pages: readonly UpstreamPage[],
    now: number,
  ): Promise<{ standing: Standing; validUntil: number }> {
    const { grounds, memory } = this.#parts;
    const pinned = (await Promise.all(pages.map((page) => this.#pinned(name, page, now)))).flat();
    const hashes = pinned.flatMap(({ pin }) => pin.sha256 ?? []);
    const looked = await memory.inspections(hashes);
    const inspections = new Map([...looked].map(([sha256, { artifact }]) => [sha256, artifact]));
    const inUse = await memory.inUse(name);
    const offer = makeOffer({ files: pinned, pages, inspections, rulings: grounds.rulings(view), inUse, now });
    const [advisories, names] = [grounds.advisories(), grounds.names()];
    const policy = grounds.policy(view);
    const decided = await this.#parts.pace.inSlices(
      judgeOffer({
        name,
        offer,
        policy,
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
      }),
    );
    const files: StandingFile[] = [];
    const digest: string[] = [];
    let validUntil = Number.POSITIVE_INFINITY;
    for (const { file, upstream, pin } of pinned) {
      const decision = decided.get(file.filename);
      const parsed = offer.files.get(file.filename)?.parsed;
      if (decision === undefined || parsed === undefined || parsed.kind === 'unreadable') continue;
      if (decision.validUntil !== null) validUntil = Math.min(validUntil, decision.validUntil);
      const found = pin.sha256 === null ? undefined : looked.get(pin.sha256);
      const denial = denialFor(decision);
      const since = file.uploadTime?.epochMilliseconds ?? pin.firstSeen;
      // What its index no longer lists is known, so that the reason arrives; and it is not offered, unless the whole
      // project was taken away for what is in it.
      const isOffered = pin.gone === null || offer.project.status === 'quarantined';
      digest.push(file.filename, pin.sha256 ?? '', denial?.id ?? '', String(isOffered));
      files.push({
        file,
        upstream,
        version: parsed.version,
        sha256: pin.sha256,
        decision,
        denial,
        isJudged: found !== undefined,
        size: found?.size ?? null,
        since,
        isOffered,
      });
    }
    const nearest = (version: string) => nearestAllowed(files, version);
    const told = files.map((file) => withNearest(file, nearest));
    const metadata = new Map(
      [...inspections].flatMap(([sha256, { metadataSha256 }]) =>
        metadataSha256 === null ? [] : [[sha256, metadataSha256] as const],
      ),
    );
    const page = decidedPage({
      name,
      pages: pages.map((one) => one.page),
      files: told.filter(({ isOffered }) => isOffered),
      metadata,
      digest: hash('sha256', JSON.stringify([digest, pages.map((one) => one.digest), [...metadata]]), 'hex'),
      notes: [],
      filesPath: view === '' ? '../../files/' : `../../../../v/${view}/files/`,
    });
    const byName = new Map(told.map((file) => [file.file.filename, file]));
    return { standing: { state: 'found', page, files: byName, nearest }, validUntil };
  }

  /** The files of a page with their pins; those that are new are pinned, and those that are gone are marked. */
  async #pinned(
    project: NormalizedName,
    { upstream, page, observedAt }: UpstreamPage,
    now: number,
  ): Promise<PinnedFile[]> {
    const { memory } = this.#parts;
    const known = await memory.pins(upstream.name, project);
    const passedOn = await memory.sidecars(upstream.name, project);
    const sidecarOf = (filename: string) => ({ sidecarSha256: passedOn.get(filename) ?? null });
    const fresh = page.files.filter(({ filename }) => !known.has(filename));
    const listed = fresh.map(({ filename, hashes }) => ({ filename, sha256: hashes.get('sha256') ?? null }));
    if (listed.length > 0) await memory.pin(upstream.name, project, listed);
    for (const { filename, sha256 } of listed) known.set(filename, { filename, sha256, firstSeen: now, gone: null });
    const names = new Set(page.files.map(({ filename }) => filename));
    const back: string[] = [];
    const gone: string[] = [];
    const missing: PinnedFile[] = [];
    const trust: FileTrust = upstream.name === OWN ? 'own' : upstream.mirrors === 'pypi' ? 'pypi' : 'other';
    for (const pin of known.values()) {
      if (names.has(pin.filename)) {
        if (pin.gone !== null) back.push(pin.filename);
        continue;
      }
      if (pin.gone === null) gone.push(pin.filename);
      const kept = { ...pin, gone: pin.gone ?? observedAt };
      missing.push({ file: remembered(pin), upstream: upstream.name, trust, pin: kept, ...sidecarOf(pin.filename) });
    }
    await memory.mark(upstream.name, gone, observedAt);
    await memory.mark(upstream.name, back, null);
    const offered = page.files.flatMap((file): PinnedFile[] => {
      const pin = known.get(file.filename);
      if (pin === undefined) return [];
      return [{ file, upstream: upstream.name, trust, pin: { ...pin, gone: null }, ...sidecarOf(file.filename) }];
    });
    return [...offered, ...missing];
  }
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

function withNearest(file: StandingFile, nearest: (version: string) => string | undefined): StandingFile {
  if (file.denial === undefined) return file;
  const version = nearest(file.version);
  return version === undefined ? file : { ...file, denial: { ...file.denial, nearest: version } };
}

/** A file that its index listed once, as far as it is remembered. */
function remembered({ filename, sha256 }: Pin): ProjectFile {
  return {
    filename,
    url: '',
    hashes: new Map(sha256 === null ? [] : [['sha256', sha256]]),
    requiresPython: undefined,
    yanked: false,
    size: undefined,
    uploadTime: undefined,
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
}
