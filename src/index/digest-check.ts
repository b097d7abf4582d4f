import { createHash } from 'node:crypto';
import type { FileHashes } from '@rind/pypa';

type Hash = ReturnType<typeof createHash>;

/** Names of hashes by which bytes can be known, and how they are called here; the first that is stated counts. MD5 and SHA-1 prove nothing. */
const ALGORITHMS: readonly (readonly [string, string])[] = [
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
  ['sha384', 'sha384'],
  ['sha3_256', 'sha3-256'],
  ['sha3_512', 'sha3-512'],
  ['sha3_384', 'sha3-384'],
  ['blake2b', 'blake2b512'],
];

/** Hashes bytes as they come, and compares with what was announced. */
export class DigestCheck {
  readonly #sha256: Hash = createHash('sha256');
  readonly #other: { readonly hash: Hash; readonly expected: string; readonly algorithm: string } | undefined;
  readonly #expected: string | undefined;

  constructor(announced: FileHashes | undefined) {
    this.#expected = announced?.get('sha256');
    if (announced === undefined || this.#expected !== undefined) return;
    for (const [algorithm, name] of ALGORITHMS) {
      const expected = announced.get(algorithm);
      if (expected === undefined) continue;
      this.#other = { hash: createHash(name), expected, algorithm };
      return;
    }
  }

  /** Whether anything was announced that can prove something. */
  get isBinding(): boolean {
    return this.#expected !== undefined || this.#other !== undefined;
  }

  update(chunk: Uint8Array): void {
    this.#sha256.update(chunk);
    this.#other?.hash.update(chunk);
  }

  /** The sha256 of all of it in hexadecimal, and what is wrong, if anything. Once only. */
  finish(): { readonly sha256: string; readonly fault: string | undefined } {
    const sha256 = this.#sha256.digest('hex');
    if (this.#expected !== undefined && sha256 !== this.#expected)
      return { sha256, fault: `has the sha256 \`${sha256}\` where the index states \`${this.#expected}\`` };
    const { hash, expected, algorithm } = this.#other ?? {};
    const fault = hash !== undefined && hash.digest('hex') !== expected;
    return { sha256, fault: fault ? `does not have the ${algorithm} that the index states` : undefined };
  }
}
