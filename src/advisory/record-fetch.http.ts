import { err, ok, type Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import { fetchBytes, type HttpClient } from '../platform/http.ts';
import { parseDocument } from './records.fs.ts';
import type { SyncContext } from './sync-edit.fs.ts';

const MAX_RECORD = 16 * 1024 * 1024;
const AT_A_TIME = 12;

/** Fetches records one by one, some at a time. `missing` when one is not there, or is not what it was asked for by. */
export async function fetchRecords(
  ids: readonly string[],
  address: (id: string) => string,
  client: HttpClient,
  { log, limits }: SyncContext,
): Promise<Result<unknown[] | 'missing', Problem>> {
  const records: unknown[] = [];
  const queue = ids.values();
  let failure: Problem | 'missing' | undefined;
  const work = async (): Promise<void> => {
    for (const id of queue) {
      if (failure !== undefined) return;
      const fetched = await fetchBytes(client, { url: address(id) }, MAX_RECORD);
      if (!fetched.ok) {
        failure = fetched.error;
        return;
      }
      const record = fetched.value.response.status === 200 ? parseDocument(fetched.value.bytes, limits) : undefined;
      if (record?.ok !== true || !hasId(record.value, id)) {
        failure = 'missing';
        return;
      }
      records.push(record.value);
      log.progress('fetching records', records.length, ids.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, ids.length) }, work));
  return failure === undefined ? ok(records) : failure === 'missing' ? ok('missing') : err(failure);
}

function hasId(record: unknown, id: string): boolean {
  return typeof record === 'object' && record !== null && 'id' in record && record.id === id;
}
