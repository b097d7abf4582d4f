import type { NormalizedName } from '@rind/pypa';
import { Gate } from '../../base/gate.ts';
import { SingleFlight } from '../../base/single-flight.ts';
import { AskedFiles } from './asked-files.ts';
import { isSameBasis } from './basis.ts';
import { type Held, isYoung } from './held.ts';
import { judgeLooked } from './judge-looked.ts';
import { type JudgingParts, judgeProject, type Rests } from './judge-project.ts';
import type { Listing, UpstreamPage } from './ports.ts';
import { RecentPages } from './recent-pages.ts';
import type { NoStanding, Standing, StandingFile } from './standing.ts';

/** Lists projects: those of the team's own, and those of upstreams. */
export interface Lister {
  /** `has`: the digests of the pages that the asker has, by upstream. */
  list(view: string, name: NormalizedName, has: ReadonlyMap<string, string>): Promise<Listing>;
}

/** What {@link Projects} works with. */
export interface ProjectsParts extends JudgingParts {
  readonly lister: Lister;
  /** Epoch milliseconds. */
  now(): number;
  /** What files of projects may take in memory; instead of the default. Bytes. */
  readonly mostBytes?: number;
  /** Files of pages that are kept for a moment; instead of the default. */
  readonly mostPaged?: number;
  /** Told of every standing that is made, before anybody is given it. */
  made(view: string, name: NormalizedName, standing: Standing): Promise<void>;
}

interface Kept extends Held {
  readonly standing: Standing | NoStanding;
  /** Digests of the pages that it was made from, by upstream. */
  readonly has: ReadonlyMap<string, string>;
  /** Names of files that somebody asked for. */
  readonly asked: Set<string>;
  /** What was judged, beside the standing: undefined where there was nothing. */
  readonly rests: Rests | undefined;
}

/** Files of a project that were looked into since this process began. */
interface Looks {
  readonly count: number;
  /** Lower-case hex of the last ones. */
  readonly last: readonly string[];
}

/** What upstreams list, as of when. */
interface Listed {
  readonly state: 'found';
  /** Undefined where they are the same, and not at hand. */
  readonly pages: readonly UpstreamPage[] | undefined;
  /** Whether they are those that the standing was made from. */
  readonly isSame: boolean;
  /** Epoch milliseconds. */
  readonly listedAt: number;
}

/** Milliseconds for which a listing is not asked for again. */
const LISTED_FOR = 120_000;
/**
 * And for which it is not even looked, where upstreams say that nothing changed, whether files would be decided about
 * as they were: dates that nobody could tell are asked for again then, and versions that came into use are seen.
 */
const DECIDED_FOR = 300_000;
/** And one that says that there is nothing, or an index that wants to be left alone: no longer than that. */
const NOTHING_FOR = 10_000;
/**
 * And an index that could not be asked. uv comes back three times within four to nine seconds and then gives up: whoever
 * was told 503 must find out in that time that the index answers again.
 */
const SILENT_FOR = 2000;
/** How often a project is decided again because something changed meanwhile. */
const ROUNDS = 5;
/** Projects whose standing is kept in memory. */
const MOST_KEPT = 5000;
/** And what their files take, some 170,000: whoever asks for large projects one after the other fills no memory. Bytes. */
const MOST_BYTES = 24 * 1024 * 1024;

/** Files of a project that are decided about again by themselves; where more were looked into, the project is. */
const MOST_ALONE = 32;

