import {
  close,
  closeSync,
  constants,
  fdatasync,
  fsync,
  ftruncate,
  open,
  openSync,
  readdirSync,
  readSync,
  statSync,
  write,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../platform/folders.fs.ts';
import { tryLock } from '../platform/sqlite.ts';
import { chainLine, type FactMembers, type LogFacts, type LogHead } from './log-chain.ts';
import { lastHead } from './log-tail.fs.ts';

/** Writes what happens, so that nobody can change it unseen. */
export interface LogWriter {
  /** The chain's name: its folder. */
  readonly chain: string;
  /** Everything that is on disk. */
  readonly head: LogHead;
  /**
   * Writes an entry. Fulfilled when it is on disk; rejected when it cannot be, and then nothing may be acknowledged. What
   * was half written is taken back, so that the chain goes on when there is room again. Those whose entries are written
   * together are given the same promise.
   */
  append(facts: LogFacts | FactMembers): Promise<void>;
  /** Writes an entry with the next batch, within a second: one that a crash may lose. */
  note(facts: LogFacts): void;
  /** Writes what is waiting now. */
  flush(): Promise<void>;
  /** Writes what is waiting, and lets go of the chain. */
  close(): Promise<void>;
}

const openFile = promisify(open);
const writeTo = promisify(write) as (descriptor: number, bytes: Uint8Array) => Promise<{ bytesWritten: number }>;
const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);
const truncateTo = promisify(ftruncate);
const closeFile = promisify(close);

/**
 * Whether a write comes back when it is on disk: one call for each batch instead of two, and each costs the processor
 * more than hashing what is written. Elsewhere `O_DSYNC` is missing or promises less than `fdatasync`.
 */
const WRITES_THROUGH = process.platform === 'linux';
const APPENDING =
  constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (WRITES_THROUGH ? constants.O_DSYNC : 0);

/** A file of the log that has grown to this is followed by another. Unit: bytes. */
const SEGMENT = 64 * 1024 * 1024;
/** How long an entry waits for others at most. Unit: milliseconds. */
const GATHER_MS = 2;
/** How long a note waits. What is noted may have been gathered for half a second before: a crash loses less than a second in all. */
const NOTE_DELAY_MS = 300;
/** Chains below one folder: processes that write to it at once. */
const MAX_CHAINS = 64;

/**
 * Opens the log below a folder for writing, in the first chain that no other process holds: each process
 * has a chain of its own, so that none waits for another. What a crash left half written at the end is cut
 * off: nobody was told that it was there. Throws where the folder cannot be written to, or the end of a chain is broken.
 */
export async function openLog(folder: string, now: () => number, segmentBytes: number = SEGMENT): Promise<LogWriter> {
  for (let number = 1; number <= MAX_CHAINS; number++) {
    const chain = String(number).padStart(2, '0');
    const place = path.join(folder, chain);
    makeFolder(place, 0o700);
    const lock = tryLock(path.join(place, 'writer.lock'));
    if (lock !== undefined)
      return new FileLog(chain, place, lock, now, lastHead(place, segmentsOf(place)), segmentBytes);
  }
  throw new Error(`${MAX_CHAINS} processes write to \`${folder}\` already`);
}

/** The files of a chain, oldest first. */
export function segmentsOf(place: string): string[] {
  return readdirSync(place)
    .filter((name) => /^\d{16}\.log$/.test(name))
    .sort();
}

/** Entries that are written together. */
interface Batch {
  /** Their lines, each with its end. */
  text: string;
  /** Where somebody waits for them to be on disk. */
  told: PromiseWithResolvers<void> | undefined;
  /** How many do. */
  waiters: number;
}

function emptyBatch(): Batch {
  return { text: '', told: undefined, waiters: 0 };
}

class FileLog implements LogWriter {
  readonly chain: string;
  readonly #place: string;
  readonly #lock: Disposable;
  readonly #now: () => number;
  readonly #segmentBytes: number;
  /** What is on disk, and what will be with the lines that wait. */
  #written: LogHead;
  #next: LogHead;
  #waiting: Batch = emptyBatch();
  /** How many are likely to wait for what is written next. */
  #likely = 0;
  /** Says that they are there. */
  #complete: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #segment: { descriptor: number; size: number } | undefined;
  /** Set for good when it is closed: nothing more is taken. */
  #failure: unknown;
  /** Whether the file may end with what nobody was promised: it is cut off before anything else is written. */
  #torn = false;

