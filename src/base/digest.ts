import { fault, ok, type Parsed } from '@rind/pypa';

/**
 * Length of each known hash in bytes. Source: the algorithms that Python's `hashlib` guarantees and
 * that have a fixed length, since indexes, RECORD and lock files use its names.
 */
const BYTES: Readonly<Record<string, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  sha3_224: 28,
  sha3_256: 32,
  sha3_384: 48,
  sha3_512: 64,
  blake2b: 64,
  blake2s: 32,
};

/** Hashes that prove nothing any more: collisions are known. */
const BROKEN: ReadonlySet<string> = new Set(['md5', 'sha1']);

/** A hash of some bytes: the algorithm by its `hashlib` name, the value in lower-case hexadecimal. */
interface Digest {
  readonly algorithm: string;
  readonly hex: string;
}

/** Reads `sha256:HEX`, as lock files and OCI write it, or `sha256=HEX`, as URL fragments do. */
export function parseDigest(text: string): Parsed<Digest> {
  const split = algorithmOf(text, /[:=]/);
  if (!split.ok) return split;
  const { algorithm, rest, offset } = split.value;
  return digestFromHex(algorithm, rest, offset);
}

/** Makes a digest from an algorithm and hexadecimal digits of either case; `offset` is where faults point. */
export function digestFromHex(algorithm: string, hex: string, offset: number = 0): Parsed<Digest> {
  const bytes = Object.hasOwn(BYTES, algorithm) ? BYTES[algorithm] : undefined;
  if (bytes === undefined) return fault('unknown-hash', `the hash algorithm \`${algorithm}\` is unknown`, 0);
  if (hex.length !== bytes * 2) {
    return fault(
      'invalid-digest',
      `a ${algorithm} digest has ${bytes * 2} hexadecimal digits, not ${hex.length}`,
      offset,
    );
  }
  const wrong = hex.search(/[^0-9a-fA-F]/);
  if (wrong >= 0) return fault('invalid-digest', 'a digest has hexadecimal digits only', offset + wrong);
  return ok({ algorithm, hex: hex.toLowerCase() });
}

/** Reads RECORD's form, `sha256=` and URL-safe base64 without padding. Source: binary distribution format, "RECORD". */
export function parseRecordDigest(text: string): Parsed<Digest> {
  const split = algorithmOf(text, /=/);
  if (!split.ok) return split;
  const { algorithm, rest, offset } = split.value;
  const bytes = Object.hasOwn(BYTES, algorithm) ? (BYTES[algorithm] ?? 0) : 0;
  if (bytes === 0) return fault('unknown-hash', `the hash algorithm \`${algorithm}\` is unknown`, 0);
  const length = Math.ceil((bytes * 4) / 3);
  if (rest.length !== length) {
    return fault('invalid-digest', `a ${algorithm} digest has ${length} base64 characters, not ${rest.length}`, offset);
  }
  const hex = hexFromBase64Url(rest);
  if (typeof hex === 'number') {
    return fault('invalid-digest', 'a digest is URL-safe base64 without padding or spare bits', offset + hex);
  }
  return ok({ algorithm, hex });
}

/** Writes `sha256:HEX`. */
export function formatDigest(digest: Digest): string {
  return `${digest.algorithm}:${digest.hex}`;
}

/** Writes RECORD's form. */
export function formatRecordDigest(digest: Digest): string {
  let base64 = '';
  for (let at = 0; at < digest.hex.length; at += 6) {
    const group = digest.hex.slice(at, at + 6);
    const bits = Number.parseInt(group.padEnd(6, '0'), 16);
    const characters = Math.ceil((group.length * 4) / 6);
    for (let index = 0; index < characters; index++) base64 += BASE64_URL.charAt((bits >> (18 - index * 6)) & 63);
  }
  return `${digest.algorithm}=${base64}`;
}

/** Whether two digests are the same hash with the same value. */
export function sameDigest(one: Digest, other: Digest): boolean {
  return one.algorithm === other.algorithm && one.hex === other.hex;
}

/** Whether a digest can stand for its bytes: MD5 and SHA-1 cannot. */
export function isStrongDigest(digest: Digest): boolean {
  return !BROKEN.has(digest.algorithm);
}

const BASE64_URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

interface AlgorithmSplit {
  readonly algorithm: string;
  readonly rest: string;
  readonly offset: number;
}

function algorithmOf(text: string, separator: RegExp): Parsed<AlgorithmSplit> {
  const at = text.search(separator);
  if (at < 0) return fault('invalid-digest', 'a digest starts with its algorithm, as in `sha256:`', 0);
  return ok({ algorithm: text.slice(0, at), rest: text.slice(at + 1), offset: at + 1 });
}

/** The bytes in hexadecimal, or the offset of the first character that is wrong. */
function hexFromBase64Url(text: string): string | number {
  let hex = '';
  let bits = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const value = BASE64_URL.indexOf(text.charAt(at));
    if (value < 0) return at;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      hex += ((bits >> count) & 0xff).toString(16).padStart(2, '0');
    }
  }
  return (bits & ((1 << count) - 1)) === 0 ? hex : text.length - 1;
}
