import { createHash, hash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateRaw, gzip } from 'node:zlib';
import { versionOf } from '../advisory/read-store.sql.ts';
import { sharedPieces } from '../advisory/shared-source.sql.ts';
import { type SourceState, sourceStates } from '../advisory/source-state.sql.ts';
import { STORE_VERSION } from '../advisory/store-schema.sql.ts';
import type { Absent, ContentAnswer, FileAnswer, Forbidden } from '../app/serve/answers.ts';
import type { Asker } from '../app/serve/ask.ts';
import type { Sharing } from '../app/serve/sharing.ts';
import { ZipPieces } from '../artifact/zip-write.ts';
import {
  formatShared,
  MOST_SHARED,
  type StatedSource,
  sharedBytes,
  sharedText,
} from '../evidence/advisory-statement.ts';
import { makeFolder } from '../platform/folders.fs.ts';
import type { Pace } from '../platform/pace.ts';
import { type DatabaseSync, openFinished } from '../platform/sqlite.ts';

/** What {@link SharedAdvisories} works with. */
export interface SharedAdvisoriesParts {
  /** The store that is in force here. It is only ever replaced whole. */
  readonly inForce: string;
  /** Where what is handed out is made: nothing else lies there. */
  readonly folder: string;
  /** The lines of the list of keys, and the one of them that signs; undefined where none can. */
  keys(): { readonly lines: string; readonly id: string; sign(bytes: Uint8Array): string } | undefined;
  /** Changes when `keys` does. */
  keysStamp(): string;
  mayRead(asker: Asker): Forbidden | Absent | undefined;
  readonly pace: Pick<Pace, 'within'>;
  /** Told of what kept it from making something. */
  failed(error: unknown): void;
}

/** What is handed out of one state of the store. */
interface Made {
  readonly stamp: string;
  readonly at: number;
  readonly sources: readonly MadeSource[];
}

interface MadeSource {
  readonly stated: StatedSource;
  /** Of the records: while it stays the same, so does what is handed out. */
  readonly digest: string;
}

/** How long somebody waits for what is being made. Unit: milliseconds. */
const PATIENCE = 12_000;
const ABSENT: Absent = { answer: 'absent', why: 'there are no advisories here' };

/**
 * Hands out the advisories that are in force at a gateway, signed by the key of its log. What waits for a person here
 * is not handed on, nor what a service said of single names: that is no source for anybody else. It is made once for
 * each state of the store, into files that are named by their digests; those of the state before stay for whoever read
 * the statement before.
 */
export class SharedAdvisories implements Sharing {
  readonly #parts: SharedAdvisoriesParts;
  #made: Made | undefined;
  #making: Promise<void> | undefined;
  #signed: { readonly stamp: string; readonly content: Uint8Array; readonly sha256: string } | undefined;
  #files = 0;

  constructor(parts: SharedAdvisoriesParts) {
    this.#parts = parts;
  }

