import { err, type NormalizedName, ok, type Result } from '@rind/pypa';
import { Gate } from '../../base/gate.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { SingleFlight } from '../../base/single-flight.ts';
import type { Blobs, Inspected, Spool, Upstreams } from './ports.ts';
import type { StandingFile } from './standing.ts';

/** What {@link Artifacts} works with. */
export interface ArtifactsParts {
  readonly upstreams: Pick<Upstreams, 'fetch'>;
  readonly blobs: Blobs;
  /** Remembers what was found in bytes. */
  save(sha256: string, inspected: Inspected, size: number): Promise<void>;
  /** Remembers what a file is that was listed without a hash; what it has to be. */
  bind(upstream: string, filename: string, sha256: string): Promise<string>;
  /** A file of a project was looked into: its hash. */
  judged(name: NormalizedName, sha256: string): void;
  /** Told of bytes that are not what they were said to be. */
  incident(file: StandingFile, name: NormalizedName, found: string): Promise<void>;
  /** Milliseconds that pass, whatever the clock says. */
  elapsed(): number;
}

/** Bytes of a file that is fetched. Default 2 GiB; a page that says less is held to it. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024;
/** Files that are fetched at once, and of one project: one whose index does not answer keeps no other from coming. */
const AT_ONCE = 32;
const OF_ONE_PROJECT = 6;
/** Files that are looked into at once: each takes memory. */
const LOOKED_INTO = 2;

/**
 * Fetches files and looks into them: nothing of a file goes out before. Askers of the same file wait together; the
 * work goes on when they leave, so that the next one finds it done.
 */
export class Artifacts {
  readonly #parts: ArtifactsParts;
  readonly #flights = new SingleFlight<Result<string, Problem>>();
  /** When the work on a file began. */
  readonly #begun = new Map<string, number>();
  readonly #fetching = new Gate(AT_ONCE);
  readonly #looking = new Gate(LOOKED_INTO);
  readonly #projects = new Map<string, { readonly gate: Gate; users: number }>();

  constructor(parts: ArtifactsParts) {
    this.#parts = parts;
  }

  /** Has a file fetched and looked into: its hash. What is thought of it then is the project's standing. */
  judge(name: NormalizedName, file: StandingFile): Promise<Result<string, Problem>> {
    const key = keyOf(file);
    return this.#flights.do(key, async () => {
      this.#begun.set(key, this.#parts.elapsed());
      try {
        return await this.#ofProject(name, () => this.#fetch(name, file));
      } finally {
        this.#begun.delete(key);
      }
    });
  }

  /** How long a file has been on its way; none where nobody has it fetched. Unit: milliseconds. */
  underWay(file: StandingFile): number {
    const begun = this.#begun.get(keyOf(file));
    return begun === undefined ? 0 : this.#parts.elapsed() - begun;
  }

  /** Whether others wait already: what nobody asked for yet is not fetched then. */
  get isBusy(): boolean {
    return this.#fetching.waiting > 0;
  }

  async #ofProject<T>(name: string, task: () => Promise<T>): Promise<T> {
    const place = this.#projects.get(name) ?? { gate: new Gate(OF_ONE_PROJECT), users: 0 };
    this.#projects.set(name, place);
    place.users++;
    try {
      return await place.gate.run(task);
    } finally {
      if (--place.users === 0) this.#projects.delete(name);
    }
  }

  async #fetch(name: NormalizedName, file: StandingFile): Promise<Result<string, Problem>> {
    const { blobs, upstreams } = this.#parts;
    const spool = await blobs.spool(Math.min(MOST_BYTES, file.file.size ?? MOST_BYTES));
    if (!spool.ok) return spool;
    let kept = false;
    try {
      const fetched = await this.#fetching.run(() => upstreams.fetch(file.upstream, file.file, spool.value));
      if (!fetched.ok) {
        if (fetched.error.code === 'download-damaged') await this.#parts.incident(file, name, fetched.error.message);
        return fetched;
      }
      const judged = await this.#look(name, file, spool.value);
      kept = judged.ok;
      return judged;
    } finally {
      if (!kept) await spool.value.discard();
    }
  }

  async #look(name: NormalizedName, file: StandingFile, spool: Spool): Promise<Result<string, Problem>> {
    const { bind, incident, save, judged } = this.#parts;
    const { filename } = file.file;
    const { sha256, size } = await spool.finish();
    const expected = file.sha256 ?? (await bind(file.upstream, filename, sha256));
    if (expected !== sha256) {
      await incident(file, name, sha256);
      const message = `\`${filename.slice(0, 100)}\` of \`${file.upstream}\` is not what it was said to be: expected sha256 ${expected}, got ${sha256}`;
      return err(problem('artifact-changed', message, { hint: 'ask its index; nothing of it was given out' }));
    }
    const inspected = await this.#looking.run(() => spool.inspect(filename));
    if (!inspected.ok) return inspected;
    // The bytes first: what is known to be judged must be there to be served.
    const committed = await spool.commit();
    if (!committed.ok) return committed;
    await save(sha256, inspected.value, size);
    judged(name, sha256);
    return ok(sha256);
  }
}

function keyOf({ upstream, file, sha256 }: StandingFile): string {
  return `${upstream}/${file.filename}/${sha256 ?? ''}`;
}
