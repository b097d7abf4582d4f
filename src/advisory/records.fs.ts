import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { readZip, type ZipEntry } from '../artifact/zip.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { parseJson } from '../base/text/json.ts';
import { LineIndex } from '../base/text/position.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, walkFolder } from '../platform/files.fs.ts';
import { readPlainJson } from './plain-json.ts';

/** Where a source of advisories is. */
export interface SourceFile {
  readonly name: string;
  /** A folder or a file, absolute. */
  readonly file: string;
  /** The folder that nothing may lead out of, links resolved: the repository that names the source. */
  readonly within?: string;
}

/** Records of one source; those beyond are not read. */
const MAX_RECORDS = 200_000;
/** Values of one document: the largest record known has some thousands. */
const MAX_VALUES = 1_000_000;
/** All documents of a source together may be so many times as large as one file. */
const TOTAL_FACTOR = 8;

/** One record, as it came, or why one cannot be read. */
export type ReadRecord = Result<unknown, Problem>;

/** The records of a source, read one document after the other. */
export interface ReadRecords {
  /** How many documents there are. */
  readonly documents: number;
  /**
   * Every document once: its records, and its bytes for who wants to know what was read. A problem
   * `archive-invalid` ends it: the archive is not what it says, and none of its records counts.
   */
  readonly entries: Iterable<{ readonly bytes?: Uint8Array; readonly records: readonly ReadRecord[] }>;
  /** What kept the list of documents from being whole. */
  readonly problems: readonly Problem[];
}

/**
 * Opens a source of OSV records: a folder or a zip of JSON files, one record each (as OSV's bucket
 * lays out `all.zip`), or one JSON file with a record or a list of them. A folder or a zip may be a whole
 * repository: a JSON object in it without any of the fields by which a record is known (`isNoRecord`) is passed over.
 */
export function readRecords(source: SourceFile, limits: FileLimits): Result<ReadRecords, Problem> {
  const { name, file } = source;
  const kind = kindOfPath(file);
  if (kind === 'missing')
    return err(problem('advisory-source-missing', `advisory source \`${name}\` is not at \`${file}\``));
  const documents = kind === 'folder' ? folderDocuments(source, limits) : fileDocuments(source, limits);
  if (!documents.ok) return documents;
  const { count, entries, problems } = documents.value;
  const among = kind === 'folder' || file.endsWith('.zip');
  return ok({ documents: count, entries: eachRecord(name, entries, among, limits), problems });
}

function* eachRecord(
  name: string,
  documents: Documents['entries'],
  among: boolean,
  limits: FileLimits,
): Generator<{ bytes?: Uint8Array; records: ReadRecord[] }> {
  let seen = 0;
  for (const document of documents) {
    const all = document.ok ? recordsOf(document.value, name, limits) : [document];
    const read = among ? all.filter((record) => !record.ok || !isNoRecord(record.value)) : all;
    const records = read.slice(0, MAX_RECORDS - seen);
    seen += records.length;
    if (records.length < read.length)
      records.push(err(problem('entry-limit', `advisory source \`${name}\` holds more than ${MAX_RECORDS} records`)));
    yield document.ok ? { bytes: document.value.bytes, records } : { records };
    if (records.length !== read.length || (seen === MAX_RECORDS && records.at(-1)?.ok === false)) return;
  }
}

/** Fields that every OSV record has, or that tell whom it concerns. */
const OF_RECORDS = ['id', 'modified', 'schema_version', 'affected'] as const;

/**
 * Whether a JSON value is an object that nobody could take for a record: it has no id, no instant, no version of the
 * schema and affects nothing. Such files lie beside records in repositories: configuration, a JSON schema. With one
 * of these fields it is a record, and damaged where it lacks others.
 */
function isNoRecord(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !OF_RECORDS.some((field) => Object.hasOwn(value, field))
  );
}

interface Document {
  readonly label: string;
  readonly bytes: Uint8Array;
}

interface Documents {
  /** How many there are. */
  readonly count: number;
  readonly entries: Iterable<Result<Document, Problem>>;
  readonly problems: readonly Problem[];
}