  constructor(chain: string, place: string, lock: Disposable, now: () => number, head: LogHead, segmentBytes: number) {
    this.chain = chain;
    this.#place = place;
    this.#lock = lock;
    this.#now = now;
    this.#written = head;
    this.#next = head;
    this.#segmentBytes = segmentBytes;
  }

  get head(): LogHead {
    return this.#written;
  }

  append(facts: LogFacts | FactMembers): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#take(facts);
    const batch = this.#waiting;
    batch.waiters++;
    if (batch.waiters >= this.#likely) this.#complete?.();
    batch.told ??= Promise.withResolvers();
    this.#flush();
    return batch.told.promise;
  }

  note(facts: LogFacts): void {
    if (this.#failure !== undefined) return;
    this.#take(facts);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, NOTE_DELAY_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flush();
    while (this.#writing !== undefined) await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    // First of all: what comes while the file is closed must not be written to whatever has its number then.
    this.#failure ??= new Error('the log is closed');
    const segment = this.#segment;
    this.#segment = undefined;
    if (segment !== undefined) await closeFile(segment.descriptor);
    this.#lock[Symbol.dispose]();
  }

  #take(facts: LogFacts | FactMembers): void {
    const { line, head } = chainLine(this.#next, facts, this.#now());
    this.#next = head;
    this.#waiting.text += `${line}\n`;
  }

  /** One batch at a time; what comes meanwhile makes the next one, so that one `fsync` stands for many entries. */
  #flush(): void {
    if (this.#writing !== undefined || this.#waiting.text === '') return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      // Who was told just now may have asked again before this ran.
      this.#flush();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.text !== '') {
      await this.#gather();
      const batch = this.#waiting;
      if (this.#failure !== undefined) {
        this.#refuse(batch, this.#failure);
        return;
      }
      const head = this.#next;
      this.#waiting = emptyBatch();
      try {
        await this.#write(Buffer.from(batch.text), this.#written.seq + 1);
        this.#written = head;
        this.#likely = batch.waiters + this.#waiting.waiters;
        batch.told?.resolve();
      } catch (error) {
        this.#refuse(batch, error);
      }
    }
  }

  /**
   * Waits until those are there who were told last, and who asked meanwhile: a client that has a file mostly asks for the next
   * one at once, and a write that has to be on disk costs more than to wait for it. Not for long: it need not come.
   */
  async #gather(): Promise<void> {
    if (this.#waiting.waiters >= this.#likely) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#complete = resolve;
    const late = setTimeout(resolve, GATHER_MS);
    await promise;
    clearTimeout(late);
    this.#complete = undefined;
  }

  /** What came meanwhile follows on what is not on disk: it is refused with the batch, and the chain goes on from what is. */
  #refuse(batch: Batch, error: unknown): void {
    const meanwhile = this.#waiting;
    this.#waiting = emptyBatch();
    this.#next = this.#written;
    this.#torn = true;
    batch.told?.reject(error);
    // The same one where nothing of it was written.
    meanwhile.told?.reject(error);
  }

  async #write(bytes: Buffer, first: number): Promise<void> {
    if (this.#segment !== undefined && this.#segment.size >= this.#segmentBytes) {
      await closeFile(this.#segment.descriptor);
      this.#segment = undefined;
    }
    this.#segment ??= await this.#openSegment(first);
    if (this.#torn) await truncateTo(this.#segment.descriptor, this.#segment.size);
    this.#torn = false;
    for (let from = 0; from < bytes.length; )
      from += (await writeTo(this.#segment.descriptor, bytes.subarray(from))).bytesWritten;
    if (!WRITES_THROUGH) await syncData(this.#segment.descriptor);
    this.#segment.size += bytes.length;
  }

  async #openSegment(first: number): Promise<{ descriptor: number; size: number }> {
    const last = segmentsOf(this.#place).at(-1);
    const size = last === undefined ? 0 : statSync(path.join(this.#place, last)).size;
    const name = last === undefined || size >= this.#segmentBytes ? `${String(first).padStart(16, '0')}.log` : last;
    const descriptor = await openFile(path.join(this.#place, name), APPENDING, 0o600);
    // A new file's name must outlive a crash as its content does.
    const folder = await openFile(this.#place, 'r');
    await syncAll(folder);
    await closeFile(folder);
    return { descriptor, size: name === last ? size : 0 };
  }
}

/** Reads a file of the log line by line; memory holds one piece at a time. */
export function* linesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(1024 * 1024);
    let rest = '';
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
      const lines = (rest + piece.toString('latin1', 0, read)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield Buffer.from(line, 'latin1').toString('utf8');
    }
    if (rest !== '') yield Buffer.from(rest, 'latin1').toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
