import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { err, normalizeName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../../base/problem.ts';
import { Artifacts } from './artifacts.ts';
import { listed, standingFile } from './testing/fake-files.ts';

const DEMO = normalizeName('demo');
const BYTES = Buffer.from('the file');
const SHA = hash('sha256', BYTES);

class House {
  /** What came of the upstream. */
  bytes: Uint8Array = BYTES;
  fetch: () => Promise<Result<void, Problem>> = async () => ok(undefined);
  inspected: Problem | undefined;
  committed: Problem | undefined;
  bound = new Map<string, string>();
  readonly events: string[] = [];
  readonly limits: number[] = [];
  readonly artifacts: Artifacts;

  constructor() {
    const { events } = this;
    this.artifacts = new Artifacts({
      upstreams: {
        fetch: async (upstream) => {
          events.push(`fetch ${upstream}`);
          return this.fetch();
        },
      },
      blobs: {
        open: async () => undefined,
        spool: async (most) => {
          this.limits.push(most);
          return ok({
            write: async () => ok(undefined),
            finish: async () => ({ sha256: hash('sha256', this.bytes), md5: '', size: this.bytes.length }),
            inspect: async () => {
              events.push('inspect');
              return this.inspected === undefined
                ? ok({ body: '{}', metadata: null, requiresPython: undefined, fatal: [] })
                : err(this.inspected);
            },
            commit: async () => {
              events.push('commit');
              return this.committed === undefined ? ok(undefined) : err(this.committed);
            },
            discard: async () => void events.push('discard'),
          });
        },
      },
      save: async (sha256, _, size) => void events.push(`save ${sha256 === SHA} ${size}`),
      bind: async (_, filename, sha256) => {
        const known = this.bound.get(filename) ?? sha256;
        this.bound.set(filename, known);
        return known;
      },
      judged: (_name, sha256) => void events.push(`judged ${sha256.length}`),
      incident: async () => void events.push('incident'),
    });
  }

  judge(sha256: string | null = SHA) {
    return this.artifacts.judge(DEMO, standingFile('demo-1.0.tar.gz', { sha256, isJudged: false }));
  }
}

describe('a file is judged', () => {
  it('by its bytes, which are kept before it is known that they were looked into', async () => {
    const house = new House();
    assert.deepEqual(await house.judge(), ok(SHA));
    assert.deepEqual(house.events, ['fetch up', 'inspect', 'commit', 'save true 8', 'judged 64']);
    assert.deepEqual(house.limits, [10]);
  });

  it('once for all who ask meanwhile, and again for who asks later', async () => {
    const house = new House();
    await Promise.all([house.judge(), house.judge()]);
    assert.equal(house.events.filter((event) => event === 'fetch up').length, 1);
    await house.judge();
    assert.equal(house.events.filter((event) => event === 'fetch up').length, 2);
  });

  it('six of a project at a time, and those that wait have their turn whatever became of the others', async () => {
    const house = new House();
    const open: (() => void)[] = [];
    house.fetch = () =>
      new Promise((resolve) => open.push(() => resolve(err(problem('fetch-failed', 'it broke off')))));
    const all = Array.from({ length: 10 }, (_, at) =>
      house.artifacts.judge(DEMO, standingFile(`demo-${at}.tar.gz`, { file: listed(`demo-${at}.tar.gz`) })),
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(open.length, 6);
    for (let at = 0; at < 10; at++) {
      open[at]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok((await Promise.all(all)).every((one) => !one.ok));
    assert.equal(open.length, 10);
  });
});

describe('nothing is kept', () => {
  it('of bytes that are not what the file was when it was seen first: that is an incident', async () => {
    const house = new House();
    house.bytes = Buffer.from('something else');
    const judged = await house.judge();
    assert.equal(!judged.ok && judged.error.code, 'artifact-changed');
    assert.deepEqual(house.events, ['fetch up', 'incident', 'discard']);
  });

  it('of other bytes than the first of a file that is listed without a hash', async () => {
    const house = new House();
    assert.deepEqual(await house.judge(null), ok(SHA));
    house.bytes = Buffer.from('something else');
    assert.equal((await house.judge(null)).ok, false);
    assert.deepEqual(house.events.slice(-3), ['fetch up', 'incident', 'discard']);
  });

  it('of what did not come whole, cannot be looked into, or cannot be kept', async () => {
    const broken = problem('fetch-failed', 'no');
    const house = new House();
    house.fetch = async () => err(broken);
    assert.deepEqual(await house.judge(), err(broken));
    assert.deepEqual(house.events.splice(0), ['fetch up', 'discard']);
    house.fetch = async () => ok(undefined);
    house.inspected = broken;
    assert.deepEqual(await house.judge(), err(broken));
    assert.deepEqual(house.events.splice(0), ['fetch up', 'inspect', 'discard']);
    house.inspected = undefined;
    house.committed = broken;
    assert.deepEqual(await house.judge(), err(broken));
    assert.deepEqual(house.events.splice(0), ['fetch up', 'inspect', 'commit', 'discard']);
  });

  it('of what its index sends other than its page says, and that is told', async () => {
    const house = new House();
    house.fetch = async () => err(problem('download-damaged', 'another hash'));
    assert.equal((await house.judge()).ok, false);
    assert.deepEqual(house.events, ['fetch up', 'incident', 'discard']);
  });
});
