import { createHash } from 'node:crypto';
import { type JsonValue, parseJson } from '../base/text/json.ts';
import type { Stored, StoredAbsence, StoredHead } from './page-store.ts';

const LINE_FEED = 0x0a;
const FORM = 'rind.page/1';
/** A head is a line of some hundred characters. */
const LONGEST_HEAD = 64 * 1024;

/** Heads are filled up to so many bytes, so that what is known anew mostly has its place there. */
const HEAD_STEP = 512;

/**
 * Writes what is kept of a project: a line of JSON, then the page as it came. Parts, to stand one after another: a page
 * of megabytes is not copied for a line before it.
 */
export function formatPageRecord(stored: Stored): readonly Uint8Array[] {
  if (stored.kind === 'absence') return [Buffer.from(`${JSON.stringify({ form: FORM, ...stored })}\n`)];
  const { bytes, ...head } = stored;
  const line = Buffer.from(JSON.stringify({ form: FORM, ...head }));
  return [filled(line, Math.ceil((line.length + 1) / HEAD_STEP) * HEAD_STEP), bytes];
}

/** The head of a record written anew, where it has its place before the same content; its length is the record's own. */
export function formatPageHead({ kind, ...head }: StoredHead, length: number): Uint8Array | undefined {
  const line = Buffer.from(JSON.stringify({ form: FORM, kind, ...head }));
  return line.length < length ? filled(line, length) : undefined;
}

function filled(line: Uint8Array, length: number): Uint8Array {
  const made = Buffer.alloc(length, ' ');
  made.set(line);
  made[length - 1] = LINE_FEED;
  return made;
}

/**
 * Reads what was kept. Undefined for anything that is not exactly what was written, its content included: what is
 * damaged, cut off or of another form was never there.
 */
export function parsePageRecord(record: Uint8Array): Stored | undefined {
  const read = parsePageHead(record);
  if (read === undefined) return undefined;
  const bytes = record.subarray(read.length);
  if (read.head.kind === 'absence') return bytes.length === 0 ? read.head : undefined;
  if (createHash('sha256').update(bytes).digest('hex') !== read.head.digest) return undefined;
  return { ...read.head, bytes };
}

/** Reads the head of a record, and how many bytes it takes, from the beginning of it. */
export function parsePageHead(
  record: Uint8Array,
): { readonly head: StoredHead | StoredAbsence; readonly length: number } | undefined {
  const end = record.subarray(0, LONGEST_HEAD).indexOf(LINE_FEED);
  if (end < 0) return undefined;
  const read = parseJson(Buffer.from(record.subarray(0, end)).toString('utf8'), { maxDepth: 2 });
  const head = read.ok ? read.value.root : undefined;
  if (typeof head !== 'object' || head === null || Array.isArray(head) || head['form'] !== FORM) return undefined;
  const { fetchedAt, status } = head;
  if (typeof fetchedAt !== 'number') return undefined;
  const length = end + 1;
  if (head['kind'] === 'absence')
    return status === 404 || status === 410 ? { head: { kind: 'absence', status, fetchedAt }, length } : undefined;
  const { url, contentType, digest, freshUntil, mayServeStale } = head;
  if (!isText(url) || !isText(contentType) || typeof freshUntil !== 'number' || typeof mayServeStale !== 'boolean')
    return undefined;
  if (!isText(digest)) return undefined;
  const { etag, lastModified } = head;
  return {
    length,
    head: {
      kind: 'page',
      url,
      contentType,
      digest,
      ...(isText(etag) ? { etag } : {}),
      ...(isText(lastModified) ? { lastModified } : {}),
      fetchedAt,
      freshUntil,
      mayServeStale,
    },
  };
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}
