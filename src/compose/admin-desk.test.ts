import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { matchesToken } from '../access/token.ts';
import type { Forbidden } from '../app/serve/answers.ts';
import type { Asker } from '../app/serve/ask.ts';
import type { Desk, DeskAnswer } from '../app/serve/desk.ts';
import { meantSpec } from '../app/serve/meant-spec.ts';
import { DAY } from '../base/instant.ts';
import { API_OPERATIONS } from '../contract/http-api.ts';
import { holdKey } from '../evidence/hold-key.ts';
import type { LogFacts } from '../evidence/log-chain.ts';
import { adminDesk } from './admin-desk.ts';
import { type GatewayState, openState } from './gateway-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-desk-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

const NOW = Date.parse('2026-11-20T12:00:00Z');
const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
const admin: Asker = { principal: 'kim', address: '10.0.0.1', client: 'other', agent: 't' };

interface Office {
  readonly desk: Desk;
  readonly state: GatewayState;
  readonly log: LogFacts[];
  readonly clock: { now: number; elapsed: number };
  ask(
    operation: string,
    parameters?: Readonly<Record<string, string>>,
    body?: object,
    who?: Asker,
  ): Promise<DeskAnswer>;
}

/** A desk on data of its own. `broken`: the log cannot be written. */
async function office({
  broken = false,
  pass = () => {},
}: {
  broken?: boolean;
  pass?: () => void;
} = {}): Promise<Office> {
  const state = await openState(join(folder, String(made++)), NOW);
  const log: LogFacts[] = [];
  const clock = { now: NOW, elapsed: 0 };
  const forbidden: Forbidden = { answer: 'forbidden', authenticate: true, why: 'no' };
  const desk = adminDesk({
    state,
    log: {
      append: async (facts) => {
        if (broken) throw new Error('the disk is full');
        log.push(facts);
      },
    },
    pace: {
      elapsed: () => clock.elapsed,
      after: (milliseconds, action) => {
        clock.elapsed += milliseconds;
        pass();
        setImmediate(action);
        return () => {};
      },
    },
    now: () => clock.now,
    explainer: undefined,
    gateway: undefined,
    advisories: () => [],
    fault: (scope, { principal }) =>
      principal === 'kim' || (scope === 'read' && principal === 'reader') ? undefined : forbidden,
    readFault: (view, { principal }) => (principal === 'anonymous' || view === 'none' ? forbidden : undefined),
    glance: async () => {},
  });
  const ask: Office['ask'] = (operation, parameters = {}, body = undefined, who = admin) =>
    desk.answer({ operation, asker: who, parameters: new Map(Object.entries(parameters)), body });
  return { desk, state, log, clock, ask };
}

function valueIn(answer: DeskAnswer): Record<string, unknown> {
  assert.equal(answer.answer, 'value', JSON.stringify(answer));
  return answer.answer === 'value' ? (answer.value as Record<string, unknown>) : {};
}

function whyIn(answer: DeskAnswer): string {
  assert.equal(answer.answer, 'invalid', JSON.stringify(answer));
  return answer.answer === 'invalid' ? answer.why : '';
}

const SAID = { verdict: 'deny', spec: 'demo==1', reason: 'bad' } as const;
const BODIES: Readonly<Record<string, object>> = {
  addRuling: SAID,
  releaseHold: {},
  refuseHold: {},
  createToken: { scope: 'read' },
  addClaim: { name: 'demo' },
};

const subject = { view: '', project: 'demo', filename: 'demo-1-py3-none-any.whl', rule: 'name-confusion' };
const held = {
  ...subject,
  id: holdKey(subject),
  decision: 'd'.repeat(16),
  found: ['PYSEC-1', 'name-confusion'],
  version: '1',
  sha256: A,
  summary: 's',
};

