import { hash } from 'node:crypto';
import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../../base/problem.ts';
import { mapped } from '../../base/sequence.ts';
import type { Sidecar } from '../../evidence/sidecars.sql.ts';
import type { Pace } from '../../platform/pace.ts';
import type {
  Absent,
  ByteReader,
  ContentAnswer,
  DecidedPage,
  Denied,
  FileAnswer,
  Forbidden,
  Later,
  ProjectAnswer,
  ServedBytes,
} from './answers.ts';
import type { Artifacts } from './artifacts.ts';
import type { Asker, Client, FileAsk, ProjectAsk } from './ask.ts';
import type { ChangedBytes } from './changed-bytes.ts';
import type { Gateway } from './gateway.ts';
import type { Ledger } from './ledger.ts';
import { pageAsOf } from './page-as-of.ts';
import { NotAtHand, Refused } from './passing-failure.ts';
import type { Blobs } from './ports.ts';
import type { Projects } from './projects.ts';
import { RuleCounts } from './rule-counts.ts';
import type { Sidecars } from './sidecars.ts';
import type { NoStanding, Standing, StandingFile } from './standing.ts';

/** What {@link Serving} works with. */
export interface ServingParts {
  readonly projects: Pick<Projects, 'standing' | 'file'>;
  readonly artifacts: Pick<Artifacts, 'judge' | 'isBusy' | 'underWay'>;
  readonly sidecars: Pick<Sidecars, 'of'>;
  readonly changedBytes: Pick<ChangedBytes, 'refused' | 'isRefused'>;
  readonly blobs: Pick<Blobs, 'open'>;
  readonly ledger: Ledger;
  /** Whether somebody may read a view; undefined for yes. */
  mayRead(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** The metadata of a file that was looked into. */
  metadata(sha256: string): Promise<Uint8Array | undefined>;
  /** Names that were asked for or uploaded here. */
  names(view: string): Promise<readonly string[]>;
  /** What an index vouches for. */
  provenance(file: StandingFile): Promise<ContentAnswer>;
  /** Counts what is not blocked only because nothing is (`--dry-run`). */
  readonly dryRun: boolean;
  /** How long an asker waits, for a page or for a file to be judged, by what its client puts up with. Unit: milliseconds. */
  readonly patienceMs: Readonly<Record<Client, number>>;
  readonly pace: Pace;
}

/** How a project stands, or why an asker is not told. */
type Looked = Standing | Later | Absent | Forbidden;

/** A file as it stands, or why there is none for the asker. */
type Found = { readonly answer: 'found'; readonly file: StandingFile } | Later | Absent | Forbidden;

/** A file that is not denied. */
interface Judged {
  readonly answer: 'judged';
  readonly file: StandingFile;
  /** What its index serves beside it, and a hash binds; only as long as its bytes were not judged. */
  readonly beside?: Sidecar;
}

/** Seconds after which whoever was told to come back later is to do so. */
const RETRY_AFTER = 5;
/** The most that this is for a file that has long been on its way. */
const RETRY_AFTER_LONG = 60;
/** A file is judged, and the project decided again, at most so often for one asking. */
const ROUNDS = 3;
/** Whoever has not had all of a file by then gets its end only where it is not refused meanwhile. Unit: milliseconds. */
const HOLDS_FOR = 1000;

/** Answers the door, always under a current decision. */
export class Serving implements Gateway {
  readonly #parts: ServingParts;
  readonly #undetermined = new RuleCounts();

  constructor(parts: ServingParts) {
    this.#parts = parts;
  }

  get undetermined(): ReadonlyMap<string, number> {
    return this.#undetermined.counts;
  }

