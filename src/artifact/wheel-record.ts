import { createHash, hash as hashOnce } from 'node:crypto';
import { parseRecord, type RecordEntry } from '@rind/pypa';
import { shownName } from './entry-name.ts';
import type { FaultList } from './inspection-fault.ts';
import type { ContentSink } from './zip-source.ts';

/** Node's name of each algorithm that RECORD may use, where it differs. */
const NODE_NAMES: ReadonlyMap<string, string> = new Map([
  ['sha3_224', 'sha3-224'],
  ['sha3_256', 'sha3-256'],
  ['sha3_384', 'sha3-384'],
  ['sha3_512', 'sha3-512'],
  ['blake2b', 'blake2b512'],
  ['blake2s', 'blake2s256'],
]);
const KNOWN: ReadonlySet<string> = new Set([
  ...NODE_NAMES.keys(),
  'sha256',
  'sha384',
  'sha512',
  'sha224',
  'sha1',
  'md5',
]);

/** What the kernel says of a line that is clear all the same. */
const ODD: ReadonlySet<string> = new Set(['blank-line', 'listed-signature', 'hashed-record']);
/** What is said of the file itself, in words of its own. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['weak-hash', 'missing-hash', 'duplicate-path']);

/** RECORD of a wheel, against the files that come by. */
export class WheelRecord {
  readonly #entries = new Map<string, RecordEntry>();
  readonly #folder: string;
  readonly #faults: FaultList;
  readonly #seen = new Set<string>();

  /** @param folder the `.dist-info` folder that RECORD stands in */
  constructor(bytes: Uint8Array, folder: string, faults: FaultList) {
    this.#folder = folder;
    this.#faults = faults;
    const { entries, faults: found } = parseRecord(new TextDecoder().decode(bytes));
    for (const { code, message } of found) {
      if (!SAID_ELSEWHERE.has(code))
        faults.add(ODD.has(code) ? 'record-odd' : 'record-malformed', `RECORD: ${message}`);
    }
    for (const entry of entries) this.#list(entry);
  }

  #list(entry: RecordEntry): void {
    const { path } = entry;
    const before = this.#entries.get(path);
    this.#entries.set(path, entry);
    if (before === undefined) return;
    const isSame =
      before.size === entry.size &&
      before.hash?.algorithm === entry.hash?.algorithm &&
      before.hash?.digest === entry.hash?.digest;
    const code = isSame ? 'record-odd' : 'record-listed-twice';
    this.#faults.add(code, `RECORD lists \`${shownName(path)}\` twice`);
  }

  /** Whether it needs no line of its own, or none with a hash. PEP 427, "Signed wheel files". */
  #isOwn(path: string): boolean {
    return ['RECORD', 'RECORD.jws', 'RECORD.p7s'].some((name) => path === `${this.#folder}/${name}`);
  }

  /** Takes a file of the wheel. What comes back takes its content. */
  check(path: string, size: number): ContentSink {
    const entry = this.#entries.get(path);
    this.#seen.add(path);
    const shown = shownName(path);
    if (entry === undefined) {
      if (!this.#isOwn(path)) this.#faults.add('record-unlisted', `RECORD does not list \`${shown}\``);
      return () => undefined;
    }
    if (entry.size !== undefined && entry.size !== size)
      this.#faults.add('record-size', `\`${shown}\` has ${size} bytes, and ${entry.size} in RECORD`);
    const { hash } = entry;
    if (hash === undefined || !KNOWN.has(hash.algorithm)) {
      if (!this.#isOwn(path)) this.#faults.add('record-weak-hash', `RECORD has no hash of \`${shown}\``);
      return () => undefined;
    }
    if (hash.algorithm === 'md5' || hash.algorithm === 'sha1')
      this.#faults.add('record-weak-hash', `RECORD has only an \`${hash.algorithm}\` hash of \`${shown}\``);
    if (path === `${this.#folder}/RECORD`) return () => undefined;
    return digestOf(NODE_NAMES.get(hash.algorithm) ?? hash.algorithm, size, (digest) => {
      if (digest !== hash.digest)
        this.#faults.add('record-hash', `\`${shown}\` does not have the hash that RECORD says`);
    });
  }

  /** Says which files it lists that did not come by. */
  finish(): void {
    for (const path of this.#entries.keys()) {
      if (path !== '' && !this.#seen.has(path) && !this.#isOwn(path))
        this.#faults.add('record-missing-file', `RECORD lists \`${shownName(path)}\`, which is not in the wheel`);
    }
  }
}

/** Hashes pieces; small files, which are most, come as one piece and cost no object. */
function digestOf(algorithm: string, size: number, done: (digest: string) => void): ContentSink {
  let hash: ReturnType<typeof createHash> | undefined;
  let isDone = false;
  return (piece) => {
    if (isDone) return;
    if (piece === undefined) {
      isDone = true;
      done((hash ?? createHash(algorithm)).digest('base64url'));
    } else if (hash === undefined && piece.length === size) {
      isDone = true;
      done(hashOnce(algorithm, piece, 'base64url'));
    } else {
      hash ??= createHash(algorithm);
      hash.update(piece);
    }
  };
}
