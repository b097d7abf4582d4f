import { excerpt } from './excerpt.ts';
import { type CsvRecord, formatCsvRecord, readCsv } from './python-csv.ts';
import type { Fault } from './result.ts';

/** The hash column of a RECORD line. */
export interface RecordHash {
  /** `sha256`. */
  readonly algorithm: string;
  /** URL-safe base64 without padding, as written. */
  readonly digest: string;
}

/** One file that a wheel or an installed distribution says is its own. */
export interface RecordEntry {
  /** As written; `/` between folders. */
  readonly path: string;
  /** Undefined when absent or unreadable. */
  readonly hash: RecordHash | undefined;
  /** In bytes; undefined when absent or unreadable. */
  readonly size: number | undefined;
  /** Where the line starts, in UTF-16 code units. */
  readonly offset: number;
}

/** Everything that could be read of a RECORD, and all that is wrong with it. */
export interface RecordReading {
  readonly entries: readonly RecordEntry[];
  /** In the order of the text. */
  readonly faults: readonly Fault[];
}

/** Which rules hold: those of a wheel's RECORD (PEP 427), or the looser ones of an installed one (PEP 376, 627). */
export type RecordPlace = 'wheel' | 'installed';

/** Bytes of digest, of algorithms at least as good as sha256. PEP 427, "The .dist-info directory". */
const STRONG: ReadonlyMap<string, number> = new Map([
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
  ['sha3_256', 32],
  ['sha3_384', 48],
  ['sha3_512', 64],
  ['blake2b', 64],
  ['blake2s', 32],
]);
const WEAK: ReadonlyMap<string, number> = new Map([
  ['md5', 16],
  ['sha1', 20],
  ['sha224', 28],
  ['sha3_224', 28],
]);

const RECORD_PATH = /^[^/\\]+\.dist-info[/\\]RECORD$/;
const SIGNATURE_PATH = /^[^/\\]+\.dist-info[/\\]RECORD\.(?:jws|p7s)$/;

/**
 * Reads RECORD: a line of path, hash and size for each file. Quotes and line ends are read as Python's
 * `csv` does on the file's text.
 *
 * Faults everywhere: `blank-line`, `wrong-field-count`, `empty-path`, `control-character-in-path`,
 * `duplicate-path`, `invalid-hash` (not `algorithm=digest`), `weak-hash` (below sha256),
 * `unknown-hash`, `invalid-digest` (not unpadded URL-safe base64 of the algorithm's length),
 * `invalid-size`. In a wheel also: `absolute-path`, `backslash-in-path`, `parent-in-path` (`..`),
 * `unnormalized-path` (`.`, empty segments, a final `/`), `missing-hash`, `hashed-record` (RECORD
 * cannot hash itself), `listed-signature` (RECORD.jws and RECORD.p7s, both deprecated).
 *
 * Source: PEP 376, "RECORD"; PEP 427, "The .dist-info directory" and "Signed wheel files"; PEP 627;
 * living text: packaging.python.org, Recording installed projects.
 */
export function parseRecord(text: string, place: RecordPlace = 'wheel'): RecordReading {
  const entries: RecordEntry[] = [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const line of readCsv(text)) {
    const entry = readEntry(line, faults);
    if (entry === undefined) continue;
    entries.push(entry);
    const report = (code: string, message: string) => faults.push({ code, message, offset: entry.offset });
    if (seen.has(entry.path)) report('duplicate-path', `\`${excerpt(entry.path)}\` is listed twice`);
    seen.add(entry.path);
    if (/[\0-\x1f\x7f\x85\u2028\u2029]/.test(entry.path)) {
      report('control-character-in-path', 'a path holds a control character or line end');
    }
    if (place === 'wheel') checkWheelEntry(entry, line.fields[1]?.text ?? '', report);
  }
  return { entries, faults };
}