describe('who may not', () => {
  it('gets nothing of any operation, and changes nothing', async () => {
    const { ask, state, log } = await office();
    await state.holds.ask(held, NOW);
    for (const { id, scope } of API_OPERATIONS)
      for (const principal of scope === 'admin' ? ['anonymous', 'reader'] : ['anonymous']) {
        const who = { ...admin, principal };
        const answer = await ask(id, { id: held.id, q: 'demo', spec: 'demo', at: '2026-01-01' }, BODIES[id], who);
        assert.equal(answer.answer, 'forbidden', `${id} by ${principal}`);
      }
    assert.deepEqual([log.length, await state.rulings.epoch(), (await state.tokens.all()).length], [0, 0, 0]);
    assert.equal((await ask('listNothing')).answer, 'absent');
  });

  it('finds no name of a view by search', async () => {
    const { ask, state } = await office();
    await state.pins.add('pypi', 'secret-plan', [{ filename: 'f', sha256: null }], NOW);
    const who = { ...admin, principal: 'reader' };
    assert.deepEqual(valueIn(await ask('search', { q: 'Secret_' }, undefined, who)), {
      projects: [{ name: 'secret-plan' }],
    });
    assert.equal((await ask('search', { q: 'secret', view: 'none' }, undefined, who)).answer, 'forbidden');
    assert.match(whyIn(await ask('search', { q: '-' }, undefined, who)), /part of a name/);
  });
});

describe('an administrative act', () => {
  it('that cannot be written into the log is not done', async () => {
    const { ask, state } = await office({ broken: true });
    await state.holds.ask(held, NOW);
    await state.hosted.claim({ name: 'acme', prefix: false, by: 'x', made: 1 });
    const ruling = {
      id: 'r',
      word: 'deny',
      spec: 'x',
      view: null,
      reason: '',
      owner: '',
      expires: null,
      made: 1,
    } as const;
    await state.rulings.add(ruling);
    await state.tokens.add({ id: 't', scope: 'read', project: null, digest: 'd', made: 1, expires: null });
    const acts: [string, Record<string, string>][] = [
      ['addRuling', {}],
      ['removeRuling', { id: 'r' }],
      ['releaseHold', { id: held.id }],
      ['refuseHold', { id: held.id }],
      ['createToken', {}],
      ['revokeToken', { id: 't' }],
      ['addClaim', {}],
      ['removeClaim', { id: 'acme' }],
    ];
    for (const [id, parameters] of acts) await assert.rejects(ask(id, parameters, BODIES[id]), /disk is full/, id);
    assert.deepEqual(
      [await state.rulings.epoch(), (await state.tokens.all()).length, (await state.hosted.claims()).length],
      [1, 1, 1],
    );
    assert.equal((await state.holds.waiting()).length, 1);
  });

  it('is in the log with who did it, and no secret', async () => {
    const { ask, log } = await office();
    await ask('addRuling', {}, SAID);
    const { token } = valueIn(await ask('createToken', {}, { scope: 'admin' }));
    await ask('addClaim', {}, { name: 'acme' });
    assert.deepEqual(
      log.map(({ event, principal, address }) => [event, principal, address]),
      [
        ['ruling', 'kim', '10.0.0.1'],
        ['token', 'kim', '10.0.0.1'],
        ['claim', 'kim', '10.0.0.1'],
      ],
    );
    assert.ok(!JSON.stringify(log).includes(String(token).slice(-43)));
  });
});

