import { createHash } from 'node:crypto';
import { type JsonValue, parseJson } from '../base/text/json.ts';
import type { Stored } from './page-store.ts';

const LINE_FEED = 0x0a;
const FORM = 'rind.page/1';
/** A head is a line of some hundred characters. */
const LONGEST_HEAD = 64 * 1024;

/**
 * Writes what is kept of a project: a line of JSON, then the page as it came. Parts, to stand one after another: a page
 * of megabytes is not copied for a line before it.
 */
export function formatPageRecord(stored: Stored): readonly Uint8Array[] {
  if (stored.kind === 'absence') return [Buffer.from(`${JSON.stringify({ form: FORM, ...stored })}\n`)];
  const { bytes, ...head } = stored;
  return [Buffer.from(`${JSON.stringify({ form: FORM, ...head })}\n`), bytes];
}

/**
 * Reads what was kept. Undefined for anything that is not exactly what was written, its content included: what is
 * damaged, cut off or of another form was never there.
 */
export function parsePageRecord(record: Uint8Array): Stored | undefined {
  const end = record.subarray(0, LONGEST_HEAD).indexOf(LINE_FEED);
  if (end < 0) return undefined;
  const read = parseJson(Buffer.from(record.subarray(0, end)).toString('utf8'), { maxDepth: 2 });
  const head = read.ok ? read.value.root : undefined;
  if (typeof head !== 'object' || head === null || Array.isArray(head) || head['form'] !== FORM) return undefined;
  const fetchedAt = head['fetchedAt'];
  if (typeof fetchedAt !== 'number') return undefined;
  const bytes = record.subarray(end + 1);
  if (head['kind'] === 'absence') {
    const status = head['status'];
    return (status === 404 || status === 410) && bytes.length === 0
      ? { kind: 'absence', status, fetchedAt }
      : undefined;
  }
  const { url, contentType, digest, freshUntil, mayServeStale } = head;
  if (!isText(url) || !isText(contentType) || typeof freshUntil !== 'number' || typeof mayServeStale !== 'boolean')
    return undefined;
  if (!isText(digest) || createHash('sha256').update(bytes).digest('hex') !== digest) return undefined;
  const { etag, lastModified } = head;
  return {
    kind: 'page',
    url,
    contentType,
    bytes,
    digest,
    ...(isText(etag) ? { etag } : {}),
    ...(isText(lastModified) ? { lastModified } : {}),
    fetchedAt,
    freshUntil,
    mayServeStale,
  };
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}
