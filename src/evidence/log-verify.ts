import { hash } from 'node:crypto';
import { formatInstant } from '../base/instant.ts';
import { HeadLines, type PlacedHead } from './head-lines.ts';
import { CHAIN_START, entryOfLine, type LogHead } from './log-chain.ts';
import type { LogFault, LogFindings, LogGravity } from './log-finding.ts';
import type { StatedHead } from './log-head.ts';
import type { FileLine } from './log-lines.fs.ts';
import type { TrustedKey } from './log-trust.ts';

/** A file of a chain. */
export interface LogSegment {
  /** Below the log's folder. */
  readonly file: string;
  /** The number of its first entry, by its name. */
  readonly first: number;
  readonly lines: Iterable<FileLine>;
}

/** One chain, as it is verified. */
export interface ChainParts {
  readonly chain: string;
  /** Oldest first. */
  readonly segments: readonly LogSegment[];
  readonly heads: Iterator<FileLine>;
  /** As findings name it. */
  readonly headsFile: string;
  readonly keys: ReadonlyMap<string, TrustedKey>;
  /** What the database has as the last signed head; undefined where it has none, or was not asked. */
  readonly witness: StatedHead | undefined;
  readonly findings: LogFindings;
}

/** What a chain comes to. */
export interface ChainSummary {
  readonly chain: string;
  readonly entries: number;
  readonly head: LogHead;
  /** Epoch milliseconds of the first entry and the last; null where there is none. */
  readonly from: number | null;
  readonly to: number | null;
  /** The last entry that a trusted key vouches for, and when it did; 0 and null where none does. */
  readonly signed: number;
  readonly signedAt: number | null;
}

/** Heads are signed each minute; what is unsigned for longer was never signed, or its heads are gone. Unit: milliseconds. */
const MOST_UNSIGNED = 90_000;
/** Characters of a line before the entry. */
const PREFIX = 65;

/** Follows a chain from its first entry to its last beside the heads that were signed of it. Memory holds one line. */
export function verifyChain(parts: ChainParts): ChainSummary {
  return new ChainCheck(parts).run();
}

/** Where a line stands. */
interface Place {
  readonly file: string;
  readonly line: number;
}

class ChainCheck {
  readonly #parts: ChainParts;
  readonly #heads: HeadLines;
  #head: LogHead = CHAIN_START;
  #place: Place;
  #entries = 0;
  #from: number | null = null;
  #to: number | null = null;
  #signed: PlacedHead | undefined;
  /** When the first entry was written that no head vouches for. */
  #unsignedSince: number | undefined;
  /** Whether the entries follow each other: a head that does not fit was signed of another chain then. */
  #isWhole = true;

  constructor(parts: ChainParts) {
    this.#parts = parts;
    const { chain, headsFile, heads, keys, findings } = parts;
    this.#place = { file: chain, line: 0 };
    this.#heads = new HeadLines({ chain, file: headsFile, lines: heads, keys, findings });
  }

  run(): ChainSummary {
    const { segments, chain } = this.#parts;
    for (const [index, segment] of segments.entries()) this.#segment(segment, index === segments.length - 1);
    this.#end();
    return {
      chain,
      entries: this.#entries,
      head: this.#head,
      from: this.#from,
      to: this.#to,
      signed: this.#signed?.seq ?? 0,
      signedAt: this.#signed?.at ?? null,
    };
  }