  async statement(asker: Asker): Promise<ContentAnswer> {
    const fault = this.#parts.mayRead(asker);
    if (fault !== undefined) return fault;
    const stamp = this.#stamp();
    if (stamp === undefined) return ABSENT;
    if (this.#made?.stamp !== stamp) await this.#parts.pace.within(this.#make(), PATIENCE);
    const made = this.#made;
    // Whoever asks next may find it made: others are served meanwhile.
    if (made?.stamp !== stamp)
      return { answer: 'later', why: 'the advisories are being packed for the first time', retryAfter: 5 };
    return this.#sign(made);
  }

  async data(asker: Asker, sha256: string): Promise<FileAnswer> {
    const fault = this.#parts.mayRead(asker);
    if (fault !== undefined) return fault;
    if (!/^[0-9a-f]{64}$/.test(sha256)) return ABSENT;
    const file = path.join(this.#parts.folder, sha256);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return ABSENT;
    return {
      answer: 'bytes',
      sha256,
      size,
      async open() {
        const handle = await open(file, 'r');
        return {
          read: async (target, position) => (await handle.read(target, 0, target.length, position)).bytesRead,
          close: () => handle.close(),
        };
      },
      // It is the same for everybody: who has it is nobody's matter.
      record: async () => {},
    };
  }

  #sign({ stamp, at, sources }: Made): ContentAnswer {
    const { keys, keysStamp } = this.#parts;
    const of = `${stamp} ${keysStamp()}`;
    if (this.#signed?.stamp !== of) {
      const key = keys();
      if (key === undefined) return ABSENT;
      const text = sharedText({ at, key: key.id, sources: sources.map(({ stated }) => stated) });
      const content = Buffer.from(formatShared(key.lines, text, key.sign(sharedBytes(text))));
      this.#signed = { stamp: of, content, sha256: hash('sha256', content) };
    }
    const { content, sha256 } = this.#signed;
    return { answer: 'content', content, sha256 };
  }

  /** One state of the store; undefined where there is none. It grows: only a whole file takes another's place. */
  #stamp(): string | undefined {
    const facts = statSync(this.#parts.inForce, { throwIfNoEntry: false });
    return facts === undefined ? undefined : `${facts.ino} ${facts.size} ${facts.mtimeMs}`;
  }

  #make(): Promise<void> {
    this.#making ??= this.#makeAll()
      .catch(this.#parts.failed)
      .finally(() => {
        this.#making = undefined;
      });
    return this.#making;
  }

  async #makeAll(): Promise<void> {
    const { folder, inForce } = this.#parts;
    const stamp = this.#stamp();
    const at = Math.floor(statSync(inForce).mtimeMs);
    makeFolder(folder, 0o700);
    const database = openFinished(inForce);
    try {
      // Replaced between the two looks: whoever asks next makes the other one.
      if (stamp === undefined || this.#stamp() !== stamp || versionOf(database) !== STORE_VERSION) return;
      const sources: MadeSource[] = [];
      for (const state of sourceStates(database)) {
        if (state.byName || state.records === 0 || sources.length === MOST_SHARED) continue;
        const before = this.#made?.sources.find((made) => made.digest === digestOf(state));
        sources.push({ stated: await this.#source(database, state, before), digest: digestOf(state) });
      }
      const kept = new Set([...sources, ...(this.#made?.sources ?? [])].map(({ stated }) => stated.sha256));
      this.#made = { stamp, at, sources };
      for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(path.join(folder, name), { force: true });
    } finally {
      database.close();
    }
  }

  async #source(database: DatabaseSync, state: SourceState, before: MadeSource | undefined): Promise<StatedSource> {
    const { name, kind, newest, checked, documents } = state;
    const written = before?.stated ?? (await this.#write(database, state));
    const { records, bytes, sha256 } = written;
    return { name, kind, newest, checked: checked ?? null, unread: documents.length, records, bytes, sha256 };
  }

  /** Packs a source into a file. Packing is done beside: no request waits for it. */
  async #write(
    database: DatabaseSync,
    state: SourceState,
  ): Promise<Pick<StatedSource, 'records' | 'bytes' | 'sha256'>> {
    const part = path.join(this.#parts.folder, `part-${process.pid}-${++this.#files}`);
    const sink = new Sink(await open(part, 'wx', 0o600));
    let records = 0;
    try {
      const zip = state.kind === 'osv' ? new ZipPieces() : undefined;
      let number = 0;
      for (const piece of sharedPieces(database, state)) {
        const text = Buffer.from(piece.text);
        records += piece.records;
        if (zip === undefined) await sink.write(await promisify(gzip)(text));
        else {
          const packed = await promisify<Uint8Array, Uint8Array>(deflateRaw)(text);
          const name = `${String(++number).padStart(6, '0')}.json`;
          for (const bytes of zip.entry({ name, packed, size: text.length, crc: crc32(text) })) await sink.write(bytes);
        }
      }
      if (zip !== undefined) await sink.write(zip.end());
    } finally {
      await sink.close();
    }
    const { bytes, sha256 } = sink.end();
    await rename(part, path.join(this.#parts.folder, sha256));
    return { records, bytes, sha256 };
  }
}

/** A file that is written once, and what it is then. */
class Sink {
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#handle.writeFile(bytes);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  end(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

function digestOf({ name, digest, newest }: SourceState): string {
  return `${name} ${digest} ${newest}`;
}
