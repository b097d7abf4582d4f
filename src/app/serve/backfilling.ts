import type { NormalizedName } from '@rind/pypa';
import { SingleFlight } from '../../base/single-flight.ts';
import type { Pace } from '../../platform/pace.ts';
import type { UpstreamFacts } from './ports.ts';

/** What PyPI says of the uploads of a project's files, by sha256, epoch milliseconds; why it says nothing. */
export type UploadTimes =
  | { readonly state: 'found'; readonly times: ReadonlyMap<string, number> }
  | { readonly state: 'absent' }
  | { readonly state: 'unavailable' };

/** A file whose index does not say when it was uploaded. */
export interface UndatedFile {
  readonly filename: string;
  /** Lower-case hex; null while nobody has said. */
  readonly sha256: string | null;
}

/** What {@link Backfilling} works with. */
export interface BackfillingParts {
  /** Asks for what PyPI says of a project that an upstream took from there. */
  ask(upstream: string, name: NormalizedName): Promise<UploadTimes>;
  readonly pins: {
    undated(upstream: string, project: string): Promise<ReadonlySet<string>>;
    date(
      upstream: string,
      files: readonly (UndatedFile & { readonly uploaded: number | null })[],
      now: number,
    ): Promise<void>;
  };
  readonly pace: Pick<Pace, 'within' | 'elapsed'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Something about a project is known now that was not. */
  changed(name: NormalizedName): void;
}

/** So long an asker waits; what comes later is there for the next one. Unit: milliseconds. */
const PATIENCE = 3_000;
/** After nobody answered it is not tried again for so long. Unit: milliseconds. */
const LEFT_ALONE = 5 * 60_000;
const MOST_LEFT_ALONE = 10_000;

/**
 * Finds out when files were uploaded whose index does not say it: from PyPI, by their bytes, and only for indexes whose
 * files are PyPI's own. A name of any other index is nobody's business. Each file is asked about once.
 */
export class Backfilling {
  readonly #parts: BackfillingParts;
  readonly #flights = new SingleFlight<void>();
  /** By upstream and name: until when it is left alone, by the process clock. */
  readonly #leftAlone = new Map<string, number>();

  constructor(parts: BackfillingParts) {
    this.#parts = parts;
  }

  /** Asks about files of a page, where that was not done yet; waits a moment for the answer. */
  async fill(
    { name: upstream, mirrors }: UpstreamFacts,
    name: NormalizedName,
    files: readonly UndatedFile[],
  ): Promise<void> {
    if (mirrors !== 'pypi' || files.length === 0) return;
    const { pins, pace } = this.#parts;
    const key = `${upstream}/${name}`;
    if ((this.#leftAlone.get(key) ?? 0) > pace.elapsed()) return;
    const undated = await pins.undated(upstream, name);
    const missing = files.filter(({ filename }) => undated.has(filename));
    if (missing.length === 0) return;
    const filling = this.#flights.do(key, () => this.#fill(upstream, name, missing));
    const inTime = await pace.within(
      filling.then(() => true),
      PATIENCE,
    );
    // Whoever waited goes on without it, and the next one is told.
    if (inTime === undefined) filling.then(() => this.#parts.changed(name)).catch(() => {});
  }

  async #fill(upstream: string, name: NormalizedName, missing: readonly UndatedFile[]): Promise<void> {
    const { ask, pins, now, pace } = this.#parts;
    const answer = await ask(upstream, name);
    if (answer.state === 'unavailable') {
      if (this.#leftAlone.size >= MOST_LEFT_ALONE) this.#leftAlone.clear();
      this.#leftAlone.set(`${upstream}/${name}`, pace.elapsed() + LEFT_ALONE);
      return;
    }
    const times = answer.state === 'found' ? answer.times : new Map<string, number>();
    // A file without a hash is not known to be PyPI's: it is asked about again when it has one.
    const hashed = missing.filter(({ sha256 }) => sha256 !== null);
    await pins.date(
      upstream,
      hashed.map((file) => ({ ...file, uploaded: times.get(file.sha256 ?? '') ?? null })),
      now(),
    );
  }
}
