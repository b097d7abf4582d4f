/** What is wrong with a log, or has to be known of it. */
export type LogFault =
  /** An entry is not what the one after it was written after. */
  | 'edited'
  /** Entries are not there. */
  | 'missing'
  /** An entry stands after one that was written later. */
  | 'reordered'
  | 'repeated'
  /** Two entries of one number. */
  | 'fork'
  /** A line that is no entry. */
  | 'unreadable'
  /** A file is named for another entry than it begins with. */
  | 'misnamed'
  /** A chain that is whole by itself, and not the one whose end was signed. */
  | 'replaced'
  /** It ends before what was signed. */
  | 'truncated'
  | 'head-unreadable'
  /** Nobody's signature, or of a key that does not sign any more. */
  | 'head-forged'
  | 'head-reordered'
  /** Two signed heads of one number. */
  | 'head-fork'
  /** Heads end before what the database has of them. */
  | 'heads-truncated'
  | 'keys-broken'
  /** Signed by a key that none of the named ones vouches for. */
  | 'foreign-key'
  | 'key-lost'
  /** Entries of more than a minute that nobody signed. */
  | 'unsigned'
  | 'unsigned-tail'
  /** The end of a line is missing: a crash, or somebody is writing. */
  | 'half-line'
  | 'no-witness'
  | 'no-log'
  | 'foreign-file'
  | 'unreadable-file';

/** `broken`: it was tampered with or damaged. `untold`: that cannot be told. `said`: it is as it should be, and to be known. */
export type LogGravity = 'broken' | 'untold' | 'said';

/** One thing that was found about a log. */
export interface LogFinding {
  readonly fault: LogFault;
  readonly gravity: LogGravity;
  /** What and why, on one line. */
  readonly message: string;
  /** Below the log's folder: `01/0000000000000001.log`. */
  readonly file: string;
  /** From 1; 0 for the file as a whole. */
  readonly line: number;
  /** The number of the entry; 0 where it is about none. */
  readonly seq: number;
}

/** Findings of one kind that are told; the rest is counted. */
const MOST = 100;

/** Collects what is found: of each gravity as many as anybody reads, and how many more there were. */
export class LogFindings {
  readonly all: LogFinding[] = [];
  untold = 0;
  readonly #counts = { broken: 0, untold: 0, said: 0 };

  add(finding: LogFinding): void {
    if (this.#counts[finding.gravity]++ < MOST) this.all.push(finding);
    else this.untold++;
  }

  /** The worst that was found. */
  get gravity(): LogGravity {
    return this.#counts.broken > 0 ? 'broken' : this.#counts.untold > 0 ? 'untold' : 'said';
  }
}