/** Projects that are decided about at once: it is work for one processor, and each of them takes memory. */
const JUDGED_AT_ONCE = 2;

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Knows how projects stand: which files there are, and what is decided about each. */
export class Projects {
  readonly #parts: ProjectsParts;
  readonly #kept = new Map<string, Kept>();
  #keptBytes = 0;
  readonly #asked = new AskedFiles();
  readonly #pages: RecentPages;
  readonly #judging = new Gate(JUDGED_AT_ONCE);
  #all = 0;
  readonly #flights = new SingleFlight<Standing | NoStanding>();
  readonly #generations = new Map<string, number>();
  readonly #looks = new Map<string, Looks>();

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
    this.#pages = new RecentPages(parts.mostPaged);
  }

  /** How a project stands now; the same object as long as nothing changes. */
  standing(view: string, name: NormalizedName): Promise<Standing | NoStanding> | Standing | NoStanding {
    const key = keyOf(view, name);
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#isCurrent(kept, view, name)) return kept.standing;
    // Who asks after a change waits for an answer that was begun after it.
    const { policy, rulings, advisories } = this.#parts.grounds.basis(view);
    const flight = `${key} ${this.#generation(name)} ${this.#looksInto(name)} ${policy} ${rulings} ${advisories}`;
    return this.#flights.do(flight, () => this.#make(key, view, name));
  }

  /**
   * How a file that was asked for stands now, where that is known without anything being made; else ask how its project
   * stands. Large projects make room for each other sooner than a client comes for the file of which it read.
   */
  file(view: string, name: NormalizedName, filename: string): StandingFile | undefined {
    const key = keyOf(view, name);
    const kept = this.#kept.get(key);
    if (kept?.standing.state === 'found' && this.#isCurrent(kept, view, name)) {
      const file = kept.standing.files.get(filename);
      if (file !== undefined) kept.asked.add(filename);
      return file;
    }
    const now = this.#parts.now();
    return this.#asked.get(key, filename, (held) => isListed(held, now) && this.#isDecided(held, view, name, now));
  }

  /** How a project stood when it was last asked for, where that is remembered. */
  atHand(view: string, name: string): Standing | undefined {
    const standing = this.#kept.get(keyOf(view, name))?.standing;
    return standing?.state === 'found' ? standing : undefined;
  }

  /** Something about a project was changed here: an upload, a date. */
  changed(name: NormalizedName): void {
    this.#generations.set(name, (this.#generations.get(name) ?? 0) + 1);
  }

  /** A file of a project was looked into, of this hash: it is decided again, about what is listed. */
  judged(name: NormalizedName, sha256: string): void {
    const { count, last } = this.#looks.get(name) ?? { count: 0, last: [] };
    this.#looks.set(name, { count: count + 1, last: [...last, sha256].slice(-MOST_ALONE) });
  }

  /** Something about every project was changed here: whose names are whose. */
  allChanged(): void {
    this.#all++;
  }

  #generation(name: string): number {
    return this.#all + (this.#generations.get(name) ?? 0);
  }

  #looksInto(name: string): number {
    return this.#looks.get(name)?.count ?? 0;
  }

  #isCurrent(kept: Kept, view: string, name: string): boolean {
    const now = this.#parts.now();
    return isListed(kept, now) && this.#isDecided(kept, view, name, now);
  }

  /** Whether what was decided about a listing still holds. */
  #isDecided(kept: Held, view: string, name: string, now: number): boolean {
    return (
      now < kept.validUntil &&
      kept.generation === this.#generation(name) &&
      kept.looks === this.#looksInto(name) &&
      isSameBasis(kept.basis, this.#parts.grounds.basis(view))
    );
  }

  async #make(key: string, view: string, name: NormalizedName): Promise<Standing | NoStanding> {
    const { grounds } = this.#parts;
    for (let round = 0; round < ROUNDS; round++) {
      const [basis, generation, looks] = [grounds.basis(view), this.#generation(name), this.#looksInto(name)];
      const [now, before] = [this.#parts.now(), this.#kept.get(key)];
      let listed = await this.#listed(key, view, name, before, now);
      const isSame = listed.state === 'found' && listed.isSame;
      if (isSame && before !== undefined) {
        const again = await this.#again(before, view, name, now);
        if (again !== undefined) {
          this.#keep(key, { ...again, listedAt: listed.state === 'found' ? listed.listedAt : now });
          return again.standing;
        }
      }
      if (listed.state === 'found' && listed.pages === undefined)
        listed = await this.#listed(key, view, name, undefined, now);
      const pages = listed.state === 'found' ? (listed.pages ?? []) : [];
      const listedAt = listed.state === 'found' ? listed.listedAt : now;
      const made =
        listed.state === 'found'
          ? await this.#judging.run(() => judgeProject(this.#parts, { view, name, pages, now }))
          : nothing(listed, name);
      const { standing, validUntil } = made;
      if (standing.state === 'found') await this.#parts.made(view, name, standing);
      // What changed meanwhile may be a denial: it is decided again before anybody is given anything.
      if (!isSameBasis(basis, grounds.basis(view))) continue;
      // Files that were judged meanwhile are only more: whoever asks next is told of them. To begin again for each would
      // keep a large project from ever being decided about while many are fetched.
      const asked = before?.asked ?? new Set<string>();
      const held: Held = { basis, generation, looks, listedAt, listedFor: lasts(listed), decidedAt: now, validUntil };
      if (standing.state === 'found') this.#pages.keep(key, pages);
      this.#keep(key, {
        ...held,
        standing,
        has: digestsOf(pages),
        asked,
        rests: 'rests' in made ? made.rests : undefined,
      });
      return standing;
    }
    return { state: 'unavailable', why: `what is decided about \`${name}\` changes too often` };
  }

  /** What is kept, where upstreams list the same and to decide again would be to decide the same. */
  async #again(before: Kept, view: string, name: NormalizedName, now: number): Promise<Kept | undefined> {
    const looks = this.#looksInto(name);
    if (!this.#isDecided({ ...before, looks }, view, name, now)) return undefined;
    const isYoungEnough = isYoung(before.decidedAt, now, DECIDED_FOR);
    if (!isYoungEnough && !(await this.#restsOnTheSame(before, name, now))) return undefined;
    const looked = looks === before.looks ? before : await this.#lookedInto(before, view, name, now);
    if (looked === undefined) return undefined;
    const again: Kept = { ...looked, looks, decidedAt: isYoungEnough ? before.decidedAt : now };
    // What changed meanwhile may be a denial. Files that were judged meanwhile are only more.
    return this.#isDecided({ ...again, looks: this.#looksInto(name) }, view, name, now) ? again : undefined;
  }

  async #restsOnTheSame({ rests, decidedAt }: Kept, name: NormalizedName, now: number): Promise<boolean> {
    if (rests === undefined || rests.isUndated || now < decidedAt) return false;
    return rests.inUse.join('\n') === (await this.#parts.memory.inUse(name)).join('\n');
  }

  /** What is kept, with files that were looked into decided about again; undefined where that is not all. */
  async #lookedInto(before: Kept, view: string, name: NormalizedName, now: number): Promise<Kept | undefined> {
    const { standing, rests, validUntil, looks } = before;
    const { count, last } = this.#looks.get(name) ?? { count: 0, last: [] };
    if (standing.state !== 'found' || rests === undefined || count - looks > last.length) return undefined;
    const hashes = new Set(last.slice(looks - count));
    const { project, upstreams } = rests;
    const made = await this.#judging.run(() =>
      judgeLooked(this.#parts, { view, name, standing, validUntil, project, upstreams, hashes, now }),
    );
    return made === undefined ? undefined : { ...before, ...made };
  }

  /** What upstreams list: what they listed a moment ago, unless something about the project changed here. */
  async #listed(
    key: string,
    view: string,
    name: NormalizedName,
    before: Kept | undefined,
    now: number,
  ): Promise<Listed | Exclude<Listing, { state: 'found' | 'same' }>> {
    const known = before?.standing.state === 'found' ? before : undefined;
    const atHand = known === undefined ? undefined : this.#pages.get(key);
    if (atHand !== undefined && known?.generation === this.#generation(name) && isListed(known, now))
      return { state: 'found', isSame: true, pages: atHand, listedAt: known.listedAt };
    const listing = await this.#parts.lister.list(view, name, known?.has ?? NOTHING);
    if (listing.state === 'absent' || listing.state === 'unavailable') return listing;
    const isSame = listing.state === 'same';
    const pages = isSame ? atHand : listing.pages;
    const observed = isSame ? [listing.observedAt] : listing.pages.map((page) => page.observedAt);
    // What is older was had although its index cannot be asked, or because the index says that it holds: it counts from now.
    const listedAt = observed.reduce((oldest, at) => Math.min(oldest, isYoung(at, now, LISTED_FOR) ? at : now), now);
    return { state: 'found', isSame, pages, listedAt };
  }

  #keep(key: string, kept: Kept): void {
    const before = this.#kept.get(key);
    if (before !== undefined) this.#forget(key, before);
    this.#kept.set(key, kept);
    this.#keptBytes += bytesOf(kept);
    for (const [oldest, one] of this.#kept) {
      if (oldest === key || (this.#kept.size <= MOST_KEPT && this.#keptBytes <= this.#most)) break;
      this.#forget(oldest, one);
      const { standing, asked, has: _has, rests: _rests, ...held } = one;
      if (standing.state === 'found') this.#asked.keep(oldest, standing.files, asked, held);
    }
  }

  get #most(): number {
    return this.#parts.mostBytes ?? MOST_BYTES;
  }

  #forget(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#keptBytes -= bytesOf(kept);
  }
}

