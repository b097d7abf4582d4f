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
export async function openLog(
  folder: string,
  now: () => number,
  segmentBytes: number = SEGMENT,
  alarm: (ring: () => void) => Alarm = gatherAlarm,
): Promise<LogWriter> {
  for (let number = 1; number <= MAX_CHAINS; number++) {
    const chain = String(number).padStart(2, '0');
    const place = path.join(folder, chain);
    makeFolder(place, 0o700);
    const held = holdChain(place);
    if (held !== undefined) return new FileLog(chain, place, held, now, held.head, segmentBytes, alarm);
  }
  throw new Error(`${MAX_CHAINS} processes write to \`${folder}\` already`);
}

/** A chain that nobody else writes to until it is let go of. */
export interface HeldChain extends Disposable {
  readonly head: LogHead;
}

/**
 * Keeps others from writing to a chain, by its folder; undefined where a process does. What a crash left half written at
 * its end is cut off. Throws where its end is broken.
 */
export function holdChain(place: string): HeldChain | undefined {
  const lock = tryLock(path.join(place, 'writer.lock'));
  if (lock === undefined) return undefined;
  try {
    return { head: lastHead(place, segmentsOf(place)), [Symbol.dispose]: () => lock[Symbol.dispose]() };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
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

/** Rings once, some time after it was last set. */
export interface Alarm {
  set(): void;
  stop(): void;
}

/** One timer, moved on each time: to make one for each batch would cost a third of what handing it to the disk does. */
function gatherAlarm(ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  return {
    set() {
      if (timer === undefined) timer = setTimeout(ring, GATHER_MS);
      else timer.refresh();
    },
    stop: () => clearTimeout(timer),
  };
}

/** A file that is written to. */
interface Segment {
  readonly descriptor: number;
  size: number;
}

/**
 * Everything that is done for each batch is done without promises of its own: what is called a few thousand times a
 * second is never optimized as well as what is called for each entry.
 */
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
  #state: 'idle' | 'gathering' | 'writing' = 'idle';
  /** Rings when those who gather have waited long enough. */
  readonly #late: Alarm;
  /** Told when nothing is written, nor waits to be. */
  #settled: PromiseWithResolvers<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #segment: Segment | undefined;
  /** Set for good when it is closed: nothing more is taken. */
  #failure: unknown;
  /** Whether the file may end with what nobody was promised: it is cut off before anything else is written. */
  #torn = false;

  constructor(
    chain: string,
    place: string,
    lock: Disposable,
    now: () => number,
    head: LogHead,
    segmentBytes: number,
    alarm: (ring: () => void) => Alarm,
  ) {
    this.chain = chain;
    this.#place = place;
    this.#lock = lock;
    this.#now = now;
    this.#written = head;
    this.#next = head;
    this.#segmentBytes = segmentBytes;
    this.#late = alarm(() => {
      if (this.#state === 'gathering') this.#begin();
    });
  }

  get head(): LogHead {
    return this.#written;
  }

  append(facts: LogFacts | FactMembers): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#take(facts);
    const batch = this.#waiting;
    batch.waiters++;
    batch.told ??= Promise.withResolvers();
    if (this.#state === 'idle') this.#flush();
    else if (this.#state === 'gathering' && batch.waiters >= this.#likely) this.#begin();
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
    while (this.#state !== 'idle') {
      this.#settled ??= Promise.withResolvers();
      await this.#settled.promise;
    }
  }

  async close(): Promise<void> {
    // Somebody may have asked between its end and here.
    do await this.flush();
    while (this.#state !== 'idle' || this.#waiting.text !== '');
    // First of all: what comes while the file is closed must not be written to whatever has its number then.
    this.#failure ??= new Error('the log is closed');
    this.#late.stop();
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

  /**
   * One batch at a time; what comes meanwhile makes the next one, so that one `fsync` stands for many entries. It waits
   * until those are there who were told last, and who asked meanwhile: a client that has a file mostly asks for the next
   * one at once, and a write that has to be on disk costs more than to wait for it. Not for long: it need not come.
   */
  #flush(): void {
    if (this.#state !== 'idle') return;
    if (this.#waiting.text === '') {
      this.#settled?.resolve();
      this.#settled = undefined;
    } else if (this.#waiting.waiters >= this.#likely) this.#begin();
    else {
      this.#state = 'gathering';
      this.#late.set();
    }
  }

  /** Writes what waits, and what is asked for in the same breath. */
  #begin(): void {
    this.#state = 'writing';
    queueMicrotask(() => this.#writeWaiting());
  }

  #writeWaiting(): void {
    const batch = this.#waiting;
    const head = this.#next;
    this.#waiting = emptyBatch();
    const segment = this.#segment;
    const ended = (error: Error | null): void => this.#ended(batch, head, error);
    const bytes = Buffer.from(batch.text);
    if (WRITES_THROUGH && segment !== undefined && !this.#torn && segment.size < this.#segmentBytes)
      this.#write(segment, bytes, 0, ended);
    else
      this.#ready(this.#written.seq + 1).then((ready) => {
        this.#write(ready, bytes, 0, ended);
      }, ended);
  }

  /** What is on disk is told to those who wait; whoever is told may have asked again before what waits is looked at. */
  #ended(batch: Batch, head: LogHead, error: Error | null): void {
    if (error === null) {
      this.#written = head;
      this.#likely = batch.waiters + this.#waiting.waiters;
      batch.told?.resolve();
    } else this.#refuse(batch, error);
    this.#state = 'idle';
    this.#flush();
  }

  /** What came meanwhile follows on what is not on disk: it is refused with the batch, and the chain goes on from what is. */
  #refuse(batch: Batch, error: Error): void {
    const meanwhile = this.#waiting;
    this.#waiting = emptyBatch();
    this.#next = this.#written;
    this.#torn = true;
    batch.told?.reject(error);
    meanwhile.told?.reject(error);
  }

  #write(segment: Segment, bytes: Buffer, from: number, ended: (error: Error | null) => void): void {
    const durable = (error: Error | null): void => {
      if (error === null) segment.size += bytes.length;
      ended(error);
    };
    write(segment.descriptor, bytes, from, bytes.length - from, null, (error, written) => {
      if (error !== null) ended(error);
      else if (from + written < bytes.length) this.#write(segment, bytes, from + written, ended);
      else if (WRITES_THROUGH) durable(null);
      else fdatasync(segment.descriptor, durable);
    });
  }

  /** The file for an entry of this number, without anything at its end that nobody was promised. */
  async #ready(first: number): Promise<Segment> {
    if (this.#segment !== undefined && this.#segment.size >= this.#segmentBytes) {
      await closeFile(this.#segment.descriptor);
      this.#segment = undefined;
    }
    this.#segment ??= await this.#openSegment(first);
    if (this.#torn) await truncateTo(this.#segment.descriptor, this.#segment.size);
    this.#torn = false;
    return this.#segment;
  }

  async #openSegment(first: number): Promise<Segment> {
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