  project(ask: ProjectAsk): ProjectAnswer | Promise<ProjectAnswer> {
    const standing = this.#standing(ask);
    return standing instanceof Promise ? standing.then((made) => this.#page(ask, made)) : this.#page(ask, standing);
  }

  #page(ask: ProjectAsk, standing: Looked): ProjectAnswer | Promise<ProjectAnswer> {
    if ('answer' in standing) return standing;
    this.#parts.ledger.page(ask.name, ask.view, ask.asker);
    if (ask.asOf !== undefined)
      return this.#parts.pace
        .inSlices(pageAsOf(standing, ask.asOf))
        .then((page) => ({ answer: 'page', page: this.#shown(page) }));
    this.#judgeAhead(ask.name, standing);
    return { answer: 'page', page: this.#shown(standing.page) };
  }

  async projects(ask: Omit<ProjectAsk, 'name'>): Promise<readonly string[]> {
    return this.#parts.mayRead(ask.view, ask.asker) === undefined ? await this.#parts.names(ask.view) : [];
  }

  file(ask: FileAsk): FileAnswer | Promise<FileAnswer> {
    const found = this.#found(ask);
    // Most are judged, and not denied: nobody waits for what is at hand.
    if (!(found instanceof Promise))
      if (found.answer === 'found' && found.file.isJudged && found.file.denial === undefined)
        return this.#bytes(ask, found.file);
    return this.#judged(ask, undefined, found).then((judged) =>
      judged.answer === 'judged' ? this.#bytes(ask, judged.file) : judged,
    );
  }

  #bytes(ask: FileAsk, file: StandingFile): ServedBytes {
    const { blobs, pace } = this.#parts;
    const { sha256 } = file;
    const decided = pace.elapsed();
    if (sha256 === null) throw new Error('a file that was judged has a hash');
    return {
      answer: 'bytes',
      sha256,
      size: file.size ?? 0,
      open: async () => {
        const opened = (await blobs.open(sha256)) ?? (await this.#fetched(ask, file, sha256));
        if (opened === undefined) throw new NotAtHand(`\`${file.file.filename}\` is not at hand`);
        return opened;
      },
      refused: () => this.#gone(ask, file, sha256),
      record: () =>
        pace.elapsed() - decided < HOLDS_FOR
          ? this.#record(ask, file)
          : this.#holds(ask, file).then(() => this.#record(ask, file)),
    };
  }

  #record({ name, view, asker }: FileAsk, file: StandingFile): Promise<void> {
    const recorded = this.#parts.ledger.served(name, file, view, asker);
    const { undetermined } = file;
    // Of most files every rule could tell: nothing is added to what they take.
    return undetermined.length === 0 ? recorded : recorded.then(() => this.#undetermined.add(undetermined));
  }

  /** Throws where a file was refused while it was on its way: who reads for an hour gets no end of what is denied since. */
  async #holds(ask: FileAsk, { sha256, file: { filename } }: StandingFile): Promise<void> {
    const now = await this.#found(ask);
    // Whoever cannot be asked says nothing against it.
    if (now.answer === 'later') return;
    if (now.answer !== 'found' || now.file.sha256 !== sha256 || (await this.#refuse(ask, now.file)) !== undefined)
      throw new Refused(`\`${filename}\` was refused while it was on its way`);
  }

  async metadata(ask: FileAsk): Promise<ContentAnswer> {
    const judged = await this.#judged(ask, (file) => this.#parts.sidecars.of(ask.name, file));
    if (judged.answer !== 'judged') return judged;
    const { sha256, file, undetermined } = judged.file;
    if (judged.beside !== undefined) {
      this.#undetermined.add(undetermined);
      return { answer: 'content', ...judged.beside };
    }
    const content = sha256 === null ? undefined : await this.#parts.metadata(sha256);
    if (content === undefined || !file.filename.endsWith('.whl'))
      return { answer: 'absent', why: `\`${file.filename}\` has no metadata file: only wheels have one (PEP 658)` };
    this.#undetermined.add(undetermined);
    return { answer: 'content', content, sha256: hash('sha256', content, 'hex') };
  }

  async provenance(ask: FileAsk): Promise<ContentAnswer> {
    const found = await this.#found(ask);
    if (found.answer !== 'found') return found;
    const refused = await this.#refuse(ask, found.file);
    return refused ?? (await this.#parts.provenance(found.file));
  }

  /** A file whose bytes were judged, and that is not denied; or what does instead, as long as they were not. */
  async #judged(
    ask: FileAsk,
    instead?: (file: StandingFile) => Promise<Sidecar | undefined>,
    begun?: Found | Promise<Found>,
  ): Promise<Judged | Denied | Later | Absent | Forbidden> {
    const { artifacts, pace, patienceMs } = this.#parts;
    const until = pace.elapsed() + patienceMs[ask.asker.client];
    for (let round = 0; round < ROUNDS; round++) {
      const found = await ((round === 0 ? begun : undefined) ?? this.#found(ask));
      if (found.answer !== 'found') return found;
      const { file } = found;
      // A denial by what is known without the bytes costs no byte of the upstream's.
      const refused = await this.#refuse(ask, file);
      if (refused !== undefined) return refused;
      if (file.isJudged) return { answer: 'judged', file };
      const beside = await (instead && pace.within(instead(file), until - pace.elapsed()));
      if (beside !== undefined) return { answer: 'judged', file, beside };
      const before = await this.#changed(ask, file);
      if (before !== undefined) return before;
      const judged = await pace.within(artifacts.judge(ask.name, file), until - pace.elapsed());
      if (judged === undefined)
        return later(`\`${file.file.filename}\` is being fetched and judged`, backAfter(artifacts.underWay(file)));
      if (!judged.ok) return (await this.#changed(ask, file)) ?? unjudged(judged.error);
    }
    return later('it changes while it is judged');
  }

  /** The blob is gone: it was evicted, or the disk lost it. It is fetched as if for the first time. */
  async #fetched({ name, asker }: FileAsk, file: StandingFile, sha256: string): Promise<ByteReader | undefined> {
    const { artifacts, blobs, changedBytes, pace, patienceMs } = this.#parts;
    if (changedBytes.isRefused(file)) return undefined;
    const judged = await pace.within(artifacts.judge(name, file), patienceMs[asker.client]);
    return judged?.ok === true && judged.value === sha256 ? await blobs.open(sha256) : undefined;
  }

  /** Why a file that was judged is refused: its blob is gone, and its index sends other bytes than it lists. */
  async #gone(ask: FileAsk, file: StandingFile, sha256: string): Promise<Denied | undefined> {
    const { blobs, changedBytes } = this.#parts;
    if (!changedBytes.isRefused(file)) return undefined;
    const held = await blobs.open(sha256);
    await held?.close();
    return held === undefined ? this.#changed(ask, file) : undefined;
  }

  /** The file that is asked for, as it stands; not a promise where that is at hand. */
  #found(ask: FileAsk): Found | Promise<Found> {
    const { mayRead, projects } = this.#parts;
    const { view, name, filename } = ask;
    const refused = mayRead(view, ask.asker);
    if (refused !== undefined) return refused;
    const known = projects.file(view, name, filename);
    if (known !== undefined) return foundFor(ask, known);
    const inProject = (standing: Looked): Found =>
      'answer' in standing
        ? standing
        : foundFor(ask, projects.file(view, name, filename) ?? standing.files.get(filename));
    const standing = this.#standing(ask);
    return standing instanceof Promise ? standing.then(inProject) : inProject(standing);
  }

  async #refuse(ask: FileAsk, file: StandingFile): Promise<Denied | undefined> {
    if (file.denial === undefined) return undefined;
    await this.#parts.ledger.refused(ask.name, file, ask.view, ask.asker);
    return this.#parts.dryRun ? undefined : { answer: 'denied', denial: file.denial };
  }

  /** A file whose index sends other bytes than it lists is refused also in a dry run: there is nothing to give out. */
  async #changed({ view, name, asker }: FileAsk, file: StandingFile): Promise<Denied | undefined> {
    const refused = await this.#parts.changedBytes.refused(view, name, file);
    if (refused === undefined) return undefined;
    await this.#parts.ledger.refused(name, refused, view, asker);
    return { answer: 'denied', denial: refused.denial };
  }

  /** How a project stands for an asker; not a promise where its decision is at hand. */
  #standing(ask: ProjectAsk): Looked | Promise<Looked> {
    const { mayRead, projects } = this.#parts;
    const refused = mayRead(ask.view, ask.asker);
    if (refused !== undefined) return refused;
    const made = projects.standing(ask.view, ask.name);
    return made instanceof Promise ? this.#waited(ask, made) : lookedAt(made);
  }

