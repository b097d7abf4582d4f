import { parseInstant } from '../base/instant.ts';
import { isSignedBy, type ListedKey, readStatement } from './log-key.ts';
import { trustKeys } from './log-trust.ts';

/** A source of advisories as a gateway hands it out. */
export interface StatedSource {
  /** As the gateway has it: lower-case letters, digits and dashes. */
  readonly name: string;
  readonly kind: 'osv' | 'epss' | 'kev';
  /** RFC 3339, of its newest record; empty where it is not known. */
  readonly newest: string;
  /** When the gateway last found it to be all that its origin has, epoch milliseconds; null where it came from a file. */
  readonly checked: number | null;
  /** Documents of its origin that the gateway could not read. */
  readonly unread: number;
  /** Records, of a feed its rows. */
  readonly records: number;
  /** Of what is handed out. */
  readonly bytes: number;
  /** Of what is handed out, lower-case hex. */
  readonly sha256: string;
}

/** What a gateway says of the advisories that it holds, all at once: no source can be left out by anybody else. */
export interface SharedStatement {
  /** Since when it holds them, epoch milliseconds: never less than in the statement before. */
  readonly at: number;
  /** The key that signs, as `keyIdOf` names it. */
  readonly key: string;
  readonly sources: readonly StatedSource[];
}

/** A statement as it came: nobody has looked yet who signed it. */
export interface SharedDocument {
  /** Every key of the gateway, each vouched for as it claims. */
  readonly keys: readonly ListedKey[];
  readonly statement: SharedStatement;
  readonly text: string;
  readonly signature: string;
}

/** Sources of one gateway. */
export const MOST_SHARED = 64;
/** Bytes of a document: two hundred keys and all sources. */
export const MOST_DOCUMENT: number = 128 * 1024;

const LINE = /^(\{[^\n]{1,60000}\}) ([0-9a-f]{128})$/;
const HASH = /^[0-9a-f]{64}$/;
const KEY_ID = /^[0-9a-f]{16}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,99}$/;

/** What the signature is over: never the same bytes as those of a head, or of a key. */
export function sharedBytes(text: string): Uint8Array {
  return Buffer.from(`rind-advisories/1 ${text}`);
}

/** A statement as text, in the one way in which it is ever written. */
export function sharedText({ at, key, sources }: SharedStatement): string {
  return JSON.stringify({
    at,
    key,
    sources: sources.map(({ name, kind, newest, checked, unread, records, bytes, sha256 }) => ({
      name,
      kind,
      newest,
      checked,
      unread,
      records,
      bytes,
      sha256,
    })),
  });
}

/**
 * The document of a statement: the list of keys, a line each, and the statement with its signature as the last line.
 *
 * @param keys the lines of the list of keys, with a line feed at their end
 * @param signature lower-case hex
 */
export function formatShared(keys: string, text: string, signature: string): string {
  return `${keys}${text} ${signature}\n`;
}

/** Reads the document of a statement; undefined for what is none. */
export function readShared(document: string): SharedDocument | undefined {
  if (document.length > MOST_DOCUMENT || !document.endsWith('\n')) return undefined;
  const lines = document.slice(0, -1).split('\n');
  const [, text, signature] = LINE.exec(lines.pop() ?? '') ?? [];
  const statement = text === undefined ? undefined : statementOf(text);
  if (text === undefined || signature === undefined || statement === undefined) return undefined;
  const keys: ListedKey[] = [];
  for (const line of lines) {
    const key = readStatement(line, keys.at(-1));
    if (typeof key === 'string') return undefined;
    keys.push(key);
  }
  return { keys, statement, text, signature };
}

/**
 * Who signed a statement: the key, lower-case hex. `unsigned`: the signature is not over what it says; `untrusted`:
 * nobody who was named vouches for the key, or one that vouched for it was lost.
 *
 * @param named raw public keys that somebody brought here by another way; undefined to ask who claims to have signed
 */
export function signerOf(
  { keys, statement, text, signature }: SharedDocument,
  named: readonly string[] | undefined,
): { readonly key: string } | 'unsigned' | 'untrusted' {
  const trusted = trustKeys(keys, named).get(statement.key);
  if (trusted?.standing !== 'yes') return 'untrusted';
  const { listed } = trusted;
  return isSignedBy(listed.publicKey, sharedBytes(text), signature) ? { key: listed.key } : 'unsigned';
}

function statementOf(text: string): SharedStatement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Written otherwise, or with a key twice, it is none: readers could disagree.
  return isStatement(value) && sharedText(value) === text ? value : undefined;
}

function isStatement(value: unknown): value is SharedStatement {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    isCount(value.at) &&
    'key' in value &&
    typeof value.key === 'string' &&
    KEY_ID.test(value.key) &&
    'sources' in value &&
    Array.isArray(value.sources) &&
    value.sources.length <= MOST_SHARED &&
    value.sources.every(isSource) &&
    new Set(value.sources.map(({ name }) => name)).size === value.sources.length
  );
}

function isSource(value: unknown): value is StatedSource {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    NAME.test(value.name) &&
    'kind' in value &&
    value.kind === kindOf(value.name) &&
    'newest' in value &&
    typeof value.newest === 'string' &&
    value.newest.length <= 40 &&
    (value.newest === '' || parseInstant(value.newest).ok) &&
    'checked' in value &&
    (value.checked === null || isCount(value.checked)) &&
    'unread' in value &&
    isCount(value.unread) &&
    'records' in value &&
    isCount(value.records) &&
    'bytes' in value &&
    isCount(value.bytes) &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    HASH.test(value.sha256)
  );
}

/** The feeds have names of their own; every other source has records. */
function kindOf(name: string): StatedSource['kind'] {
  return name === 'epss' || name === 'kev' ? name : 'osv';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
