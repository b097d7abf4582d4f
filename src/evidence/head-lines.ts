import type { LogFault, LogFindings } from './log-finding.ts';
import { hashOfLine, isHeadSigned, NO_HEAD_BEFORE, readHeadLine, type StatedHead } from './log-head.ts';
import type { FileLine } from './log-lines.fs.ts';
import type { KeyStanding, TrustedKey } from './log-trust.ts';

/** A head that a listed key signed, and where it stands. */
export interface PlacedHead extends StatedHead {
  readonly line: number;
  readonly standing: KeyStanding;
}

/** What heads are read with. */
export interface HeadLinesParts {
  readonly chain: string;
  /** As findings name it. */
  readonly file: string;
  readonly lines: Iterator<FileLine>;
  readonly keys: ReadonlyMap<string, TrustedKey>;
  readonly findings: LogFindings;
}

/** Reads the signed heads of a chain in order, one at a time; what is wrong with the lines is found on the way. */
export class HeadLines {
  readonly #parts: HeadLinesParts;
  #next: PlacedHead | undefined;
  #last: PlacedHead | undefined;
  #prev = NO_HEAD_BEFORE;
  #keyNumber = 0;

  constructor(parts: HeadLinesParts) {
    this.#parts = parts;
    this.#next = this.#read();
  }

  /** The head that comes next; undefined after the last. */
  get next(): PlacedHead | undefined {
    return this.#next;
  }

  /** The last head that was read. */
  get last(): PlacedHead | undefined {
    return this.#last;
  }

  /** Goes on to the head after the next. */
  skip(): void {
    this.#next = this.#read();
  }

  #read(): PlacedHead | undefined {
    for (let got = this.#parts.lines.next(); got.done !== true; got = this.#parts.lines.next()) {
      const head = this.#readLine(got.value);
      if (head === undefined) continue;
      this.#last = head;
      return head;
    }
    return undefined;
  }

  #readLine({ bytes, number, isWhole }: FileLine): PlacedHead | undefined {
    const { chain, keys } = this.#parts;
    const text = Buffer.from(bytes).toString('latin1');
    const read = readHeadLine(text);
    if (!isWhole) return this.#found('half-line', number, read?.head.seq ?? 0, 'the last head is not whole');
    const prev = this.#prev;
    this.#prev = hashOfLine(bytes);
    if (read === undefined) return this.#found('head-unreadable', number, 0, 'this line is no signed head');
    const { head } = read;
    const key = keys.get(head.key);
    if (key === undefined)
      return this.#found(
        'head-forged',
        number,
        head.seq,
        `it names the key \`${head.key.slice(0, 20)}\`, which is not in the list of keys`,
      );
    if (!isHeadSigned(read, key.listed.publicKey))
      return this.#found('head-forged', number, head.seq, 'its signature is not that of its key');
    if (head.chain !== chain)
      return this.#found('head-forged', number, head.seq, `it is a head of the chain \`${head.chain.slice(0, 20)}\``);
    if (key.listed.n < this.#keyNumber)
      return this.#found('head-forged', number, head.seq, 'it is signed by a key that was replaced before');
    this.#keyNumber = key.listed.n;
    if (this.#last !== undefined && head.seq === this.#last.seq && head.hash !== this.#last.hash)
      return this.#found(
        'head-fork',
        number,
        head.seq,
        `line ${this.#last.line} signs another end with the same number`,
      );
    if (head.prev !== prev || head.seq <= (this.#last?.seq ?? 0))
      this.#found('head-reordered', number, head.seq, 'the head before it is not the one that it was signed after');
    return { ...head, line: number, standing: key.standing };
  }

  #found(fault: LogFault, line: number, seq: number, message: string): undefined {
    const { file, findings } = this.#parts;
    const gravity = fault === 'half-line' ? 'said' : 'broken';
    findings.add({ fault, gravity, message, file, line, seq });
  }
}
