import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meantSpec } from '../app/serve/meant-spec.ts';
import { API_OPERATIONS } from '../contract/http-api.ts';
import { holdKey } from '../evidence/hold-key.ts';
import { admin, NOW, type Office, office, valueIn, whyIn } from './testing/office.ts';

const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
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

  it('that allows lifts what it names: advisories, rules, or all that a decision found', async () => {
    const { ask, state } = await office();
    await state.pins.add('pypi', 'demo', [{ filename: 'demo-1-py3-none-any.whl', sha256: A }], NOW);
    const why = { found: ['PYSEC-1', 'late-file', 'no id'] };
    await state.holds.keep([{ id: 'd'.repeat(16), project: 'demo', body: JSON.stringify(why) }], NOW);
    const allow = { verdict: 'allow', spec: 'demo==1', reason: 'needed' } as const;
    await ask('addRuling', {}, { ...allow, for: ['d'.repeat(16), 'CVE-2026-1', 'record'] });
    await ask('addRuling', {}, { ...allow, spec: `sha256:${A}` });
    const stored = new Map((await state.rulings.all()).map((one) => [one.spec, [one.lifts, one.seen]]));
    assert.deepEqual(stored.get('demo==1'), [['CVE-2026-1', 'PYSEC-1', 'late-file', 'record'], [A]]);
    assert.deepEqual(stored.get(`sha256:${A}`), [undefined, undefined]);
    for (const named of ['f'.repeat(16), 'known-vulnerabilities', 'two ids'])
      assert.match(whyIn(await ask('addRuling', {}, { ...allow, for: [named] })), /no advisory, no rule and no/, named);
    assert.match(whyIn(await ask('addRuling', {}, { ...SAID, for: ['PYSEC-1'] })), /lifts nothing/);
    assert.equal((await state.rulings.all()).length, 2);
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
