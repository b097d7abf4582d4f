import { parseInstant } from '../base/instant.ts';
import { fields, isAbsent } from './osv-fields.ts';

/** What an OSV API answers to one query. */
export interface OsvAnswer {
  /** Each record as it came: whole from `/v1/query`, its id and `modified` from `/v1/querybatch`. */
  readonly records: readonly unknown[];
  /** Asks for the next page; absent on the last. */
  readonly next?: string;
}

/** A token is handed back as it is; one of this length is none. */
const LONGEST_TOKEN = 10_000;

/** Reads the answer to one query; undefined where it is none. Source: OSV API, `POST /v1/query`, "Pagination". */
export function readOsvAnswer(value: unknown): OsvAnswer | undefined {
  const answer = fields(value);
  if (answer === undefined) return undefined;
  const { vulns, next_page_token: next } = answer;
  if (!isAbsent(vulns) && !Array.isArray(vulns)) return undefined;
  const records = Array.isArray(vulns) ? vulns : [];
  if (isAbsent(next) || next === '') return { records };
  return typeof next === 'string' && next.length <= LONGEST_TOKEN ? { records, next } : undefined;
}

/** Reads the answers to a batch of queries, one for each, in order; undefined where they are not. Source: `POST /v1/querybatch`. */
export function readOsvAnswers(value: unknown, queries: number): readonly OsvAnswer[] | undefined {
  const results = fields(value)?.['results'];
  if (!Array.isArray(results) || results.length !== queries) return undefined;
  // A query that nothing answers is an empty object, or null.
  const answers = results.map((result) => (result === null ? { records: [] } : readOsvAnswer(result)));
  return answers.every((answer) => answer !== undefined) ? answers : undefined;
}

/** The id of a record and when it was last modified, epoch milliseconds; undefined where it has no id. */
export function readListedRecord(value: unknown): { readonly id: string; readonly modified?: number } | undefined {
  const record = fields(value);
  const [id, modified] = [record?.['id'], record?.['modified']];
  if (typeof id !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/.test(id)) return undefined;
  const instant = typeof modified === 'string' ? parseInstant(modified) : undefined;
  return instant?.ok ? { id, modified: instant.value } : { id };
}
