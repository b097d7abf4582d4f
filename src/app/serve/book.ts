import type { Served } from '../../evidence/downloads.sql.ts';
import { holdKey } from '../../evidence/hold-key.ts';
import type { AskedHold } from '../../evidence/holds.sql.ts';
import { type FactMembers, factMembers, type LogFacts } from '../../evidence/log-chain.ts';
import type { Pace } from '../../platform/pace.ts';
import { findingsOf } from '../../policy/denial.ts';
import type { Asker } from './ask.ts';
import type { Ledger } from './ledger.ts';
import { PageCounts } from './page-counts.ts';
import { Refusals } from './refusals.ts';
import type { StandingFile } from './standing.ts';

/** Where it is written to. */
export interface BookParts {
  readonly log: {
    append(facts: LogFacts | FactMembers): Promise<void>;
    note(facts: LogFacts): void;
    readonly chain: string;
    readonly head: { readonly seq: number };
  };
  readonly downloads: { count(chain: string, served: readonly Served[], seq: number): Promise<void> };
  readonly holds: {
    ask(hold: AskedHold, now: number): Promise<boolean>;
    /** Notes of which decisions somebody was told. */
    tell(ids: readonly string[], now: number): Promise<void>;
  };
  readonly pace: Pick<Pace, 'after'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Told of a file that waits for a person only since now. */
  waiting(hold: AskedHold): void;
  /** Told of what could not be counted: the log has it. */
  failed(error: unknown): void;
  /** Whether refusals are only written down. */
  readonly dryRun: boolean;
}

/** How long pages and downloads are gathered before they are written. Unit: milliseconds. */
const GATHER_MS = 500;
/** Pages of different projects, views and askers that are told apart in one entry of the log. */
const MOST_PAGES = 500;

/** A file of a view, with what every entry about it begins with. */
interface ServedFile {
  readonly facts: Pick<Served, 'project' | 'version' | 'filename' | 'sha256' | 'view'>;
  readonly members: FactMembers;
  /** What every entry about it ends with. */
  readonly decision: string;
}

/** Downloads whose entries are written together. */
interface Going {
  readonly written: Promise<void>;
  readonly downloads: { readonly served: ServedFile; readonly asker: Asker }[];
}

/** How often an asker was given a file. */
interface Tally {
  readonly first: number;
  last: number;
  times: number;
}

/** Writes everything down: first in the log, then in the tables that are asked. */
export class Book implements Ledger {
  readonly #parts: BookParts;
  readonly #pages = new PageCounts();
  /** By file and asker. */
  #served = new Map<ServedFile, Map<Asker, Tally>>();
  readonly #files = new WeakMap<StandingFile, ServedFile>();
  readonly #askers = new WeakMap<Asker, string>();
  #going: Going | undefined;
  #cancel: (() => void) | undefined;
  #counting: Promise<void> = Promise.resolve();
  /** What could not be counted when it was to be. */
  #uncounted: readonly Served[] = [];
  #told = new Set<string>();
  readonly #refusals: Refusals;

  constructor(parts: BookParts) {
    this.#parts = parts;
    const { log, pace, failed } = parts;
    this.#refusals = new Refusals({ append: (facts) => log.append(facts), pace, failed });
  }

  served(name: string, file: StandingFile, view: string, asker: Asker): Promise<void> {
    const served = this.#fileOf(name, file, view);
    const members: FactMembers = `${served.members},${this.#askerOf(asker)},${served.decision}`;
    const written = this.#parts.log.append(members);
    // Entries that are written together have one promise.
    const going = this.#going?.written === written ? this.#going : this.#begin(written);
    going.downloads.push({ served, asker });
    return written;
  }

  async refused(name: string, file: StandingFile, view: string, asker: Asker): Promise<void> {
    const { denial, version, sha256, file: listed } = file;
    if (denial === undefined) return;
    const { principal, address, agent } = asker;
    const { id, rule, summary, verdict } = denial;
    const { holds, dryRun, now, waiting } = this.#parts;
    const subject = { view, project: name, version, filename: listed.filename, sha256, rule };
    const told = { event: verdict, decision: id, ...subject, principal, address, agent, summary };
    // What a client calls itself is its own choice: it makes no other refusal of one.
    await this.#refusals.take(dryRun ? { ...told, dryRun } : told, asker, `${id} ${view} ${listed.filename}`);
    this.#told.add(id);
    this.#soon();
    if (verdict !== 'hold' || dryRun) return;
    const hold = { id: holdKey(subject), decision: id, found: findingsOf(file.decision), summary, ...subject };
    if (await holds.ask(hold, now())) waiting(hold);
  }

