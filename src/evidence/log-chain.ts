import { hash } from 'node:crypto';

/** What an entry of the log tells beside when it was written. */
export interface LogFacts {
  /** What happened: `serve`, `deny`, `hold`, `upload`, `ruling`, … */
  readonly event: string;
  readonly [fact: string]: string | number | boolean | null | undefined | readonly string[];
}

/**
 * The same as the members of the entry's JSON, without its braces: of what is written thousands of times a second, most
 * is what it was the last time, and is put together from parts. Made by {@link factMembers}.
 */
export type FactMembers = `"event":${string}`;

/** Facts as they stand in an entry, to be followed by others after a comma. */
export function factMembers(facts: LogFacts): FactMembers {
  const { event, ...others } = facts;
  return `"event":${JSON.stringify({ event, ...others }).slice('{"event":'.length, -1)}`;
}

/** An entry as it stands in the log. */
export interface LogEntry extends LogFacts {
  /** Its number in its chain, from 1. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The end of a chain: how many entries it has, and what stands for all of them. */
export interface LogHead {
  readonly seq: number;
  /** Lower-case hex. */
  readonly hash: string;
}

/** What a chain begins with. */
export const CHAIN_START: LogHead = { seq: 0, hash: '0'.repeat(64) };

/** Characters of a line before the entry: the hash up to it, and a space. */
const PREFIX = 65;

/**
 * The line of the next entry, and the head that it makes: the hash of the line before it, a space, and the entry
 * as JSON. Whoever changes, drops, repeats or reorders a line has to change every line after it, and the signed
 * heads with them.
 */
export function chainLine(head: LogHead, facts: LogFacts | FactMembers, at: number): { line: string; head: LogHead } {
  const seq = head.seq + 1;
  const entry =
    typeof facts === 'string' ? `{"seq":${seq},"at":${at},${facts}}` : JSON.stringify({ seq, at, ...facts });
  const line = `${head.hash} ${entry}`;
  return { line, head: { seq, hash: digestOf(line) } };
}

/** In a bundle a module of Node's is looked for at each use: what is called for each entry is looked for once. */
let hashed: typeof hash | undefined;

function digestOf(line: string): string {
  hashed ??= hash;
  return hashed('sha256', line, 'hex');
}

/** Where a chain is broken, and how. */
export interface ChainBreak {
  /** The number of the line in the file, from 1. */
  readonly line: number;
  readonly fault: 'edited' | 'missing' | 'reordered' | 'unreadable';
  readonly seq: number;
}

/** Reads one line after a head: the entry and the next head, or what is wrong with it. */
export function readChainLine(head: LogHead, line: string): { entry: LogEntry; head: LogHead } | ChainBreak['fault'] {
  const entry = line[PREFIX - 1] === ' ' ? entryOf(line.slice(PREFIX)) : undefined;
  if (entry === undefined) return 'unreadable';
  const next = { seq: entry.seq, hash: digestOf(line) };
  if (line.startsWith(head.hash) && entry.seq === head.seq + 1) return { entry, head: next };
  if (entry.seq > head.seq + 1) return 'missing';
  return entry.seq === head.seq + 1 ? 'edited' : 'reordered';
}

/** The entry of a line without looking at its chain; undefined where it is none. */
export function entryOfLine(line: string): LogEntry | undefined {
  return entryOf(line.slice(PREFIX));
}

function entryOf(json: string): LogEntry | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is LogEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seq' in value &&
    Number.isSafeInteger(value.seq) &&
    'at' in value &&
    typeof value.at === 'number' &&
    'event' in value &&
    typeof value.event === 'string'
  );
}
