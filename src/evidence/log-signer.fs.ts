import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { LogHead } from './log-chain.ts';
import {
  formatHead,
  hashOfLine,
  headBytes,
  headText,
  NO_HEAD_BEFORE,
  readHeadLine,
  type StatedHead,
} from './log-head.ts';
import type { SigningKey } from './log-key.fs.ts';
import { cutHalfLine, lastLine } from './log-lines.fs.ts';

/** What {@link HeadSigner} works with. */
export interface SignerParts {
  /** Of the whole log: chains are folders in it. */
  readonly folder: string;
  readonly chain: string;
  /** What is on disk of the chain. */
  head(): LogHead;
  /** The key that signs now; another one once it was changed. */
  key(): SigningKey;
  /** Keeps the last head elsewhere. */
  keep(head: StatedHead): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
  /** Told of what kept it from signing. */
  failed(error: unknown): void;
}

/** How often the end of a chain is signed: what is younger could be changed unseen. Unit: milliseconds. */
const SIGN_EVERY = 60_000;

/** Where the signed heads of a chain lie. */
export function headsFile(folder: string, chain: string): string {
  return path.join(folder, chain, 'heads.log');
}

/** Signs the end of a chain each minute, and when it is closed. */
export class HeadSigner {
  readonly #parts: SignerParts;
  readonly #file: string;
  #signed: number;
  #prev: string;
  #timer: NodeJS.Timeout | undefined;
  #signing: Promise<void> = Promise.resolve();

  /** Throws where the heads that are there cannot be continued. */
  constructor(parts: SignerParts) {
    this.#parts = parts;
    this.#file = headsFile(parts.folder, parts.chain);
    const last = lastHead(this.#file);
    this.#signed = last?.seq ?? 0;
    this.#prev = last?.line ?? NO_HEAD_BEFORE;
    if (this.#signed > parts.head().seq)
      throw new Error(
        `the log is shorter than its signed heads: \`${this.#file}\` signs entry ${this.#signed}, the chain ends at ${parts.head().seq}`,
      );
  }

  /** Signs each minute from now on. */
  start(every: number = SIGN_EVERY): void {
    this.#timer = setInterval(() => {
      this.sign().catch(this.#parts.failed);
    }, every);
    this.#timer.unref();
  }

  /** Signs what is on disk, where something came since. */
  sign(): Promise<void> {
    this.#signing = this.#signing.catch(() => {}).then(() => this.#sign());
    return this.#signing;
  }

  /** Signs for the last time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.sign();
  }

  async #sign(): Promise<void> {
    const { chain, head, key, keep, now } = this.#parts;
    const { seq, hash } = head();
    if (seq <= this.#signed) return;
    const signer = key();
    const stated = { chain, seq, hash, at: now(), key: signer.id, prev: this.#prev };
    const text = headText(stated);
    const line = formatHead(text, signer.sign(headBytes(text)));
    // What an attempt left that failed half way.
    if (existsSync(this.#file)) cutHalfLine(this.#file);
    await appendFile(this.#file, `${line}\n`, { mode: 0o600, flush: true });
    this.#signed = seq;
    this.#prev = hashOfLine(line);
    await keep(stated);
  }
}

/** The last head of a file, half a line at its end cut off. */
function lastHead(file: string): { readonly seq: number; readonly line: string } | undefined {
  if (!existsSync(file)) return undefined;
  cutHalfLine(file);
  const line = lastLine(file);
  if (line === undefined) return undefined;
  const read = readHeadLine(line);
  if (read === undefined) throw new Error(`the last line of \`${file}\` is no signed head`);
  return { seq: read.head.seq, line: hashOfLine(line) };
}
