import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { makePolicy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import { gatewayReadiness } from './admin-readiness.ts';

test('a gateway without advisories is not ready; one whose advisories are not whole is, and says so', async () => {
  const log = {
    chain: '',
    head: { seq: 0, hash: '' },
    append: async () => {},
    note: () => {},
    flush: async () => {},
    close: async () => {},
    failure: () => undefined,
  };
  const ready = (advisories: { readonly complete: boolean } | undefined, isOff = false) =>
    gatewayReadiness({
      folder: tmpdir(),
      log,
      database: async () => {},
      policies: [makePolicy(RULES, isOff ? { 'known-vulnerability': { level: 'off' } } : {}, [], [])],
      advisories: () => advisories,
    }).ready();
  assert.deepEqual(await ready({ complete: true }), { ready: true, why: [] });
  assert.deepEqual(await ready(undefined), { ready: false, why: ['there are no advisories yet'] });
  const partial = 'a source of advisories could not be read to its end';
  assert.deepEqual(await ready({ complete: false }), { ready: true, why: [partial] });
  assert.deepEqual(await ready(undefined, true), { ready: true, why: [] });
});
