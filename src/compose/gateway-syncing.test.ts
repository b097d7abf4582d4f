import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGatewaySync } from './doctor-advisories.ts';
import { gatewaySyncing, type SyncingParts } from './gateway-syncing.ts';

const RIND = { from: 'rind+https://own.example', key: 'x', folder: '/' };

function of(parts: Partial<SyncingParts>) {
  const status = async () => ({ publicNames: [] });
  return gatewaySyncing({ variables: {}, rind: undefined, dataFolder: undefined, status, ...parts })();
}

test('whose advisories a gateway takes: its own declaration before that of the person', async () => {
  const variables = { RIND_SYNC_FROM: 'rind+https://central.example/' };
  assert.equal((await of({ variables, rind: RIND })).from, 'https://central.example');
  assert.equal((await of({ rind: RIND })).from, 'https://own.example');
  assert.equal((await of({})).from, undefined);
  assert.equal((await of({ variables: { RIND_SYNC_FROM: 'rind+https://u:secret@x.example' } })).from, undefined);
});

test('a sync that failed is told by its first complaint, on one line', async () => {
  const said =
    'reading osv\nerror: cannot fetch `https://x.example`: ENOTFOUND\nmore: rind explain problem:fetch-failed\nerror: y';
  const failed = await of({
    status: async () => ({ publicNames: [], fetches: true, sync: { at: 5, ok: false, said } }),
  });
  assert.deepEqual(failed.last, { at: 5, ok: false, why: 'cannot fetch `https://x.example`: ENOTFOUND' });
  assert.equal(failed.fetches, true);
  const well = await of({ status: async () => ({ publicNames: [], sync: { at: 5, ok: true, said: 'error: old' } }) });
  assert.deepEqual(well.last, { at: 5, ok: true, why: '' });
});

test('what a stranger calls a status is read as far as it makes sense', () => {
  const state = '2026-11-22T06:00:00Z';
  const sync = { from: 'https://central.example', state, last: { at: state, ok: true, why: '' } };
  assert.deepEqual(readGatewaySync({ sync }), { advisories: { from: 'https://central.example', state }, findings: [] });
  const failed = { from: null, state: 'yesterday', last: { at: state, ok: false, why: 'no way' } };
  const { advisories, findings } = readGatewaySync({ sync: failed });
  assert.deepEqual([advisories, findings[0]?.id, findings[0]?.level], [undefined, 'advisories-fail', 'note']);
  assert.match(findings[0]?.message ?? '', /at 2026-11-22T06:00:00Z: no way/);
  for (const odd of [null, 3, [], { sync: 'x' }, { sync: { from: 1, last: { ok: false } } }, { sync: { last: [] } }])
    assert.equal(readGatewaySync(odd).advisories, undefined);
  const long = readGatewaySync({ sync: { from: 'x'.repeat(1e6), state: 'x' } });
  assert.deepEqual(long.advisories, { from: 'x'.repeat(300), state: null });
});
