import assert from 'node:assert/strict';
import { it } from 'node:test';
import { err } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import type { HttpClient, HttpRequest } from '../platform/http.ts';
import { createLog } from '../platform/log.ts';
import { syncRind } from './sync-rind.ts';

it('another Rind is asked at its own origin alone, also one that the client trusts otherwise', async () => {
  const asked: HttpRequest[] = [];
  const failed = problem('fetch-failed', 'nobody is there');
  const client: HttpClient = {
    attempts: 1,
    pause: async () => {},
    ask: async (request) => {
      asked.push(request);
      return err({ kind: 'protocol', problem: failed });
    },
    send: async () => err(failed),
  };
  const place = { rind: 'https://one.example', keys: undefined, names: ['osv'] };
  const log = createLog('quiet', { write: () => {}, terminal: false, now: () => 0 });
  const context = { dataFolder: '/nowhere', log, now: 0, force: false, limits: DEFAULT_FILE_LIMITS };
  const outcomes = await syncRind(place, [], client, context, { token: new Secret('secret'), check: false });
  assert.deepEqual(outcomes, [{ name: 'osv', result: err(failed) }]);
  const [request] = asked;
  assert.equal(request?.url, 'https://one.example/api/v1/advisories');
  assert.equal(request.headers?.['authorization'], 'Bearer secret');
  for (const [url, isAllowed] of [
    ['https://one.example/elsewhere', true],
    ['https://two.example/', false],
    ['http://one.example/', false],
    ['https://one.example:444/', false],
  ] as const)
    assert.equal(request.allows?.(new URL(url)), isAllowed, url);
});
