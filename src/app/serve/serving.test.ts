import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, normalizeName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../../base/problem.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Denial, Forbidden } from './answers.ts';
import type { Client, FileAsk } from './ask.ts';
import { decidedPage } from './decided-page.ts';
import { LikelyFiles } from './likely-files.ts';
import { Refused } from './passing-failure.ts';
import { Serving } from './serving.ts';
import type { NoStanding, Standing, StandingFile } from './standing.ts';
import { askerOf, DENIAL, listed, standingFile } from './testing/fake-files.ts';
import { AT_ONCE as INSTANT, standingFiles } from './testing/standing.ts';

const DEMO = normalizeName('demo');
const WHEEL = 'demo-1.0-py3-none-any.whl';
const SHA = 'a'.repeat(64);

function standingOf(...files: readonly StandingFile[]): Standing {
  const page = decidedPage({
    name: DEMO,
    pages: [],
    files,
    isRefused: false,
    versions: [],
    metadata: new Map(),
    digest: 'd',
    notes: [],
    filesPath: '../../files/',
  });
  const likely = new LikelyFiles();
  for (const file of files) likely.see(file);
  return { state: 'found', page, files: standingFiles(files), nearest: () => undefined, likely: likely.files };
}

/** A pace whose waits are over as soon as something was to take longer than there is time. */
const PACE: Pace = {
  elapsed: () => passed,
  within: (promise, milliseconds) => {
    waits.push(milliseconds);
    return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(resolve, 20, undefined))]);
  },
  inSlices: INSTANT.inSlices,
  after: () => () => {},
};
let waits: number[] = [];
/** Milliseconds. */
let passed = 0;

class House {
  standing: Standing | NoStanding = standingOf(standingFile(WHEEL));
  /** What is known of the file without asking how its project stands. */
  known: StandingFile | undefined;
  /** What judging a file does. */
  judge: (file: StandingFile) => Promise<Result<string, Problem>> = async () => ok(SHA);
  blobs = new Set([SHA]);
  sidecar: Uint8Array | undefined;
  /** Why a file is refused whose bytes came wrong again. */
  changed: Denial | undefined;
  fault: Forbidden | undefined;
  dryRun = false;
  isBusy = false;
  /** Whether the log has no room. */
  full = false;
  /** What happened, in order. */
  readonly events: string[] = [];

  get serving(): Serving {
    waits = [];
    const { events } = this;
    return new Serving({
      projects: {
        file: () => this.known,
        standing: () => {
          events.push('standing');
          return this.standing;
        },
      },
      artifacts: {
        isBusy: this.isBusy,
        judge: (_name, file) => {
          events.push(`judge ${file.file.filename}`);
          return this.judge(file);
        },
      },
      changedBytes: { refused: async (_view, _name, file) => this.changed && { ...file, denial: this.changed } },
      sidecars: {
        of: async () => this.sidecar && { sha256: 'c'.repeat(64), content: this.sidecar },
      },
      blobs: {
        open: async (sha256) =>
          this.blobs.has(sha256) ? { size: 10, read: async () => 0, close: async () => {} } : undefined,
      },
      ledger: {
        served: async (_name, file) => {
          if (this.full) throw new Error('no room');
          events.push(`served ${file.file.filename}`);
        },
        refused: async (_name, file) => void events.push(`refused ${file.file.filename}`),
        page: () => void events.push('page'),
        note: async () => {},
      },
      mayRead: () => this.fault,
      metadata: async () => Buffer.from('own metadata'),
      names: async () => ['demo'],
      provenance: async () => ({ answer: 'content', content: Buffer.from('vouched'), sha256: '' }),
      dryRun: this.dryRun,
      patienceMs: { pip: 12, uv: 26, pdm: 150, poetry: 12, pipenv: 12, other: 12 },
      pace: PACE,
    });
  }
}

const ask = (filename = WHEEL, client: Client = 'pip'): FileAsk => ({
  view: '',
  name: DEMO,
  filename,
  asker: askerOf(client),
});
const unjudged = standingFile(WHEEL, { isJudged: false, size: null });

