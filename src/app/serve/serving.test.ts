import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, ok } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import { Refused } from './passing-failure.ts';
import type { NoStanding } from './standing.ts';
import { askerOf, DENIAL, listed, standingFile } from './testing/fake-files.ts';
import { ask, ServingHouse, SHA, WHEEL } from './testing/serving-house.ts';
import { standingOf } from './testing/standing-of.ts';

const unjudged = standingFile(WHEEL, { isJudged: false, size: null });

describe('a file', () => {
  it('that was judged is served, and it is written down that it goes out', async () => {
    const house = new ServingHouse();
    const answer = await house.serving.file(ask());
    assert.equal(answer.answer, 'bytes');
    if (answer.answer !== 'bytes') return;
    assert.equal(answer.sha256, SHA);
    await answer.open();
    await answer.record();
    assert.deepEqual(house.events, ['standing', `served ${WHEEL}`]);
  });

  it('that is denied while it is on its way does not go out whole, however slowly it is read', async () => {
    const none = (state: NoStanding['state']): NoStanding => ({ state, why: '' });
    for (const [late, now, outcome] of [
      [0, standingOf(standingFile(WHEEL, { denial: DENIAL })), 'served'],
      [5000, standingOf(standingFile(WHEEL)), 'served'],
      [5000, standingOf(standingFile(WHEEL, { denial: DENIAL })), 'refused'],
      [5000, standingOf(standingFile(WHEEL, { sha256: 'e'.repeat(64) })), 'gone'],
      [5000, none('absent'), 'gone'],
      [5000, none('unavailable'), 'served'],
    ] as const) {
      const house = new ServingHouse();
      const answer = await house.serving.file(ask());
      assert.ok(answer.answer === 'bytes');
      house.standing = now;
      house.events.length = 0;
      house.passed = late;
      await (outcome === 'served' ? answer.record() : assert.rejects(answer.record(), Refused));
      house.passed = 0;
      const looked = late === 0 ? [] : ['standing'];
      assert.deepEqual(house.events, outcome === 'gone' ? looked : [...looked, `${outcome} ${WHEEL}`]);
    }
  });

  it('whose bytes came wrong again is refused with the reason, and not fetched; in a dry run, too', async () => {
    for (const dryRun of [false, true]) {
      const house = new ServingHouse();
      house.dryRun = dryRun;
      house.standing = standingOf(unjudged);
      house.changed = DENIAL;
      const answer = await house.serving.file(ask());
      assert.deepEqual([answer.answer, house.events], ['denied', ['standing', `refused ${WHEEL}`]]);
    }
  });

  it('whose bytes come wrong is to be asked for again, and refused in the same answer when that was once too often', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = async () => err(problem('artifact-changed', 'other bytes'));
    assert.equal((await house.serving.file(ask())).answer, 'later');
    house.judge = async () => {
      house.changed = DENIAL;
      return err(problem('artifact-changed', 'other bytes'));
    };
    assert.equal((await house.serving.file(ask())).answer, 'denied');
  });

  it('what goes out undetermined is counted by rule, once it is written down; nothing else is', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(standingFile(WHEEL, { undetermined: ['known-malware', 'license'] }));
    const { serving } = house;
    const record = async () => {
      const answer = await serving.file(ask());
      assert.equal(answer.answer, 'bytes');
      if (answer.answer === 'bytes') await answer.record();
    };
    await serving.file(ask());
    assert.deepEqual([...serving.undetermined], []);
    await record();
    house.full = true;
    await assert.rejects(record(), /no room/);
    house.full = false;
    assert.deepEqual(Object.fromEntries(serving.undetermined), { 'known-malware': 1, license: 1 });
    assert.equal((await serving.metadata(ask())).answer, 'content');
    await serving.metadata(ask('another.whl'));
    assert.deepEqual(Object.fromEntries(serving.undetermined), { 'known-malware': 2, license: 2 });
    house.standing = standingOf(standingFile(WHEEL, { undetermined: ['license'], denial: DENIAL }));
    assert.equal((await house.serving.file(ask())).answer, 'denied');
    house.standing = standingOf(standingFile(WHEEL, { undetermined: ['license'], isJudged: false }));
    house.sidecar = Buffer.from('beside');
    const { serving: other } = house;
    assert.equal((await other.metadata(ask())).answer, 'content');
    assert.deepEqual(Object.fromEntries(other.undetermined), { license: 1 });
  });

  it('that was not judged is judged first, and decided about again', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = async () => {
      house.standing = standingOf(standingFile(WHEEL));
      return ok(SHA);
    };
    assert.equal((await house.serving.file(ask())).answer, 'bytes');
    assert.deepEqual(house.events, ['standing', `judge ${WHEEL}`, 'standing']);
  });

  it('that turns out to be bad when it is judged is refused', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = async () => {
      house.standing = standingOf(standingFile(WHEEL, { denial: DENIAL }));
      return ok(SHA);
    };
    assert.deepEqual(await house.serving.file(ask()), { answer: 'denied', denial: DENIAL });
    assert.deepEqual(house.events, ['standing', `judge ${WHEEL}`, 'standing', `refused ${WHEEL}`]);
  });

  it('that is denied costs no byte, and is refused whether its bytes are at hand or not', async () => {
    for (const isJudged of [true, false]) {
      const house = new ServingHouse();
      house.standing = standingOf(standingFile(WHEEL, { denial: DENIAL, isJudged }));
      for (const door of ['file', 'metadata', 'provenance'] as const)
        assert.deepEqual(await house.serving[door](ask()), { answer: 'denied', denial: DENIAL }, door);
      assert.deepEqual(
        house.events,
        Array(3)
          .fill(['standing', `refused ${WHEEL}`])
          .flat(),
      );
    }
  });

  it('that takes longer than its client house.waits is for later, and the client is told when', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = () => new Promise(() => {});
    for (const [client, wait] of [
      ['pip', 12],
      ['uv', 26],
      ['pdm', 150],
    ] as const) {
      const answer = await house.serving.file(ask(WHEEL, client));
      assert.equal(answer.answer, 'later');
      assert.equal(answer.answer === 'later' && answer.retryAfter, 5);
      assert.deepEqual(house.waits, [wait], client);
    }
  });

  it('that has long been on its way is asked for again later each time, a minute later at most', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = () => new Promise(() => {});
    for (const [milliseconds, seconds] of [
      [0, 5],
      [12_000, 6],
      [30_500, 16],
      [98_000, 49],
      [120_000, 60],
      [900_000, 60],
    ] as const) {
      house.underWay = milliseconds;
      const answer = await house.serving.file(ask());
      assert.equal(answer.answer === 'later' && answer.retryAfter, seconds);
    }
  });

  it('that could not be judged is not served, and the problem is told', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = async () => err(problem('fetch-failed', 'it is not there'));
    assert.deepEqual(await house.serving.file(ask()), { answer: 'later', why: 'it is not there', retryAfter: 5 });
  });

  it('that its index lists and does not have is absent: asking again is of no use', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = async () => err(problem('file-gone', 'its index answers 404'));
    assert.deepEqual(await house.serving.file(ask()), { answer: 'absent', why: 'its index answers 404' });
  });

  it('that is never judged as it stands is not served', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    assert.equal((await house.serving.file(ask())).answer, 'later');
  });

  it('whose blob is gone is fetched again, and is the same or no answer at all', async () => {
    const house = new ServingHouse();
    house.blobs.clear();
    const answer = await house.serving.file(ask());
    assert.equal(answer.answer, 'bytes');
    if (answer.answer !== 'bytes') return;
    house.judge = async () => {
      house.blobs.add('b'.repeat(64)).add(SHA);
      return ok('b'.repeat(64));
    };
    await assert.rejects(answer.open(), /not at hand/);
    house.blobs.clear();
    house.judge = async () => {
      house.blobs.add(SHA);
      return ok(SHA);
    };
    await (await answer.open()).close();
  });

  it('that is younger than the instant as of which is asked is not there', async () => {
    const house = new ServingHouse();
    const { since } = standingFile(WHEEL);
    for (const door of ['file', 'metadata', 'provenance'] as const) {
      assert.equal((await house.serving[door]({ ...ask(), asOf: since })).answer, 'absent', door);
      assert.notEqual((await house.serving[door]({ ...ask(), asOf: since + 1 })).answer, 'absent', door);
    }
  });

  it('that there is not is absent; a project that cannot be had is for later, never absent', async () => {
    const house = new ServingHouse();
    assert.equal((await house.serving.file(ask('other-1.0.tar.gz'))).answer, 'absent');
    house.standing = { state: 'unavailable', why: 'it is down' };
    for (const door of ['file', 'metadata', 'provenance', 'project'] as const)
      assert.equal((await house.serving[door](ask())).answer, 'later', door);
  });
});

