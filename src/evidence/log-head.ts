import { hash } from 'node:crypto';
import type { LogHead } from './log-chain.ts';
import { isSignedBy, type PublicKey } from './log-key.ts';

/** The head of a chain at an instant, for whoever signs it. */
export interface StatedHead extends LogHead {
  /** The chain's name. */
  readonly chain: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The key that signed it, as `keyIdOf` names it. */
  readonly key: string;
  /** Lower-case hex of the SHA-256 of the line before, of zeros for the first: no head can be taken out. */
  readonly prev: string;
}

/** What the first line of heads has for the one before it. */
export const NO_HEAD_BEFORE: string = '0'.repeat(64);

const LINE = /^(\{[^\n]{1,600}\}) ([0-9a-f]{128})$/;
const HASH = /^[0-9a-f]{64}$/;

/** What a head's signature is over: never the same bytes as those of a key. */
export function headBytes(text: string): Uint8Array {
  return Buffer.from(`rind-log-head/1 ${text}`);
}

/** A head as text, in the one way in which it is ever written. */
export function headText({ chain, seq, hash: of, at, key, prev }: StatedHead): string {
  return JSON.stringify({ chain, seq, hash: of, at, key, prev });
}

/** The line of a head; the signature is lower-case hex. */
export function formatHead(text: string, signature: string): string {
  return `${text} ${signature}`;
}

/** What the next line has to name as the one before. */
export function hashOfLine(line: string | Uint8Array): string {
  return hash('sha256', line, 'hex');
}

/** A line of heads as it stands there: nobody has looked yet who signed it. */
export interface HeadLine {
  readonly head: StatedHead;
  readonly text: string;
  readonly signature: string;
}

/** Reads a line of heads; undefined for what is none. */
export function readHeadLine(line: string): HeadLine | undefined {
  const [, text, signature] = LINE.exec(line) ?? [];
  if (text === undefined || signature === undefined) return undefined;
  const head = headOf(text);
  return head === undefined ? undefined : { head, text, signature };
}

/** Whether a key signed a head. */
export function isHeadSigned({ text, signature }: HeadLine, key: PublicKey): boolean {
  return isSignedBy(key, headBytes(text), signature);
}

function headOf(text: string): StatedHead | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isHead(value) && headText(value) === text ? value : undefined;
}

function isHead(value: unknown): value is StatedHead {
  return (
    typeof value === 'object' &&
    value !== null &&
    'chain' in value &&
    typeof value.chain === 'string' &&
    'seq' in value &&
    Number.isSafeInteger(value.seq) &&
    'hash' in value &&
    typeof value.hash === 'string' &&
    HASH.test(value.hash) &&
    'at' in value &&
    typeof value.at === 'number' &&
    'key' in value &&
    typeof value.key === 'string' &&
    'prev' in value &&
    typeof value.prev === 'string' &&
    HASH.test(value.prev)
  );
}
