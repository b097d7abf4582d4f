import { createHash } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { readZip, type ZipEntry } from '../artifact/zip.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { parseJson } from '../base/text/json.ts';
import { neutralize } from '../base/text/neutral.ts';
import { LineIndex } from '../base/text/position.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, walkFolder } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import type { LoadedRecord, LoadedSource } from './memory-store.ts';
import { parseOsvRecord } from './osv-record.ts';
import { repositoriesOf } from './repository-key.ts';

/** Where a source of advisories is. */
export interface SourceFile {
  readonly name: string;
  /** A folder or a file, absolute. */
  readonly file: string;
  /** The folder that nothing may lead out of, links resolved: the repository that names the source. */
  readonly within?: string;
  /** Whether {@link storeSource} wrote it: then it was judged before, and there is no limit to its size. */
  readonly stored?: boolean;
}

/** Records of one source; those beyond are not read. */
const MAX_RECORDS = 200_000;
/** Values of one document: the largest record known has some thousands. */
const MAX_VALUES = 1_000_000;
/** All documents of a source together may be so many times as large as one file. */
const TOTAL_FACTOR = 8;

/**
 * Reads a source of OSV records: a folder or a zip of JSON files, one record each (as OSV's bucket
 * lays out `all.zip`), or one JSON file with a list of records (as {@link storeSource} writes it).
 * One damaged record is one problem; the rest is read. Documents are read one after the other.
 *
 * @param keep is handed every record, whatever ecosystem it speaks of; null for each that could not be read
 */
export function loadSource(
  source: SourceFile,
  limits: FileLimits,
  log: Log,
  keep: (record: unknown) => void = () => {},
): Result<LoadedSource, Problem> {
  const { name, file } = source;
  const kind = kindOfPath(file);
  if (kind === 'missing')
    return err(problem('advisory-source-missing', `advisory source \`${name}\` is not at \`${file}\``));
  const documents = kind === 'folder' ? folderDocuments(source, limits) : fileDocuments(source, limits);
  if (!documents.ok) return documents;
  const hash = createHash('sha256');
  const read: LoadedRecord[] = [];
  const problems: Problem[] = [...documents.value.problems];
  const shown = neutralize(name);
  let seen = 0;
  for (const _ of problems) keep(null);
  let done = 0;
  let newest = '';
  for (const document of documents.value.entries) {
    log.progress(`reading ${shown}`, ++done, documents.value.count);
    const records = document.ok ? readRecords(document.value, source, limits, problems) : undefined;
    if (document.ok) hash.update(document.value.bytes);
    else if (document.error.code === 'archive-invalid') return document;
    else problems.push(document.error);
    for (const record of records ?? [null]) {
      // The first one too many is kept: who reads what was kept must learn that it is not whole.
      keep(record);
      if (++seen > MAX_RECORDS) break;
      if (records === undefined) continue;
      const { advisory, details, problems: wrong } = parseOsvRecord(record, name);
      for (const one of wrong) problems.push(one);
      if (advisory === null || details === null) continue;
      read.push({ advisory, details, repositories: repositoriesOf(record) });
      if (advisory.modified > newest) newest = advisory.modified;
    }
    if (seen <= MAX_RECORDS) continue;
    problems.push(problem('entry-limit', `advisory source \`${name}\` holds more than ${MAX_RECORDS} records`));
    break;
  }
  // Matched against nothing, everything would look unaffected.
  if (read.length === 0) {
    const [first] = problems;
    const cause = first === undefined ? {} : { cause: first.message };
    const message = `advisory source \`${name}\` holds no record about a PyPI project`;
    return err(problem('advisory-source-empty', message, cause));
  }
  return ok({
    source: { name, records: read.length, newest, digest: `sha256:${hash.digest('hex')}` },
    records: read,
    problems,
  });
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
      yield err(
        problem('file-too-large', `the records from \`${label}\` on pass ${TOTAL_FACTOR * limits.maxFileBytes} bytes`),
      );
      return;
    }
    yield bytes.ok ? ok({ label, bytes: bytes.value }) : bytes;
  }
}

function fileDocuments({ file, stored }: SourceFile, limits: FileLimits): Result<Documents, Problem> {
  const label = path.basename(file);
  const bytes = readFile(file, label, stored ? { maxFileBytes: TOTAL_FACTOR * limits.maxFileBytes } : limits);
  if (!bytes.ok) return bytes;
  if (!label.endsWith('.zip')) return ok({ count: 1, entries: [ok({ label, bytes: bytes.value })], problems: [] });
  const { maxEntryBytes, maxFileBytes } = limits;
  const archive = readZip(bytes.value, { maxEntryBytes, maxTotalBytes: TOTAL_FACTOR * maxFileBytes });
  if (!archive.ok) return err(problem('archive-invalid', `\`${label}\`: ${archive.error.message}`));
  const records = archive.value.filter((entry) => entry.name.endsWith('.json'));
  const read = (entry: ZipEntry): Result<Document, Problem> => {
    if (entry.size > maxEntryBytes)
      return err(
        problem('file-too-large', `\`${label}\`: the entry \`${entry.name}\` is larger than ${maxEntryBytes} bytes`),
      );
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

/** The records of a document; undefined when it is no JSON, with the problem. */
function readRecords(
  { label, bytes }: Document,
  source: SourceFile,
  limits: FileLimits,
  problems: Problem[],
): readonly unknown[] | undefined {
  const value = source.stored ? parseStored(bytes) : parseDocument(bytes, limits);
  if (value.ok) return Array.isArray(value.value) ? value.value : [value.value];
  const shown = `${source.name}/${label}`;
  const { message, position } = value.error;
  const at = { path: shown, ...position };
  problems.push(problem('advisory-damaged', `\`${shown}\` is no JSON: ${message}`, { at }));
  return undefined;
}

interface Unread {
  readonly message: string;
  readonly position: { readonly line: number; readonly column: number };
}

/** Strict: a key that stands twice, or nesting without end, makes readers disagree. */
function parseDocument(bytes: Uint8Array, { maxDepth }: FileLimits): Result<unknown, Unread> {
  const start = { line: 1, column: 1 };
  const text = decodeText(bytes);
  if (!text.ok) return err({ message: text.error.message, position: start });
  const parsed = parseJson(text.value.text, { maxDepth, maxValues: MAX_VALUES });
  if (parsed.ok) return ok(parsed.value.root);
  const { message, offset } = parsed.error;
  return err({ message, position: new LineIndex(text.value.text).positionAt(offset) });
}

/** What Rind wrote itself is read by the platform, which is faster. */
function parseStored(bytes: Uint8Array): Result<unknown, Unread> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return err({ message: 'synchronise it again', position: { line: 1, column: 1 } });
  }
}