describe('a ruling', () => {
  it('is added, listed by view, and taken back once', async () => {
    const { ask, state } = await office();
    const { id, epoch } = valueIn(await ask('addRuling', {}, { ...SAID, expires: '2026-12-01' }));
    assert.equal(epoch, 1);
    const [stored] = await state.rulings.all();
    assert.deepEqual([stored?.owner, stored?.expires, stored?.seen], ['kim', Date.parse('2026-12-01'), undefined]);
    assert.equal((valueIn(await ask('listRulings'))['rulings'] as unknown[]).length, 1);
    assert.equal(valueIn(await ask('removeRuling', { id: String(id) }))['epoch'], 2);
    assert.equal((await ask('removeRuling', { id: String(id) })).answer, 'absent');
  });

  it('says what was meant where it cannot be read', async () => {
    const { ask, state } = await office();
    for (const [text, meant] of [
      ['requests=1.0', 'requests==1.0'],
      ['requests 1.0', 'requests==1.0'],
      ['requests@1.0', 'requests==1.0'],
      ['acme*', 'acme-*'],
      [A, `sha256:${A}`],
      [`SHA256:${A}`, `sha256:${A}`],
    ] as const) {
      assert.equal(meantSpec(text), meant);
      const why = whyIn(await ask('addRuling', {}, { ...SAID, spec: text }));
      assert.ok(why.includes(`did you mean \`${meant}\`?`), why);
    }
    for (const text of ['???', 'sha256:12', 'a[b]==1', 'a; python_version<"3"'])
      assert.doesNotMatch(whyIn(await ask('addRuling', {}, { ...SAID, spec: text })), /did you mean/);
    assert.equal(await state.rulings.epoch(), 0);
  });

  it('is refused for a day that is over, a view that is not there and a body that is none', async () => {
    const { ask, state } = await office();
    for (const expires of ['2026-11-20', 'tomorrow', '2026-11-20T11:59:59Z'])
      assert.match(whyIn(await ask('addRuling', {}, { ...SAID, expires })), /no day to come/);
    const notes = valueIn(await ask('addRuling', {}, { ...SAID, view: 'team' }))['notes'];
    assert.match(String(notes), /could not be checked/);
    await state.followers.beat({ id: 'g', epoch: 0, views: ['', 'team'], started: 1, beat: NOW });
    assert.match(whyIn(await ask('addRuling', {}, { ...SAID, view: 'tean' })), /did you mean `team`/);
    assert.equal(valueIn(await ask('addRuling', {}, { ...SAID, view: '' }))['notes'], undefined);
    assert.match(whyIn(await ask('addRuling', {}, { ...SAID, verdict: 'maybe' })), /OpenAPI/);
  });

  it('that allows one version binds the files that were seen so far; a range, a project and bytes bind none', async () => {
    const { ask, state } = await office();
    const files = [
      { filename: 'demo-1.0-py3-none-any.whl', sha256: A },
      { filename: 'demo-1.0.tar.gz', sha256: B },
      { filename: 'demo-1.1.tar.gz', sha256: C },
      { filename: 'demo-1.tar.gz', sha256: null },
    ];
    await state.pins.add('pypi', 'demo', files, NOW);
    for (const spec of ['demo==1', 'Demo===1.0', 'demo<2', 'demo', 'demo==1.*', `sha256:${A}`])
      valueIn(await ask('addRuling', {}, { ...SAID, verdict: 'allow', spec }));
    assert.deepEqual(
      (await state.rulings.all()).map(({ spec, seen }) => [spec, seen]).sort(),
      [
        ['demo==1', [A, B]],
        ['Demo===1.0', [A, B]],
        ['demo<2', undefined],
        ['demo', undefined],
        ['demo==1.*', undefined],
        [`sha256:${A}`, undefined],
      ].sort(),
    );
    const why = whyIn(await ask('addRuling', {}, { ...SAID, verdict: 'allow', spec: 'other==1' }));
    assert.match(why, /no file of `other==1` was seen/);
  });

  it('for a name that looks like one in use says so, and holds all the same', async () => {
    const { ask, state } = await office();
    await state.pins.add('pypi', 'requests', [{ filename: 'f', sha256: null }], NOW);
    const { notes, epoch } = valueIn(await ask('addRuling', {}, { ...SAID, spec: 'reqeusts' }));
    assert.match(String(notes), /if you meant `requests`/);
    assert.equal(epoch, 1);
  });

  it('waits until every running gateway acts on it, and no longer than it said', async () => {
    let passed = 0;
    const one = { id: 'g', views: [''], started: 1, beat: NOW };
    const waiting: Office = await office({
      pass: () => {
        if (++passed === 3) void waiting.state.followers.beat({ ...one, epoch: 1 });
      },
    });
    await waiting.state.followers.beat({ ...one, epoch: 0 });
    assert.equal(valueIn(await waiting.ask('addRuling', {}, { ...SAID, wait: true }))['in_force'], true);
    assert.ok(passed >= 3);
    const stuck = await office();
    await stuck.state.followers.beat({ ...one, epoch: 0 });
    const { in_force: inForce, epoch } = valueIn(await stuck.ask('addRuling', {}, { ...SAID, wait: true }));
    assert.deepEqual([inForce, epoch], [false, 1]);
  });
});