  page(name: string, view: string, asker: Asker): void {
    this.#pages.add(name, view, asker);
    if (this.#pages.size >= MOST_PAGES) this.#notePages();
    this.#soon();
  }

  async note(facts: LogFacts): Promise<void> {
    await this.#parts.log.append(facts);
  }

  /** Writes what is gathered: then the tables have all that went out. */
  async settle(): Promise<void> {
    this.#cancel?.();
    this.#gathered();
    await this.#counting;
  }

  /** Writes everything. */
  async close(): Promise<void> {
    await this.#refusals.settle();
    await this.settle();
  }

  #fileOf(project: string, file: StandingFile, view: string): ServedFile {
    const known = this.#files.get(file);
    if (known !== undefined && known.facts.view === view && known.facts.project === project) return known;
    const { version, sha256, decision, undetermined } = file;
    const facts = { project, version, filename: file.file.filename, sha256: sha256 ?? '', view };
    const members = factMembers({ event: 'serve', ...facts });
    const unsure = undetermined.length === 0 ? '' : `,"undetermined":${JSON.stringify(undetermined)}`;
    const made = { facts, members, decision: `"decision":${JSON.stringify(decision.id)}${unsure}` };
    this.#files.set(file, made);
    return made;
  }

  #askerOf(asker: Asker): string {
    const known = this.#askers.get(asker);
    if (known !== undefined) return known;
    const { principal, address, agent } = asker;
    const made = JSON.stringify({ principal, address, agent }).slice(1, -1);
    this.#askers.set(asker, made);
    return made;
  }

  /** Counts what is on disk: never what may not be. */
  #begin(written: Promise<void>): Going {
    const going: Going = { written, downloads: [] };
    this.#going = going;
    const count = (): void => {
      const now = this.#parts.now();
      for (const { served, asker } of going.downloads) this.#tally(served, asker, now);
      this.#soon();
    };
    // Whoever asked is told of a failure.
    written.then(count, () => {});
    return going;
  }

  #tally(served: ServedFile, asker: Asker, now: number): void {
    let tallies = this.#served.get(served);
    if (tallies === undefined) {
      tallies = new Map();
      this.#served.set(served, tallies);
    }
    const tally = tallies.get(asker);
    if (tally === undefined) tallies.set(asker, { first: now, last: now, times: 1 });
    else {
      tally.last = now;
      tally.times++;
    }
  }

  #soon(): void {
    this.#cancel ??= this.#parts.pace.after(GATHER_MS, () => this.#gathered());
  }

  #gathered(): void {
    this.#cancel = undefined;
    this.#notePages();
    if (this.#served.size > 0 || this.#uncounted.length > 0 || this.#told.size > 0)
      this.#counting = this.#counting.then(() => this.#count()).catch(this.#parts.failed);
  }

  async #count(): Promise<void> {
    const { log, downloads, holds, now } = this.#parts;
    const told = [...this.#told];
    if (told.length > 0) await holds.tell(told, now());
    for (const id of told) this.#told.delete(id);
    if (this.#served.size === 0 && this.#uncounted.length === 0) return;
    const served = [...this.#uncounted, ...rowsOf(this.#served)];
    const { seq } = log.head;
    this.#served = new Map();
    this.#uncounted = [];
    try {
      await downloads.count(log.chain, served, seq);
    } catch (error) {
      // Counted with the next ones: those would say that everything before them was.
      this.#uncounted = [...served, ...this.#uncounted];
      throw error;
    }
  }

  #notePages(): void {
    if (this.#pages.size > 0) this.#parts.log.note({ event: 'pages', pages: this.#pages.take() });
  }
}

function* rowsOf(served: ReadonlyMap<ServedFile, ReadonlyMap<Asker, Tally>>): Generator<Served> {
  for (const [{ facts }, tallies] of served)
    for (const [{ principal, address, agent }, { first, last, times }] of tallies)
      yield { ...facts, principal, address, agent, first, at: last, times };
}