function folderDocuments({ name, file, within }: SourceFile, limits: FileLimits): Result<Documents, Problem> {
  const walk = walkFolder(file, name, limits);
  const labels = walk.files.filter((label) => label.endsWith('.json'));
  return ok({ count: labels.length, entries: folderEntries(file, within, labels, limits), problems: walk.problems });
}

function* folderEntries(
  folder: string,
  within: string | undefined,
  labels: readonly string[],
  limits: FileLimits,
): Generator<Result<Document, Problem>> {
  let total = 0;
  for (const label of labels) {
    const file = path.join(folder, label);
    const real = realPath(file);
    if (within !== undefined && real !== undefined && !isWithin(within, real)) {
      yield err(problem('file-outside', `\`${label}\` leads out of the repository`));
      continue;
    }
    const bytes = readFile(real ?? file, label, { maxFileBytes: limits.maxEntryBytes });
    total += bytes.ok ? bytes.value.length : 0;
    if (total > TOTAL_FACTOR * limits.maxFileBytes) {
      const most = TOTAL_FACTOR * limits.maxFileBytes;
      yield err(problem('file-too-large', `the records from \`${label}\` on pass ${most} bytes`));
      return;
    }
    yield bytes.ok ? ok({ label, bytes: bytes.value }) : bytes;
  }
}

function fileDocuments({ file }: SourceFile, limits: FileLimits): Result<Documents, Problem> {
  const label = path.basename(file);
  const bytes = readFile(file, label, limits);
  if (!bytes.ok) return bytes;
  if (!label.endsWith('.zip')) return ok({ count: 1, entries: [ok({ label, bytes: bytes.value })], problems: [] });
  const { maxEntryBytes, maxFileBytes } = limits;
  const archive = readZip(bytes.value, { maxEntryBytes, maxTotalBytes: TOTAL_FACTOR * maxFileBytes });
  if (!archive.ok) return err(problem('archive-invalid', `\`${label}\`: ${archive.error.message}`));
  const records = archive.value.filter((entry) => entry.name.endsWith('.json'));
  const read = (entry: ZipEntry): Result<Document, Problem> => {
    const shown = `\`${label}\`: the entry \`${entry.name}\` is larger than ${maxEntryBytes} bytes`;
    if (entry.size > maxEntryBytes) return err(problem('file-too-large', shown));
    const content = entry.read();
    return content.ok
      ? ok({ label: entry.name, bytes: content.value })
      : err(problem('archive-invalid', `\`${label}\`: ${content.error.message}`));
  };
  return ok({ count: records.length, entries: eachOf(records, read), problems: [] });
}

function* eachOf<From, To>(items: readonly From[], make: (item: From) => To): Generator<To> {
  for (const item of items) yield make(item);
}

function recordsOf({ label, bytes }: Document, name: string, limits: FileLimits): ReadRecord[] {
  const value = parseDocument(bytes, limits);
  if (value.ok) return (Array.isArray(value.value) ? value.value : [value.value]).map((record) => ok(record));
  const shown = `${name}/${label}`;
  const { message, position } = value.error;
  const at = { path: shown, ...position };
  return [err(problem('advisory-damaged', `\`${shown}\` is no JSON: ${message}`, { at }))];
}

interface Unread {
  readonly message: string;
  readonly position: { readonly line: number; readonly column: number };
}

/** Strict: a key that stands twice, or nesting without end, makes readers disagree. */
export function parseDocument(bytes: Uint8Array, { maxDepth }: Pick<FileLimits, 'maxDepth'>): Result<unknown, Unread> {
  const start = { line: 1, column: 1 };
  const text = decodeText(bytes);
  if (!text.ok) return err({ message: text.error.message, position: start });
  const plain = readPlainJson(text.value.text, { maxDepth, maxValues: MAX_VALUES });
  if (plain !== undefined) return ok(plain.value);
  const parsed = parseJson(text.value.text, { maxDepth, maxValues: MAX_VALUES });
  if (parsed.ok) return ok(parsed.value.root);
  const { message, offset } = parsed.error;
  return err({ message, position: new LineIndex(text.value.text).positionAt(offset) });
}
