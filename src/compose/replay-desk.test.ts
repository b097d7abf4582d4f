import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { memoryStore } from '../advisory/memory-store.ts';
import type { DeskAnswer } from '../app/serve/desk.ts';
import { pageFolder } from '../index/page-folder.fs.ts';
import { upstreamOf } from '../index/upstream.ts';
import { PACE } from '../platform/pace.ts';
import { gatewaySettings } from '../policy/gateway-policy.ts';
import { makePolicy } from '../policy/policy.ts';
import { formatPolicy } from '../policy/policy-text.ts';
import { RULES } from '../policy/registry.generated.ts';
import { openState } from './gateway-state.ts';
import { replayOperations } from './replay-desk.ts';

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const [FIRST, SECOND] = ['demo-1.0-py3-none-any.whl', 'demo-2.0-py3-none-any.whl'];
const SHA = 'a'.repeat(64);

/** A gateway since 1 March, with a cooldown of three days, that knows one file by its pin and another by a page alone. */
async function gateway(test: TestContext, mirrors: 'pypi' | null = 'pypi') {
  const folder = mkdtempSync(join(tmpdir(), 'rind-replay-'));
  const state = await openState(folder, at('2026-03-01'));
  test.after(async () => {
    await state.db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const made = upstreamOf({
    name: 'up',
    url: 'https://up.example/simple/',
    trusted: true,
    ...(mirrors && { mirrors }),
  });
  assert.ok(made.ok);
  const policy = makePolicy(RULES, gatewaySettings({ 'known-vulnerability': { level: 'off' } }), [], []);
  await state.policies.keep({ view: '', digest: policy.digest, since: at('2026-03-01'), text: formatPolicy(policy) });
  await state.pins.add('up', 'demo', [{ filename: FIRST, sha256: SHA }], at('2026-03-20'));
  const files = [
    { filename: FIRST, url: FIRST, hashes: { sha256: SHA }, 'upload-time': '2020-01-01T00:00:00Z' },
    { filename: SECOND, url: SECOND, hashes: { sha256: 'b'.repeat(64) }, 'upload-time': '2026-03-10T00:00:00Z' },
  ];
  const bytes = Buffer.from(JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'demo', files }));
  await (await pageFolder(join(folder, 'pages'))).save('https://up.example/simple/', normalizeName('demo'), {
    kind: 'page',
    url: 'https://up.example/simple/demo/',
    contentType: 'application/vnd.pypi.simple.v1+json',
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    fetchedAt: at('2026-03-21'),
    freshUntil: 0,
    mayServeStale: true,
  });
  const operations = replayOperations({
    state,
    upstreams: (view) => (view === '' ? [made.value] : undefined),
    advisories: () => memoryStore([]),
    readFault: (view) => (view === '' ? undefined : { answer: 'absent', why: 'none' }),
    pace: PACE,
  });
  const ask = async (operation: string, parameters: Readonly<Record<string, string>>): Promise<DeskAnswer> => {
    const asker = { principal: 'admin', address: '', client: 'other', agent: '' } as const;
    const operate = operations.get(operation);
    assert.ok(operate);
    return await operate({ operation, asker, parameters: new Map(Object.entries(parameters)), body: undefined });
  };
  const replay = async (parameters: Readonly<Record<string, string>>) => {
    const answer = await ask('replay', parameters);
    if (answer.answer !== 'value') return answer.answer;
    const { value } = answer;
    assert.ok(typeof value === 'object' && value !== null && 'files' in value && Array.isArray(value.files));
    const verdicts = value.files.map(({ filename, verdict }) => `${filename} ${verdict}`);
    return 'at' in value ? [String(value.at).slice(0, 10), ...verdicts] : verdicts;
  };
  return { ask, replay, state };
}

describe('the past, asked of a running gateway', () => {
  it('knows files from the pages that are kept: since their upload, also where nobody was given them', async (t) => {
    const { replay } = await gateway(t);
    assert.deepEqual(await replay({ spec: 'demo', at: '2026-03-05' }), ['2026-03-05', `${FIRST} allow`]);
    assert.deepEqual(await replay({ spec: 'demo==2', at: '2026-03-11' }), ['2026-03-11', `${SECOND} hold`]);
    assert.deepEqual(await replay({ spec: 'demo', at: '2026-03-25' }), [
      '2026-03-25',
      `${FIRST} allow`,
      `${SECOND} allow`,
    ]);
    assert.deepEqual(await replay({ spec: `sha256:${SHA}`, at: '2026-03-25' }), ['2026-03-25', `${FIRST} allow`]);
  });

  it('finds when something would have been stopped first', async (t) => {
    const { replay } = await gateway(t);
    const span = { from: '2026-03-01', to: '2026-03-31' };
    assert.deepEqual(await replay({ spec: 'demo', ...span }), ['2026-03-10', `${SECOND} hold`]);
    assert.deepEqual(await replay({ spec: 'demo==1', ...span }), ['null']);
  });

  it('counts files of an index that does not mirror PyPI from when they were seen here, whatever it says', async (t) => {
    const { replay } = await gateway(t, null);
    assert.deepEqual(await replay({ spec: 'demo==1', at: '2026-03-05' }), ['2026-03-05']);
    assert.deepEqual(await replay({ spec: 'demo==1', at: '2026-03-21' }), ['2026-03-21', `${FIRST} hold`]);
  });

  it('refuses what is no question, and does one at a time', async (t) => {
    const { replay } = await gateway(t);
    const wrong = [
      { spec: 'demo' },
      { spec: 'demo', at: '2026-13-01' },
      { spec: 'demo', from: '2026-03-02', to: '2026-03-01' },
      { spec: 'demo', at: '2026-03-01', from: '2026-03-01', to: '2026-03-02' },
      { spec: 'demo-*', at: '2026-03-01' },
      { spec: '__proto__!', at: '2026-03-01' },
    ];
    for (const parameters of wrong) assert.equal(await replay(parameters), 'invalid', JSON.stringify(parameters));
    assert.equal(await replay({ spec: 'demo', at: '2026-03-05', view: 'other' }), 'absent');
    const both = await Promise.all([
      replay({ spec: 'demo', at: '2026-03-05' }),
      replay({ spec: 'demo', at: '2026-03-05' }),
    ]);
    assert.deepEqual(both, [['2026-03-05', `${FIRST} allow`], 'later']);
  });

  it('lists exposures, the latest first, page by page', async (t) => {
    const { ask, state } = await gateway(t);
    for (const [index, view] of ['', '', 'other'].entries()) {
      const body = JSON.stringify({ id: `e${index}`, view, holders: [{ principal: 'ci' }] });
      await state.notices.begin({ id: `e${index}`, kind: 'exposure', at: index, subject: SHA, body });
      await state.notices.logged(`e${index}`, false, 0);
    }
    assert.deepEqual(await ask('listExposures', { limit: '1' }), {
      answer: 'value',
      value: { exposures: [{ id: 'e1', view: '', holders: [{ principal: 'ci' }] }], next: '1' },
    });
  });
});
