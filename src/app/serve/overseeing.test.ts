import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NormalizedName } from '@rind/pypa';
import type { Forbidden } from './answers.ts';
import { Overseeing, type OverseeingParts } from './overseeing.ts';
import { ASKER, AT_ONCE, denied, standing, standingFile } from './testing/standing.ts';

const DEMO = 'demo' as NormalizedName;
const NO: Forbidden = { answer: 'forbidden', authenticate: true, why: 'a token is needed' };
const WAITING = {
  id: 'h',
  view: '',
  project: 'demo',
  version: '1',
  filename: 'f',
  rule: 'r',
  summary: 's',
  since: 0,
  times: 1,
};

function overseeing(overrides: Partial<OverseeingParts> = {}): Overseeing {
  return new Overseeing({
    projects: { standing: () => standing('demo', []) },
    pace: AT_ONCE,
    patienceMs: 1,
    version: '0',
    dryRun: false,
    readFault: () => undefined,
    restored: undefined,
    adminFault: () => NO,
    views: () => [],
    upstreams: () => [],
    advisories: () => undefined,
    syncing: async () => ({ from: undefined, stateAt: undefined, fetches: true, last: undefined }),
    isWhole: () => false,
    names: async () => ['a-secret', 'flask', 'flask-login', 'my-flask'],
    waiting: async () => [WAITING],
    ...overrides,
  });
}

test('private names are invisible to who may not read: nothing is told but that a token is needed', async () => {
  const asked: string[] = [];
  const closed = overseeing({
    readFault: () => NO,
    names: async (view) => {
      asked.push(view);
      return ['a-secret'];
    },
    projects: {
      standing: () => {
        asked.push('project');
        return standing('a-secret', []);
      },
    },
  });
  for (const answer of [
    await closed.status(ASKER),
    await closed.search('', 'secret', ASKER),
    await closed.project({ view: '', name: DEMO, asker: ASKER }),
    await closed.holds(ASKER),
  ])
    assert.deepEqual(answer, NO);
  assert.deepEqual(asked, []);
});

test('the queue, and how long it is, is for administrators', async () => {
  const reader = await overseeing().status(ASKER);
  assert.ok(reader.answer === 'status' && reader.waiting === undefined);
  assert.equal((await overseeing().holds(ASKER)).answer, 'forbidden');
  const admin = overseeing({ adminFault: () => undefined });
  const status = await admin.status(ASKER);
  assert.ok(status.answer === 'status' && status.waiting === 1);
  assert.deepEqual(await admin.holds(ASKER), { answer: 'holds', holds: [WAITING] });
});

test('names are searched for by any part, written in any way; those that begin with it come first', async () => {
  for (const sought of ['flask', ' FLASK ', 'Flask'])
    assert.deepEqual(await overseeing().search('', sought, ASKER), {
      answer: 'names',
      names: ['flask', 'flask-login', 'my-flask'],
      all: 3,
    });
  const found = await overseeing().search('', 'flask_.login', ASKER);
  assert.deepEqual(found.answer === 'names' && found.names, ['flask-login']);
  const many = overseeing({ names: async () => Array.from({ length: 1000 }, (_, i) => `n-${i}`) });
  const cut = await many.search('', 'n', ASKER);
  assert.ok(cut.answer === 'names' && cut.names.length === 200 && cut.all === 1000);
});

test('releases come newest first by PEP 440, each file with its verdict, and the list is made once', async () => {
  const files = [
    standingFile('demo-1.9.tar.gz', '1.9', { denial: denied() }),
    standingFile('demo-1.10.tar.gz', '1.10', { file: { yanked: 'broken' } }),
    standingFile('demo-1.10rc1.tar.gz', '1.10rc1', { isOffered: false }),
  ];
  const stood = standing('demo', files);
  const parts = overseeing({ projects: { standing: () => stood } });
  const shown = await parts.project({ view: '', name: DEMO, asker: ASKER });
  assert.ok(shown.answer === 'project');
  assert.deepEqual(
    shown.releases.map(({ version, files: [file] }) => [version, file?.verdict, file?.yanked, file?.isListed]),
    [
      ['1.10', 'allow', 'broken', true],
      ['1.10rc1', 'allow', undefined, false],
      ['1.9', 'deny', undefined, true],
    ],
  );
  const again = await parts.project({ view: '', name: DEMO, asker: ASKER });
  assert.ok(again.answer === 'project' && again.releases === shown.releases);
});

test('what is being looked up is no answer, and what is not there is absent', async () => {
  const ask = { view: '', name: DEMO, asker: ASKER };
  const waits = overseeing({
    projects: { standing: () => new Promise(() => {}) },
    pace: { ...AT_ONCE, within: async () => undefined },
  });
  assert.equal((await waits.project(ask)).answer, 'later');
  for (const [state, answer] of [
    ['absent', 'absent'],
    ['unavailable', 'later'],
  ] as const)
    assert.equal(
      (await overseeing({ projects: { standing: () => ({ state, why: 'x' }) } }).project(ask)).answer,
      answer,
    );
});