  async #waited(ask: ProjectAsk, making: Promise<Standing | NoStanding>): Promise<Looked> {
    const { pace, patienceMs } = this.#parts;
    const made = await pace.within(making, patienceMs[ask.asker.client]);
    return made === undefined ? later(`\`${ask.name}\` is being looked up`) : lookedAt(made);
  }

  /** What a client asks for next is mostly the newest release: it seldom has to wait then. */
  #judgeAhead(name: NormalizedName, standing: Standing): void {
    if (this.#parts.artifacts.isBusy) return;
    for (const file of standing.likely)
      this.#parts.artifacts.judge(name, file).catch(() => {
        // Whoever asks for it learns why.
      });
  }

  /** In a dry run nothing is shown as denied: it is recorded what would have been. */
  #shown(page: DecidedPage): DecidedPage {
    if (!this.#parts.dryRun) return page;
    const known = this.#undenied.get(page);
    if (known !== undefined) return known;
    const shown = {
      ...page,
      files: mapped(page.files, ({ file }) => ({ file })),
      digest: hash('sha256', `${page.digest} dry`, 'hex'),
    };
    this.#undenied.set(page, shown);
    return shown;
  }

  readonly #undenied = new WeakMap<DecidedPage, DecidedPage>();
}

function lookedAt(made: Standing | NoStanding): Looked {
  if (made.state === 'found') return made;
  return made.state === 'absent' ? { answer: 'absent', why: made.why } : later(made.why);
}

function foundFor(ask: FileAsk, file: StandingFile | undefined): Found {
  if (file === undefined || (ask.asOf !== undefined && file.since >= ask.asOf))
    return { answer: 'absent', why: `\`${ask.name}\` has no file of that name` };
  return { answer: 'found', file };
}

/** What is said of a file that could not be judged: where its index says that there is none, asking again is of no use. */
function unjudged({ code, message }: Problem): Absent | Later {
  return code === 'file-gone' ? { answer: 'absent', why: message } : later(message);
}

function later(why: string, retryAfter: number = RETRY_AFTER): Later {
  return { answer: 'later', why, retryAfter };
}

/**
 * When to come back for a file, in seconds: after half as long as it has been on its way. Clients come back so many
 * times only; told so, they hold out for longer than with five seconds each time, and nobody comes much too late.
 */
function backAfter(milliseconds: number): number {
  return Math.min(RETRY_AFTER_LONG, Math.max(RETRY_AFTER, Math.ceil(milliseconds / 2000)));
}