/** What a project of a view goes by: no name has a slash, and what is asked for each time is not put together. */
function keyOf(view: string, name: string): string {
  return view === '' ? name : `${view}/${name}`;
}

function digestsOf(pages: readonly UpstreamPage[]): ReadonlyMap<string, string> {
  return new Map(pages.map(({ upstream, digest }) => [upstream.name, digest]));
}

function isListed({ listedAt, listedFor }: Held, now: number): boolean {
  return isYoung(listedAt, now, listedFor);
}

/** Milliseconds for which it is not asked for again. */
function lasts(listing: Listed | Exclude<Listing, { state: 'found' | 'same' }>): number {
  if (listing.state === 'found') return LISTED_FOR;
  if (listing.state === 'absent') return NOTHING_FOR;
  return Math.min(Math.max(listing.leaveAloneMs ?? 0, SILENT_FOR), NOTHING_FOR);
}

function bytesOf({ standing }: Kept): number {
  return standing.state === 'found' ? standing.files.bytes : 0;
}

function nothing(
  listing: Exclude<Listing, { state: 'found' | 'same' }>,
  name: string,
): { readonly standing: NoStanding; readonly validUntil: number } {
  const standing: NoStanding =
    listing.state === 'absent' ? { state: 'absent', why: `there is no project \`${name}\` here` } : listing;
  return { standing, validUntil: Number.POSITIVE_INFINITY };
}
