import { err, ok, type Result } from '@rind/pypa';
import { parseInstant } from '../base/instant.ts';

/** One line of the list of a bucket: a record, and when it was last modified. */
export interface ListedRecord {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** An id that can stand in an address as it is. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;
const MOST = 1_000_000;

/**
 * Reads `modified_id.csv` as OSV's bucket has it for each ecosystem: a line for each record, an instant and an
 * id with a comma between. A line that is none makes the whole list unusable: then the records are fetched
 * whole.
 */
export function parseModifiedList(text: string): Result<ListedRecord[], string> {
  const records: ListedRecord[] = [];
  for (let start = 0, line = 1; start < text.length; line++) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const written = text.slice(start, end).trimEnd();
    start = end + 1;
    if (written === '') continue;
    const comma = written.indexOf(',');
    const modified = parseInstant(written.slice(0, Math.max(0, comma)));
    const id = written.slice(comma + 1);
    if (!modified.ok || !ID.test(id)) return err(`line ${line} is no instant and id`);
    if (records.length >= MOST) return err(`it has more than ${MOST} lines`);
    records.push({ id, modified: modified.value });
  }
  return records.length === 0 ? err('it is empty') : ok(records);
}

/** What must be fetched and forgotten so that what is held is what is listed. */
export interface Delta {
  readonly fetch: readonly string[];
  readonly drop: readonly string[];
}

/**
 * The difference between what is listed and what is held, by id and instant; `whole` when it is so large that
 * fetching everything costs less.
 */
export function planDelta(
  listed: readonly ListedRecord[],
  held: ReadonlyMap<string, number>,
  most: number,
): Delta | 'whole' {
  const ids = new Set<string>();
  const fetch = new Set<string>();
  for (const { id, modified } of listed) {
    ids.add(id);
    if ((held.get(id) ?? -1) < modified) fetch.add(id);
  }
  const drop = [...held.keys()].filter((id) => !ids.has(id));
  return fetch.size > most ? 'whole' : { fetch: [...fetch], drop };
}
