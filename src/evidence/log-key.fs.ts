import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeFolder } from '../platform/folders.fs.ts';
import { tryLock } from '../platform/sqlite.ts';
import {
  formatStatement,
  type KeyFault,
  type KeyOrigin,
  keyIdOf,
  type ListedKey,
  rawKeyOf,
  readStatement,
  statementBytes,
  statementText,
} from './log-key.ts';
import { cutHalfLine, fileLines } from './log-lines.fs.ts';

/** The key that signs now. */
export interface SigningKey {
  /** As heads name it. */
  readonly id: string;
  readonly listed: ListedKey;
  /** Lower-case hex. */
  sign(bytes: Uint8Array): string;
}

/** The key that signs, and whether it is one that was made just now. */
export interface FoundKey {
  readonly key: SigningKey;
  readonly made: KeyOrigin | undefined;
}

/** Keys of one log: more than anybody changes in a lifetime. */
const MOST_KEYS = 10_000;
const PAUSE_MS = 20;
const PATIENCE_MS = 10_000;

/** Where the private key of a log lies: readable by its owner alone. */
function keyFile(folder: string): string {
  return path.join(folder, 'key.pem');
}

/** Where the public keys of a log are listed, the first one first. */
export function keyListFile(folder: string): string {
  return path.join(folder, 'keys.log');
}

/** A list of keys, and where it stops being one. */
export interface KeyList {
  readonly keys: readonly ListedKey[];
  /** The number of the first line that is none, and why; undefined where all are keys. */
  readonly fault?: { readonly line: number; readonly why: KeyFault; readonly isHalf: boolean };
}

/** Reads the public keys of a log; an empty list where there is none. Throws what the file system throws. */
export function readKeyList(folder: string): KeyList {
  const file = keyListFile(folder);
  if (!existsSync(file)) return { keys: [] };
  const keys: ListedKey[] = [];
  for (const line of fileLines(file)) {
    const text = Buffer.from(line.bytes).toString('latin1');
    const read = line.isWhole && keys.length < MOST_KEYS ? readStatement(text, keys.at(-1)) : 'unreadable';
    if (typeof read === 'string') return { keys, fault: { line: line.number, why: read, isHalf: !line.isWhole } };
    keys.push(read);
  }
  return { keys };
}

/**
 * The key that signs heads below a folder; made where there is none, and said to be lost where there was one. One
 * process at a time. Throws where the folder cannot be written to, or its list of keys is no list.
 */
export async function openKey(folder: string, now: number): Promise<FoundKey> {
  using _ = await locked(folder);
  const found = keyAtHand(folder);
  if (found !== undefined) return { key: found, made: undefined };
  const before = listedKeys(folder);
  const why: KeyOrigin = before.length === 0 ? 'first' : 'lost';
  return { key: makeKey(folder, before.at(-1), undefined, why, now), made: why };
}

/** Has another key sign from now on; the one before signs that. A gateway that runs takes it within a minute. */
export async function rotateKey(folder: string, now: number): Promise<SigningKey> {
  const { key: before } = await openKey(folder, now);
  using _ = await locked(folder);
  return makeKey(folder, before.listed, before, 'rotated', now);
}

/** The key whose private half is at hand; undefined where there is none, or another than the list ends with. */
export function keyAtHand(folder: string): SigningKey | undefined {
  const file = keyFile(folder);
  const listed = listedKeys(folder);
  if (!existsSync(file)) return undefined;
  const key = createPrivateKey(readFileSync(file));
  const raw = rawKeyOf(createPublicKey(key));
  const own = listed.find((one) => one.key === raw);
  return own === undefined ? undefined : signing(key, own);
}

function listedKeys(folder: string): readonly ListedKey[] {
  const { keys, fault } = readKeyList(folder);
  // Half a line is what a crash leaves: nobody used that key yet.
  if (fault?.isHalf === true) {
    cutHalfLine(keyListFile(folder));
    return keys;
  }
  if (fault !== undefined)
    throw new Error(
      `line ${fault.line} of \`${keyListFile(folder)}\` is no key that the one before vouches for: ${fault.why}`,
    );
  return keys;
}

async function locked(folder: string): Promise<Disposable> {
  makeFolder(folder, 0o700);
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    const lock = tryLock(path.join(folder, 'key.lock'));
    if (lock !== undefined) return lock;
    await wait(PAUSE_MS);
  }
  throw new Error(`another process has been changing the key of \`${folder}\` for ${PATIENCE_MS / 1000} s`);
}

function makeKey(
  folder: string,
  before: ListedKey | undefined,
  by: SigningKey | undefined,
  why: KeyOrigin,
  now: number,
): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const n = (before?.n ?? 0) + 1;
  const text = statementText({ n, key: rawKeyOf(publicKey), at: now, why });
  const bytes = statementBytes(text);
  const line = formatStatement(text, by?.sign(bytes), sign(null, bytes, privateKey).toString('hex'));
  const listed = readStatement(line, before);
  if (typeof listed === 'string') throw new Error(`a key that was made just now is ${listed}`);
  // First it lies ready, then it is listed, then it signs: a crash between two of them leaves the one before in force.
  const ready = `${keyFile(folder)}.new`;
  rmSync(ready, { force: true });
  writeFileSync(ready, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx', flush: true });
  appendFileSync(keyListFile(folder), `${line}\n`, { mode: 0o600, flush: true });
  renameSync(ready, keyFile(folder));
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
  return signing(privateKey, listed);
}

function signing(key: KeyObject, listed: ListedKey): SigningKey {
  return { id: keyIdOf(listed.key), listed, sign: (bytes) => sign(null, bytes, key).toString('hex') };
}
