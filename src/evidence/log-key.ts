import { createPublicKey, hash, verify } from 'node:crypto';

/** A key as `node:crypto` has it. */
export type PublicKey = ReturnType<typeof createPublicKey>;

/** How a key came to sign the heads of a log. */
export type KeyOrigin = 'first' | 'rotated' | 'lost';

/** What is said once of each key: that from now on it signs. */
export interface KeyStatement {
  /** Its number in the list of keys, from 1. */
  readonly n: number;
  /** The raw Ed25519 public key, lower-case hex. Source: RFC 8032, 5.1.5. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /**
   * `first` of a log; `rotated`: the key before signed this one; `lost`: the key before was not there any more, and
   * nothing but the folder connects the two.
   */
  readonly why: KeyOrigin;
}

/** A key as the list of keys has it, its own signature verified, and its predecessor's where it is `rotated`. */
export interface ListedKey extends KeyStatement {
  readonly publicKey: PublicKey;
}

/** What keeps a line of the list of keys from being one. */
export type KeyFault = 'unreadable' | 'unsigned' | 'unlinked' | 'misnumbered';

/** The DER in front of a raw Ed25519 public key. Source: RFC 8410, 4 and 10.1. */
const SPKI_PREFIX = '302a300506032b6570032100';
const LINE = /^(\{[^\n]{1,400}\}) ([0-9a-f]{128}|-) ([0-9a-f]{128})$/;
const NO_SIGNATURE = '-';

/** What a statement's signatures are over: never the same bytes as those of a head. */
export function statementBytes(text: string): Uint8Array {
  return Buffer.from(`rind-log-key/1 ${text}`);
}

/** The line of a statement: itself, the signature of the key before (`-` for none), and its own. Signatures are hex. */
export function formatStatement(text: string, byBefore: string | undefined, byItself: string): string {
  return `${text} ${byBefore ?? NO_SIGNATURE} ${byItself}`;
}

/** A statement as text, in the one way in which it is ever written. */
export function statementText({ n, key, at, why }: KeyStatement): string {
  return JSON.stringify({ n, key, at, why });
}

/** Reads the next line of a list of keys; a key that nobody vouches for as it claims is none. */
export function readStatement(line: string, before: ListedKey | undefined): ListedKey | KeyFault {
  const [, text, byBefore, byItself] = LINE.exec(line) ?? [];
  const statement = text === undefined ? undefined : statementOf(text);
  if (text === undefined || byBefore === undefined || byItself === undefined || statement === undefined)
    return 'unreadable';
  const publicKey = publicKeyOf(statement.key);
  const bytes = statementBytes(text);
  if (publicKey === undefined || !isSignedBy(publicKey, bytes, byItself)) return 'unsigned';
  if (statement.n !== (before?.n ?? 0) + 1 || (statement.why === 'first') !== (before === undefined))
    return 'misnumbered';
  const isLinked = before !== undefined && byBefore !== NO_SIGNATURE && isSignedBy(before.publicKey, bytes, byBefore);
  if (statement.why === 'rotated' ? !isLinked : byBefore !== NO_SIGNATURE) return 'unlinked';
  return { ...statement, publicKey };
}

/** The key that an Ed25519 public key of 32 bytes stands for; undefined for what is none. */
function publicKeyOf(hex: string): PublicKey | undefined {
  if (!/^[0-9a-f]{64}$/.test(hex)) return undefined;
  try {
    return createPublicKey({ key: Buffer.from(SPKI_PREFIX + hex, 'hex'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** The raw public key of a key pair, lower-case hex. */
export function rawKeyOf(key: PublicKey): string {
  return key.export({ format: 'der', type: 'spki' }).toString('hex').slice(SPKI_PREFIX.length);
}

/** What heads call a key: the first 16 hex digits of its SHA-256. */
export function keyIdOf(rawHex: string): string {
  return hash('sha256', Buffer.from(rawHex, 'hex'), 'hex').slice(0, 16);
}

/** Whether a signature, lower-case hex, is this key's over these bytes. */
export function isSignedBy(key: PublicKey, bytes: Uint8Array, signature: string): boolean {
  return verify(null, bytes, key, Buffer.from(signature, 'hex'));
}

/** How a public key is written for people and for `--key FILE`. */
export function formatPublicKey(rawHex: string): string {
  return `ed25519:${rawHex}`;
}

/** The keys of a file that somebody keeps elsewhere: a line each, whatever stands after the first blank. */
export function readPublicKeys(text: string): readonly string[] | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^ed25519:([0-9a-fA-F]{64})(?:\s|$)/.exec(line)?.[1]?.toLowerCase());
  const known = keys.filter((key) => key !== undefined);
  return known.length === keys.length && known.length > 0 ? known : undefined;
}

function statementOf(text: string): KeyStatement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isStatement(value) && statementText(value) === text ? value : undefined;
}

function isStatement(value: unknown): value is KeyStatement {
  return (
    typeof value === 'object' &&
    value !== null &&
    'n' in value &&
    Number.isSafeInteger(value.n) &&
    'key' in value &&
    typeof value.key === 'string' &&
    'at' in value &&
    typeof value.at === 'number' &&
    'why' in value &&
    (value.why === 'first' || value.why === 'rotated' || value.why === 'lost')
  );
}
