import path from 'node:path';
import { HeadSigner, type SignerParts } from '../evidence/log-signer.fs.ts';
import { chainsOf } from '../evidence/log-verify.fs.ts';
import { holdChain } from '../evidence/log-writer.fs.ts';
import { Complaints } from '../platform/complaints.ts';
import { countMissed } from './count-missed.ts';
import type { GatewayState } from './gateway-state.ts';

/** What {@link LeftChains} works with. */
export interface LeftChainsParts {
  readonly state: GatewayState;
  /** The chain of this process. */
  readonly own: string;
  readonly signing: Omit<SignerParts, 'chain' | 'head'>;
}

/**
 * How often chains are looked for whose process is no more: who was given a file by it shortly before must be known when
 * exposures are looked for, each half minute, a minute back. Unit: milliseconds.
 */
const LOOK_EVERY = 10_000;

/**
 * Takes up the chains of the log whose process was killed: counts the downloads that the tables lack, and signs the end.
 * Whoever starts next need not take the same chain, and may never come.
 */
export class LeftChains {
  readonly #parts: LeftChainsParts;
  /** A chain that is broken stays so: it is not told at each look. */
  readonly #complaints: Complaints;
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: LeftChainsParts) {
    this.#parts = parts;
    const { failed, now } = parts.signing;
    this.#complaints = new Complaints({ warn: (message) => failed(new Error(message)), now });
  }

  /** Looks now, and from then on. What keeps it from one chain is told, and keeps it from no other. */
  async start(): Promise<void> {
    await this.#look();
    this.#wait();
  }

  /** Looks no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().then(
        () => this.#wait(),
        () => this.#wait(),
      );
    }, LOOK_EVERY);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { own, signing } = this.#parts;
    try {
      for (const chain of chainsOf(signing.folder)) if (chain !== own) await this.#takeUp(chain);
    } catch (error) {
      signing.failed(error);
    }
  }

  async #takeUp(chain: string): Promise<void> {
    const { state, signing } = this.#parts;
    const told = `chain ${chain} of the log`;
    try {
      using held = holdChain(path.join(signing.folder, chain));
      if (held === undefined) return;
      await countMissed(state, chain, held.head.seq);
      await new HeadSigner({ ...signing, chain, head: () => held.head }).sign();
      this.#complaints.ended(told);
    } catch (error) {
      this.#complaints.say(told, error instanceof Error ? error.message : String(error));
    }
  }
}