function readEntry(line: CsvRecord, faults: Fault[]): RecordEntry | undefined {
  const [path, hash, size] = line.fields;
  const report = (code: string, message: string, offset: number) => faults.push({ code, message, offset });
  if (path === undefined) {
    report('blank-line', 'an empty line stands for no file', line.offset);
    return undefined;
  }
  if (line.fields.length !== 3) {
    report('wrong-field-count', `a line has path, hash and size, not ${line.fields.length} fields`, line.offset);
  }
  if (path.text === '') report('empty-path', 'a line needs a path', line.offset);
  return {
    path: path.text,
    hash: hash === undefined || hash.text === '' ? undefined : readHash(hash.text, hash.offset, report),
    size: size === undefined || size.text === '' ? undefined : readSize(size.text, size.offset, report),
    offset: line.offset,
  };
}

type Report = (code: string, message: string, offset: number) => void;

function readHash(text: string, offset: number, report: Report): RecordHash | undefined {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    report('invalid-hash', 'a hash has the form `sha256=digest`', offset);
    return undefined;
  }
  const hash = { algorithm: text.slice(0, equals), digest: text.slice(equals + 1) };
  const bytes = STRONG.get(hash.algorithm) ?? WEAK.get(hash.algorithm);
  if (bytes === undefined) {
    report('unknown-hash', `\`${excerpt(hash.algorithm)}\` is no known hash algorithm: use \`sha256\``, offset);
    return hash;
  }
  if (WEAK.has(hash.algorithm)) report('weak-hash', `\`${hash.algorithm}\` is weaker than \`sha256\``, offset);
  if (!isDigest(hash.digest, bytes)) {
    const length = Math.ceil((bytes * 4) / 3);
    report(
      'invalid-digest',
      `a digest of \`${hash.algorithm}\` is ${length} characters of unpadded URL-safe base64`,
      offset,
    );
  }
  return hash;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The last character may carry bits beyond the digest: they must be zero, or one digest had several texts. */
function isDigest(text: string, bytes: number): boolean {
  const unused = Math.ceil((bytes * 4) / 3) * 6 - bytes * 8;
  if (text.length * 6 !== bytes * 8 + unused || !/^[A-Za-z0-9_-]+$/.test(text)) return false;
  return BASE64.indexOf(text.charAt(text.length - 1)) % 2 ** unused === 0;
}

function readSize(text: string, offset: number, report: Report): number | undefined {
  const size = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(size)) return size;
  report('invalid-size', 'a size is a whole number of bytes in ASCII digits', offset);
  return undefined;
}

function checkWheelEntry(entry: RecordEntry, hash: string, report: (code: string, message: string) => void): void {
  const { path } = entry;
  const shown = `\`${excerpt(path)}\``;
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) report('absolute-path', `${shown} is not relative to the wheel's root`);
  if (path.includes('\\')) report('backslash-in-path', 'a path in a wheel has `/` between folders');
  const segments = path.split(/[/\\]/);
  if (segments.includes('..')) report('parent-in-path', `${shown} leads upwards`);
  if (segments.includes('.') || segments.lastIndexOf('') > 0) {
    report('unnormalized-path', `${shown} has an empty part or \`.\`: write the plain path of a file`);
  }
  if (SIGNATURE_PATH.test(path)) {
    report('listed-signature', 'signatures of RECORD are deprecated, and never listed in it');
  } else if (RECORD_PATH.test(path)) {
    if (hash !== '') report('hashed-record', 'RECORD cannot hold its own hash');
  } else if (hash === '') {
    report('missing-hash', `${shown} has no hash: every file but RECORD needs one`);
  }
}

/** The text of a RECORD: a line per entry, line feeds, quotes only where needed. */
export function formatRecord(entries: readonly Omit<RecordEntry, 'offset'>[]): string {
  return entries
    .map(({ path, hash, size }) =>
      formatCsvRecord([
        path,
        hash === undefined ? '' : `${hash.algorithm}=${hash.digest}`,
        size === undefined ? '' : String(size),
      ]),
    )
    .join('');
}