  #segment({ file, first, lines }: LogSegment, isLast: boolean): void {
    let isFirst = true;
    for (const line of lines) {
      const before = this.#place;
      this.#place = { file, line: line.number };
      if (!line.isWhole && isLast) {
        this.#found('half-line', 'said', this.#head.seq + 1, 'the last line is not whole: nobody was told of it');
        this.#place = before;
        return;
      }
      this.#line(line, before, isFirst ? first : undefined);
      isFirst = false;
    }
  }

  #line({ bytes, isTooLong, isWhole }: FileLine, before: Place, first: number | undefined): void {
    const text = isTooLong || !isWhole ? undefined : decoded(bytes);
    const entry = text?.[PREFIX - 1] === ' ' ? entryOfLine(text) : undefined;
    if (text === undefined || entry === undefined) {
      this.#break('unreadable', this.#head.seq + 1, 'this line is no entry');
      // What the next one names as the one before is not asked, so that one damaged line is one finding.
      this.#head = { seq: this.#head.seq + 1, hash: '' };
      return;
    }
    if (first !== undefined && entry.seq !== first)
      this.#break('misnamed', entry.seq, `the file is named for entry ${first} and begins with ${entry.seq}`);
    const own = hash('sha256', bytes, 'hex');
    const { seq, hash: previous } = this.#head;
    if (entry.seq === seq + 1) {
      if (!text.startsWith(previous)) this.#edited(seq, before);
    } else if (entry.seq > seq + 1) {
      const range = entry.seq === seq + 2 ? `entry ${seq + 1} is` : `entries ${seq + 1} to ${entry.seq - 1} are`;
      this.#break('missing', entry.seq, `${range} not there`);
    } else if (entry.seq === seq)
      this.#break(own === previous ? 'repeated' : 'fork', entry.seq, `entry ${seq} stands here twice`);
    else this.#break('reordered', entry.seq, `it stands after entry ${seq}`);
    if (entry.seq <= seq) return;
    this.#head = { seq: entry.seq, hash: own };
    this.#entries++;
    this.#from ??= entry.at;
    this.#to = entry.at;
    this.#unsignedSince ??= entry.at;
    this.#compare();
  }

  #edited(seq: number, before: Place): void {
    const here = this.#place;
    if (seq > 0) this.#place = before;
    const message =
      seq === 0 ? 'the first entry names one before it' : 'it is not what the entry after it was written after';
    this.#break('edited', Math.max(1, seq), message);
    this.#place = here;
  }

  /** Holds the entry that was just read against what was signed of it. */
  #compare(): void {
    const { witness } = this.#parts;
    const { seq, hash: own } = this.#head;
    for (let { next } = this.#heads; next !== undefined && next.seq <= seq; { next } = this.#heads) {
      if (next.seq === seq) {
        if (next.hash === own) this.#vouch(next);
        else this.#other(seq, `line ${next.line} of the signed heads, of ${formatInstant(next.at)}`);
      }
      this.#heads.skip();
    }
    if (witness?.seq === seq && witness.hash !== own) this.#other(seq, 'the database');
  }

  #vouch(head: PlacedHead): void {
    if (head.standing !== 'yes') return;
    this.#signed = head;
    this.#unsignedSince = undefined;
  }

  #other(seq: number, who: string): void {
    const what = this.#isWhole ? 'the chain up to here was written anew' : 'it or one before it was changed';
    this.#break('replaced', seq, `${what}: ${who} has another end`);
  }

  #end(): void {
    const { witness, headsFile } = this.#parts;
    for (let { next } = this.#heads; next !== undefined; { next } = this.#heads) this.#heads.skip();
    const last = this.#heads.last;
    const { seq } = this.#head;
    const signed = Math.max(last?.seq ?? 0, witness?.seq ?? 0);
    if (signed > seq) {
      const by = (last?.seq ?? 0) >= signed ? 'signed' : 'the database knows of';
      this.#break('truncated', seq, `the log ends with entry ${seq}, and ${by} ${signed}`);
    }
    if (witness !== undefined && (last?.seq ?? 0) < witness.seq)
      this.#foundIn(headsFile, last?.line ?? 0, {
        fault: 'heads-truncated',
        gravity: 'broken',
        seq: witness.seq,
        message: `the signed heads end with entry ${last?.seq ?? 0}, and the database has one of entry ${witness.seq}`,
      });
    this.#standing(last);
    this.#tail();
  }

  /** Whoever signed last vouches for all before it. */
  #standing(last: PlacedHead | undefined): void {
    if (last === undefined || last.standing === 'yes') return;
    const isLost = last.standing === 'lost';
    this.#foundIn(this.#parts.headsFile, last.line, {
      fault: isLost ? 'key-lost' : 'foreign-key',
      gravity: isLost ? 'untold' : 'broken',
      seq: last.seq,
      message: isLost
        ? 'its key took over from one that was lost: nobody whom you trust vouches for what was written since'
        : 'its key is none that you named, and none of those vouches for it',
    });
  }

  #tail(): void {
    const count = this.#head.seq - (this.#signed?.seq ?? 0);
    if (count <= 0 || this.#unsignedSince === undefined) return;
    const span = (this.#to ?? 0) - this.#unsignedSince;
    const which = `${count === 1 ? 'the last entry is' : `the last ${count} entries are`} signed by nobody whom you trust yet, since ${formatInstant(this.#unsignedSince)}`;
    if (span > MOST_UNSIGNED)
      this.#found('unsigned', 'untold', this.#head.seq, `${which}: heads are signed each minute`);
    else this.#found('unsigned-tail', 'said', this.#head.seq, `${which}: they could have been changed unseen`);
  }

  #break(fault: LogFault, seq: number, message: string): void {
    if (fault !== 'truncated') this.#isWhole &&= fault === 'replaced';
    this.#found(fault, 'broken', seq, message);
  }

  #found(fault: LogFault, gravity: LogGravity, seq: number, message: string): void {
    this.#foundIn(this.#place.file, this.#place.line, { fault, gravity, seq, message });
  }

  #foundIn(
    file: string,
    line: number,
    found: { readonly fault: LogFault; readonly gravity: LogGravity; readonly seq: number; readonly message: string },
  ): void {
    this.#parts.findings.add({ ...found, file, line });
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return STRICT.decode(bytes);
  } catch {
    return undefined;
  }
}
