import { fault, ok, type Parsed } from '@rind/pypa';
import { BLOCK, isZero } from './tar-header.ts';
import { readPaxRecords } from './tar-pax.ts';

/** Bytes of a long name or of the records before a header. */
export const MAX_EXTENSION: number = 1024 * 1024;
/** GNU's name of the next entry, and where a link leads. */
const LONG_NAME = 'L';
const LONG_LINK = 'K';
const RECORDS = 'x';
const GLOBAL_RECORDS = 'g';

/** What extension headers say about the header that comes next. */
export interface Pending {
  readonly name?: string;
  readonly target?: string;
  readonly size?: number;
}

/** Whether the content of an entry of this type is about the next one. */
export function isExtension(type: string): boolean {
  return [LONG_NAME, LONG_LINK, RECORDS, GLOBAL_RECORDS].includes(type);
}

/** Whether it is about the next entry only, so that there must be one. */
export function needsEntry(type: string): boolean {
  return type !== GLOBAL_RECORDS;
}

/**
 * Adds what an extension header says. What two of them say differently, or what readers take differently, is a
 * fault: `tar-extension`, `tar-size`, `tar-name`, `tar-type`.
 *
 * Source: POSIX.1-2017, pax, "pax Extended Header"; GNU tar manual, "Basic Tar Format".
 */
export function readExtension(type: string, content: Buffer, at: number, pending: Pending): Parsed<Pending> {
  if (type === LONG_NAME || type === LONG_LINK) return readLong(type, content, at, pending);
  const records = readPaxRecords(content, at + BLOCK);
  if (!records.ok) return records;
  const name = records.value.get('path');
  const target = records.value.get('linkpath');
  const size = records.value.get('size');
  if (type === GLOBAL_RECORDS) {
    // A name or size for everything that follows is what no writer means and readers take differently.
    return name === undefined && size === undefined && target === undefined
      ? ok(pending)
      : fault('tar-extension', 'a global header gives a name, a target or a size', at);
  }
  if (pending.name !== undefined && name !== undefined) return twice('name', at);
  if (pending.target !== undefined && target !== undefined) return twice('target', at);
  if (size !== undefined && !/^(?:0|[1-9][0-9]{0,14})$/.test(size))
    return fault('tar-size', 'the size of an entry is no decimal number', at);
  return ok({
    ...pending,
    ...(name === undefined ? {} : { name }),
    ...(target === undefined ? {} : { target }),
    ...(size === undefined ? {} : { size: Number(size) }),
  });
}

function readLong(type: string, content: Buffer, at: number, pending: Pending): Parsed<Pending> {
  const nul = content.indexOf(0);
  const end = nul < 0 ? content.length : nul;
  const said = content.toString('utf8', 0, end);
  const key = type === LONG_NAME ? 'name' : 'target';
  if (pending[key] !== undefined) return twice(key, at);
  if (!isZero(content.subarray(end))) return fault('tar-name', 'something stands behind the NUL that ends a name', at);
  return ok({ ...pending, [key]: said });
}

function twice(what: string, at: number): Parsed<never> {
  return fault('tar-extension', `the ${what} of an entry is given twice`, at);
}