describe('a file', () => {
  it('that was judged is served, and it is written down that it goes out', async () => {
    const house = new House();
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
      const house = new House();
      const answer = await house.serving.file(ask());
      assert.ok(answer.answer === 'bytes');
      house.standing = now;
      house.events.length = 0;
      passed = late;
      await (outcome === 'served' ? answer.record() : assert.rejects(answer.record(), Refused));
      passed = 0;
      assert.equal(house.events.join(), outcome === 'gone' ? 'standing' : `standing,${outcome} ${WHEEL}`);
    }
  });

  it('whose bytes came wrong again is refused with the reason, and not fetched; in a dry run, too', async () => {
    for (const dryRun of [false, true]) {
      const house = new House();
      house.dryRun = dryRun;
      house.standing = standingOf(unjudged);
      house.changed = DENIAL;
      const answer = await house.serving.file(ask());
      assert.deepEqual([answer.answer, house.events], ['denied', ['standing', `refused ${WHEEL}`]]);
    }
  });

  it('whose bytes come wrong is to be asked for again, and refused in the same answer when that was once too often', async () => {
    const house = new House();
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
    const house = new House();
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
    const house = new House();
    house.standing = standingOf(unjudged);
    house.judge = async () => {
      house.standing = standingOf(standingFile(WHEEL));
      return ok(SHA);
    };
    assert.equal((await house.serving.file(ask())).answer, 'bytes');
    assert.deepEqual(house.events, ['standing', `judge ${WHEEL}`, 'standing']);
  });

  it('that turns out to be bad when it is judged is refused', async () => {
    const house = new House();
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
      const house = new House();
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

  it('that takes longer than its client waits is for later, and the client is told when', async () => {
    const house = new House();
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
      assert.deepEqual(waits, [wait], client);
    }
  });

  it('that could not be judged is not served, and the problem is told', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    house.judge = async () => err(problem('fetch-failed', 'it is not there'));
    assert.deepEqual(await house.serving.file(ask()), { answer: 'later', why: 'it is not there', retryAfter: 5 });
  });

  it('that its index lists and does not have is absent: asking again is of no use', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    house.judge = async () => err(problem('file-gone', 'its index answers 404'));
    assert.deepEqual(await house.serving.file(ask()), { answer: 'absent', why: 'its index answers 404' });
  });

  it('that is never judged as it stands is not served', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    assert.equal((await house.serving.file(ask())).answer, 'later');
  });

  it('whose blob is gone is fetched again, and is the same or no answer at all', async () => {
    const house = new House();
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
    const house = new House();
    const { since } = standingFile(WHEEL);
    for (const door of ['file', 'metadata', 'provenance'] as const) {
      assert.equal((await house.serving[door]({ ...ask(), asOf: since })).answer, 'absent', door);
      assert.notEqual((await house.serving[door]({ ...ask(), asOf: since + 1 })).answer, 'absent', door);
    }
  });

  it('that there is not is absent; a project that cannot be had is for later, never absent', async () => {
    const house = new House();
    assert.equal((await house.serving.file(ask('other-1.0.tar.gz'))).answer, 'absent');
    house.standing = { state: 'unavailable', why: 'it is down' };
    for (const door of ['file', 'metadata', 'provenance', 'project'] as const)
      assert.equal((await house.serving[door](ask())).answer, 'later', door);
  });
});

describe('metadata', () => {
  it('is passed on before the wheel is fetched where a hash binds it', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    house.sidecar = Buffer.from('beside');
    const answer = await house.serving.metadata(ask());
    assert.equal(answer.answer === 'content' && Buffer.from(answer.content).toString(), 'beside');
    assert.deepEqual(house.events, ['standing']);
  });

  it('is the own of a wheel that was looked into, whatever its index says', async () => {
    const house = new House();
    house.sidecar = Buffer.from('beside');
    const answer = await house.serving.metadata(ask());
    assert.equal(answer.answer === 'content' && Buffer.from(answer.content).toString(), 'own metadata');
  });

  it('without a hash waits until the wheel is judged', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    house.judge = () => new Promise(() => {});
    assert.equal((await house.serving.metadata(ask())).answer, 'later');
  });

  it('of a source distribution there is not', async () => {
    const house = new House();
    house.standing = standingOf(standingFile('demo-1.0.tar.gz'));
    assert.equal((await house.serving.metadata(ask('demo-1.0.tar.gz'))).answer, 'absent');
  });

  it('never stands in for the file', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    house.sidecar = Buffer.from('beside');
    house.judge = () => new Promise(() => {});
    assert.equal((await house.serving.file(ask())).answer, 'later');
  });
});

describe('a page', () => {
  it('has the newest wheel for everybody judged, unless its metadata is enough for now', async () => {
    const house = new House();
    house.standing = standingOf(unjudged);
    await house.serving.project(ask());
    assert.deepEqual(house.events, ['standing', 'page', `judge ${WHEEL}`]);
    const other = new House();
    const coreMetadata = new Map([['sha256', 'c'.repeat(64)]]);
    other.standing = standingOf({ ...unjudged, file: listed(WHEEL, { coreMetadata }) });
    await other.serving.project(ask());
    assert.deepEqual(other.events, ['standing', 'page']);
  });

  it('has nothing judged ahead while others wait', async () => {
    const house = new House();
    house.isBusy = true;
    house.standing = standingOf(unjudged);
    await house.serving.project(ask());
    assert.deepEqual(house.events, ['standing', 'page']);
  });

  it('is for nobody who may not read, and neither is anything else', async () => {
    const house = new House();
    house.fault = { answer: 'forbidden', authenticate: true, why: '' };
    for (const door of ['file', 'metadata', 'provenance', 'project'] as const)
      assert.equal((await house.serving[door](ask())).answer, 'forbidden', door);
    assert.deepEqual(await house.serving.projects({ view: '', asker: askerOf() }), []);
    assert.deepEqual(house.events, []);
  });

  it('in a dry run shows nothing as denied, serves everything, and what would have been is written down', async () => {
    const house = new House();
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