describe('metadata', () => {
  it('is passed on before the wheel is fetched where a hash binds it', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.sidecar = Buffer.from('beside');
    const answer = await house.serving.metadata(ask());
    assert.equal(answer.answer === 'content' && Buffer.from(answer.content).toString(), 'beside');
    assert.deepEqual(house.events, ['standing']);
  });

  it('is the own of a wheel that was looked into, whatever its index says', async () => {
    const house = new ServingHouse();
    house.sidecar = Buffer.from('beside');
    const answer = await house.serving.metadata(ask());
    assert.equal(answer.answer === 'content' && Buffer.from(answer.content).toString(), 'own metadata');
  });

  it('without a hash house.waits until the wheel is judged', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.judge = () => new Promise(() => {});
    assert.equal((await house.serving.metadata(ask())).answer, 'later');
  });

  it('of a source distribution there is not', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(standingFile('demo-1.0.tar.gz'));
    assert.equal((await house.serving.metadata(ask('demo-1.0.tar.gz'))).answer, 'absent');
  });

  it('never stands in for the file', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    house.sidecar = Buffer.from('beside');
    house.judge = () => new Promise(() => {});
    assert.equal((await house.serving.file(ask())).answer, 'later');
  });
});

describe('a page', () => {
  it('has the newest wheel for everybody judged, unless its metadata is enough for now', async () => {
    const house = new ServingHouse();
    house.standing = standingOf(unjudged);
    await house.serving.project(ask());
    assert.deepEqual(house.events, ['standing', 'page', `judge ${WHEEL}`]);
    const other = new ServingHouse();
    const coreMetadata = new Map([['sha256', 'c'.repeat(64)]]);
    other.standing = standingOf({ ...unjudged, file: listed(WHEEL, { coreMetadata }) });
    await other.serving.project(ask());
    assert.deepEqual(other.events, ['standing', 'page']);
  });

  it('has nothing judged ahead while others wait', async () => {
    const house = new ServingHouse();
    house.isBusy = true;
    house.standing = standingOf(unjudged);
    await house.serving.project(ask());
    assert.deepEqual(house.events, ['standing', 'page']);
  });

  it('is for nobody who may not read, and neither is anything else', async () => {
    const house = new ServingHouse();
    house.fault = { answer: 'forbidden', authenticate: true, why: '' };
    for (const door of ['file', 'metadata', 'provenance', 'project'] as const)
      assert.equal((await house.serving[door](ask())).answer, 'forbidden', door);
    assert.deepEqual(await house.serving.projects({ view: '', asker: askerOf() }), []);
    assert.deepEqual(house.events, []);
  });

  it('in a dry run shows nothing as denied, serves everything, and what would have been is written down', async () => {
    const house = new ServingHouse();
    house.dryRun = true;
    house.standing = standingOf(standingFile(WHEEL, { denial: DENIAL }));
    const { serving } = house;
    for (const asOf of [{}, { asOf: Date.parse('2025-01-01T00:00:00Z') }]) {
      const answer = await serving.project({ ...ask(), ...asOf });
      assert.equal(answer.answer === 'page' && answer.page.files.at(0)?.denial, undefined);
      assert.equal(answer.answer === 'page' && answer.page.files.length, 1);
    }
    assert.equal((await serving.file(ask())).answer, 'bytes');
    assert.ok(house.events.includes(`refused ${WHEEL}`));
  });
});