describe('a hold', () => {
  it('is released for its bytes and view, and for what it found alone', async () => {
    const { ask, state, log } = await office();
    await state.holds.ask(held, NOW);
    valueIn(await ask('releaseHold', { id: held.id }, { reason: 'looked at' }));
    const [ruling] = await state.rulings.all();
    assert.deepEqual(
      [ruling?.word, ruling?.spec, ruling?.view, ruling?.lifts, ruling?.seen],
      ['allow', `sha256:${A}`, '', held.found, undefined],
    );
    assert.deepEqual([(await state.holds.waiting()).length, (await state.holds.byId(held.id))?.word], [0, 'release']);
    assert.deepEqual(
      log.map(({ event }) => event),
      ['hold-release', 'ruling'],
    );
    assert.match(whyIn(await ask('refuseHold', { id: held.id }, {})), /released already/);
  });

  it('is found by the decision that somebody was told of, whether or not anybody asked for the file', async () => {
    const { ask, state } = await office();
    const decision = 'e'.repeat(16);
    const body = JSON.stringify({
      verdict: 'hold',
      view: 'v',
      subject: { project: 'demo', version: '1', filename: 'f', sha256: B },
      rule: { id: 'license' },
      summary: 's',
      found: ['license'],
    });
    await state.holds.keep([{ id: decision, project: 'demo', body }], NOW);
    valueIn(await ask('releaseHold', { id: decision }, {}));
    const [ruling] = await state.rulings.all();
    assert.deepEqual([ruling?.spec, ruling?.view, ruling?.lifts], [`sha256:${B}`, 'v', ['license']]);
    const denial = JSON.stringify({ ...JSON.parse(body), verdict: 'deny' });
    await state.holds.keep([{ id: 'f'.repeat(16), project: 'demo', body: denial }], NOW);
    assert.equal((await ask('releaseHold', { id: 'f'.repeat(16) }, {})).answer, 'absent');
    assert.equal((await ask('releaseHold', { id: '../x' }, {})).answer, 'absent');
  });

  it('releases no other bytes than those that it is about', async () => {
    const { ask, state } = await office();
    await state.holds.ask(held, NOW);
    assert.match(whyIn(await ask('releaseHold', { id: held.id }, { sha256: B })), /other bytes/);
    const unknown = { ...held, id: holdKey({ ...subject, view: 'v' }), view: 'v', sha256: null };
    await state.holds.ask(unknown, NOW);
    assert.match(whyIn(await ask('releaseHold', { id: unknown.id }, {})), /give the hash/);
    assert.match(whyIn(await ask('releaseHold', { id: unknown.id }, { sha256: 'zz' })), /64 hexadecimal/);
    valueIn(await ask('releaseHold', { id: unknown.id }, { sha256: B }));
  });

  it('is refused by its bytes, else by its version', async () => {
    const { ask, state } = await office();
    await state.holds.ask(held, NOW);
    const unknown = { ...held, id: holdKey({ ...subject, view: 'v' }), view: 'v', sha256: null };
    await state.holds.ask(unknown, NOW);
    for (const id of [held.id, unknown.id]) valueIn(await ask('refuseHold', { id }, {}));
    assert.deepEqual((await state.rulings.all()).map(({ word, spec, lifts }) => [word, spec, lifts]).sort(), [
      ['deny', 'demo==1', undefined],
      ['deny', `sha256:${A}`, undefined],
    ]);
  });

  it('by a word about these very bytes is not released but taken back', async () => {
    const { ask, state } = await office();
    valueIn(await ask('addRuling', {}, { verdict: 'hold', spec: `sha256:${A}`, reason: 'r' }));
    await state.holds.ask({ ...held, found: ['ruling'] }, NOW);
    assert.match(whyIn(await ask('releaseHold', { id: held.id }, {})), /rind hold --remove/);
  });
});

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
