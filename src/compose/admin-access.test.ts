import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesToken } from '../access/token.ts';
import { DAY } from '../base/instant.ts';
import { NOW, office, valueIn, whyIn } from './testing/office.ts';

describe('a token', () => {
  it('comes back once, and ends by itself: one that reads after a year, one that changes something after a quarter', async () => {
    const { ask, state } = await office();
    for (const [scope, days] of [
      ['read', 365],
      ['upload', 90],
      ['admin', 90],
    ] as const) {
      const { token, id } = valueIn(await ask('createToken', {}, { scope }));
      const kept = (await state.tokens.all()).find((one) => one.id === id);
      assert.ok(kept !== undefined && matchesToken(kept, String(token), NOW));
      assert.ok(Math.abs((kept.expires ?? 0) - NOW - days * DAY) <= DAY, scope);
      const list = JSON.stringify(valueIn(await ask('listTokens')));
      assert.ok(!list.includes(kept.digest) && !list.includes(String(token).slice(-43)));
    }
    const { id } = valueIn(await ask('createToken', {}, { scope: 'read', expires: 'never' }));
    assert.equal((await state.tokens.byId(String(id)))?.expires, null);
    valueIn(await ask('revokeToken', { id: String(id) }));
    assert.equal(await state.tokens.byId(String(id)), undefined);
    assert.equal((await ask('revokeToken', { id: String(id) })).answer, 'absent');
  });

  it('is for one project only where it uploads', async () => {
    const { ask, state } = await office();
    valueIn(await ask('createToken', {}, { scope: 'upload', project: 'Acme_Web' }));
    assert.equal((await state.tokens.all())[0]?.project, 'acme-web');
    assert.match(whyIn(await ask('createToken', {}, { scope: 'read', project: 'a' })), /only a token/);
    assert.match(whyIn(await ask('createToken', {}, { scope: 'upload', project: 'a b' })), /no name/);
    assert.match(whyIn(await ask('createToken', {}, { scope: 'upload', expires: '2020-01-01' })), /no day to come/);
  });
});

describe('a claim', () => {
  it('is kept by normal name, raises the epoch so that gateways look again, and is taken back', async () => {
    const { ask, state } = await office();
    assert.equal(valueIn(await ask('addClaim', {}, { name: 'Acme_Web', prefix: true }))['epoch'], 1);
    assert.deepEqual(
      (await state.hosted.claims()).map(({ name, prefix, by }) => [name, prefix, by]),
      [['acme-web', true, 'kim']],
    );
    assert.match(whyIn(await ask('addClaim', {}, { name: 'a/b' })), /no name/);
    assert.equal(valueIn(await ask('removeClaim', { id: 'ACME.web' }))['epoch'], 2);
    assert.equal((await ask('removeClaim', { id: 'acme-web' })).answer, 'absent');
  });
});

describe('who downloaded this', () => {
  it('is answered by project, version and bytes, page by page', async () => {
    const { ask, state } = await office();
    const one = { project: 'demo', view: '', address: 'a', agent: 'pip' };
    const served = Array.from({ length: 5 }, (_, i) => ({
      ...one,
      version: i < 3 ? '1.0' : '2.0',
      filename: `f${i}`,
      sha256: `${i}`.repeat(64),
      principal: `p${i}`,
      at: i,
    }));
    await state.downloads.count('01', served, 5);
    const who = async (spec: string, more: Record<string, string> = {}) => {
      const { downloads, next } = valueIn(await ask('listDownloads', { spec, ...more }));
      return [(downloads as { principal: string }[]).map(({ principal }) => principal), next];
    };
    assert.deepEqual(await who('Demo'), [['p4', 'p3', 'p2', 'p1', 'p0'], undefined]);
    assert.deepEqual(await who('demo==1'), [['p2', 'p1', 'p0'], undefined]);
    assert.deepEqual(await who(`sha256:${'3'.repeat(64)}`), [['p3'], undefined]);
    assert.deepEqual(await who('demo', { limit: '2' }), [['p4', 'p3'], '2']);
    assert.deepEqual(await who('demo', { limit: '2', after: '4' }), [['p0'], undefined]);
    assert.deepEqual(await who('demo<2,>=1'), [['p2', 'p1', 'p0'], undefined]);
    for (const spec of ['demo-*', '?', 'demo; python_version<"3"'])
      assert.match(whyIn(await ask('listDownloads', { spec })), /write `name`/);
    for (const limit of ['0', '1001', 'x', '-1'])
      assert.match(whyIn(await ask('listDownloads', { spec: 'demo', limit })), /`limit`/);
  });
});
