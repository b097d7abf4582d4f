import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, normalizeName } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import type { HttpClient, HttpRequest } from '../platform/http.ts';
import { indexClient } from './index-client.http.ts';
import { NO_PAGE_STORE } from './page-store.ts';
import { upstreamOf } from './upstream.ts';

test('questions to an index that is silent wait in a line of an end: who comes after has no time left', async () => {
  const asked: HttpRequest[] = [];
  const http: Pick<HttpClient, 'ask'> = {
    ask(request) {
      asked.push(request);
      const late = err({ kind: 'timeout', problem: problem('fetch-failed', 'late') } as const);
      return request.deadlineMs === 0 ? Promise.resolve(late) : new Promise(() => undefined);
    },
  };
  const client = indexClient({
    http: { attempts: 1, pause: async () => {}, send: () => new Promise(() => undefined), ...http },
    store: NO_PAGE_STORE,
    now: () => 0,
    concurrency: 2,
    mostWaiting: 3,
  });
  const upstream = upstreamOf({ name: 'up', url: 'https://up.example/simple/', trusted: false });
  assert.ok(upstream.ok);
  const page = (at: number) => client.page(upstream.value, normalizeName(`p${at}`), { deadlineMs: 20_000 });
  const waiting = Array.from({ length: 5 }, (_, at) => page(at));
  assert.equal(await Promise.race([...waiting, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))]), 'waits');
  const last = await Promise.race([page(9), new Promise<undefined>((resolve) => setTimeout(resolve, 500, undefined))]);
  assert.ok(last !== undefined, 'it waits');
  assert.deepEqual([last.state, 'reason' in last && last.reason], ['unavailable', 'timeout']);
  assert.deepEqual(
    asked.map(({ deadlineMs }) => deadlineMs === 0),
    [false, false, true],
  );
});
