import type { LogFacts } from '../../evidence/log-chain.ts';
import type { Pace } from '../../platform/pace.ts';

/** Where refusals are written to. */
export interface RefusalParts {
  append(facts: LogFacts): Promise<void>;
  readonly pace: Pick<Pace, 'after'>;
  /** Told of counts that could not be written. */
  failed(error: unknown): void;
}

/** Who is refused. */
export interface Refused {
  readonly principal: string;
  readonly address: string;
}

/** How long equal refusals are counted in one entry. Unit: milliseconds. */
const COUNTED_FOR = 60_000;
/** Different refusals of one asker that get an entry each, in that time: what is beyond is counted together. */
const MOST_OF_ONE = 500;
/** And of all askers together. */
const MOST = 20_000;

interface Counted {
  readonly facts: LogFacts;
  /** Fulfilled when the first is on disk. */
  readonly first: Promise<void>;
  /** Those after the first. */
  times: number;
}

/** What is beyond {@link MOST_OF_ONE} of one asker. */
interface Beyond extends Refused {
  own: number;
  more: number;
}

/**
 * Writes refusals down so that a flood of them fills no disk: the first of its kind is on disk before anybody is told; its
 * like, of the same asker within a minute, are counted in one further entry. See ADR 24.
 */
export class Refusals {
  readonly #parts: RefusalParts;
  #counted = new Map<string, Counted>();
  #askers = new Map<string, Beyond>();
  #cancel: (() => void) | undefined;

  constructor(parts: RefusalParts) {
    this.#parts = parts;
  }

  /** Takes one in: `kind` says what makes two of one asker the same. Fulfilled when it may be told. */
  take(facts: LogFacts, { principal, address }: Refused, kind: string): Promise<void> {
    const asker = `${principal} ${address}`;
    const key = `${asker} ${kind}`;
    const known = this.#counted.get(key);
    this.#cancel ??= this.#parts.pace.after(COUNTED_FOR, () => void this.settle());
    if (known !== undefined) {
      known.times++;
      return known.first;
    }
    const beyond = this.#askers.get(asker) ?? { principal, address, own: 0, more: 0 };
    this.#askers.set(asker, beyond);
    if (beyond.own >= MOST_OF_ONE) {
      beyond.more++;
      return Promise.resolve();
    }
    // Whoever comes with many addresses fills no memory either: what was counted so far is written.
    if (this.#counted.size >= MOST) void this.settle();
    beyond.own++;
    const first = this.#parts.append(facts);
    this.#counted.set(key, { facts, first, times: 0 });
    // What could not be written was told to nobody: the next one is a first one again.
    first.catch(() => {
      this.#counted.delete(key);
      beyond.own--;
    });
    return first;
  }

  /** Writes what was counted. */
  async settle(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const [counted, askers] = [this.#counted, this.#askers];
    this.#counted = new Map();
    this.#askers = new Map();
    const entries = [...counted.values()]
      .filter(({ times }) => times > 0)
      .map(({ facts, times }): LogFacts => ({ ...facts, times }));
    for (const { principal, address, more } of askers.values())
      if (more > 0) entries.push({ event: 'refusals', principal, address, times: more });
    const written = await Promise.allSettled(entries.map((facts) => this.#parts.append(facts)));
    for (const one of written) if (one.status === 'rejected') this.#parts.failed(one.reason);
  }
}
