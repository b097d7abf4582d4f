import type { NormalizedName } from '@rind/pypa';
import type { Pace } from '../../platform/pace.ts';
import type { Standing } from '../serve/standing.ts';
import type { Exposing, ServedMemory } from './expose.ts';
import type { AffectedFile } from './judge-served.ts';
import { withdrawnFiles } from './withdrawn-files.ts';

/** What {@link Withdrawing} works with. */
export interface WithdrawingParts {
  readonly memory: Pick<ServedMemory, 'served'>;
  readonly exposing: Pick<Exposing, 'tell'>;
  readonly pace: Pick<Pace, 'inSlices'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Told that there is something to look at. */
  noticed(): void;
}

/** Files of a project that its index took back, as its page was last read. */
interface Noticed {
  readonly name: NormalizedName;
  readonly files: readonly AffectedFile[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What was on its way out when its page was read may be written down a moment later: it is looked at again. Unit: milliseconds. */
const OVERLAP = 60_000;

/**
 * Tells who has files that their index took back. No index is asked for it: it is noticed when a page is read anyway,
 * and told beside that, so that nobody who asks waits for it. What a crash comes between is noticed again, for the page
 * is read again; what was told once is not told twice.
 */
export class Withdrawing {
  readonly #parts: WithdrawingParts;
  readonly #noticed = new Map<string, Noticed>();

  constructor(parts: WithdrawingParts) {
    this.#parts = parts;
  }

  /** A project was decided about anew. */
  async made(view: string, name: NormalizedName, standing: Standing): Promise<void> {
    const { memory, pace, now, noticed } = this.#parts;
    if (standing.files.denied.length === 0) return;
    const files = await pace.inSlices(withdrawnFiles(view, standing));
    // Of most projects that are refused nothing ever went out: of those nothing is kept.
    if (files.length === 0 || (await memory.served(name)).length === 0) return;
    this.#noticed.set(`${view}/${name}`, { name, files, at: now() });
    noticed();
  }

  /** Tells of what was noticed; how many events it told of. */
  async tell(signal: AbortSignal): Promise<number> {
    const { memory, exposing, now } = this.#parts;
    let told = 0;
    for (const [key, noticed] of this.#noticed) {
      const begun = now();
      const served = new Set((await memory.served(noticed.name)).map(keyOf));
      for (const affected of noticed.files) {
        if (signal.aborted) return told;
        if (served.has(keyOf(affected.file)) && (await exposing.tell(noticed.name, affected))) told++;
      }
      const isOver = begun < noticed.at || begun - noticed.at >= OVERLAP;
      // What was noticed anew meanwhile stays.
      if (isOver && this.#noticed.get(key) === noticed) this.#noticed.delete(key);
    }
    return told;
  }
}

function keyOf({ view, sha256, filename }: AffectedFile['file']): string {
  return `${view} ${sha256} ${filename}`;
}
