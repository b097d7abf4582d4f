import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { Backfilling, type UploadTimes } from './backfilling.ts';

const NAME = normalizeName('demo');
const MIRROR = { name: 'pypi', url: 'https://pypi.org/simple/', mirrors: 'pypi' as const };

function office(answer: () => UploadTimes | Promise<UploadTimes>) {
  const asked: string[] = [];
  const changed: string[] = [];
  const dated = new Map<string, number | null>();
  let now = 0;
  let patient = true;
  const backfilling = new Backfilling({
    ask: async (_, name) => {
      asked.push(name);
      return await answer();
    },
    pins: {
      undated: async () => new Set(['a', 'b', 'c'].filter((filename) => !dated.has(filename))),
      date: async (_, files) => {
        for (const { filename, uploaded } of files) dated.set(filename, uploaded);
      },
    },
    pace: { elapsed: () => now, within: async (promise) => (patient ? await promise : undefined) },
    now: () => 5,
    changed: (name) => void changed.push(name),
  });
  return {
    backfilling,
    asked,
    changed,
    dated,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    hurry: () => {
      patient = false;
    },
  };
}

const FILES = [
  { filename: 'a', sha256: 'aa' },
  { filename: 'b', sha256: 'bb' },
];

describe('times of uploads', () => {
  it('are asked for once, by hash: what nobody knows stays open', async () => {
    const { backfilling, asked, dated } = office(() => ({ state: 'found', times: new Map([['aa', 7]]) }));
    await backfilling.fill(MIRROR, NAME, FILES);
    await backfilling.fill(MIRROR, NAME, FILES);
    assert.deepEqual(
      [asked, [...dated]],
      [
        ['demo'],
        [
          ['a', 7],
          ['b', null],
        ],
      ],
    );
  });

  it('are never asked for by a name of an index that is no mirror of PyPI', async () => {
    const { backfilling, asked } = office(() => assert.fail('a private name was sent'));
    await backfilling.fill({ ...MIRROR, mirrors: undefined }, NAME, FILES);
    await backfilling.fill({ name: '', url: 'rind:own', mirrors: undefined }, NAME, FILES);
    assert.deepEqual(asked, []);
  });

  it('that nobody tells now are asked for again later, and nothing is remembered', async () => {
    const { backfilling, asked, dated, pass } = office(() => ({ state: 'unavailable' }));
    await backfilling.fill(MIRROR, NAME, FILES);
    await backfilling.fill(MIRROR, NAME, FILES);
    assert.deepEqual([asked.length, dated.size], [1, 0]);
    pass(6 * 60_000);
    await backfilling.fill(MIRROR, NAME, FILES);
    assert.equal(asked.length, 2);
  });

  it('of a file without a hash wait until it has one', async () => {
    const { backfilling, dated } = office(() => ({ state: 'absent' }));
    await backfilling.fill(MIRROR, NAME, [{ filename: 'c', sha256: null }, ...FILES]);
    assert.deepEqual([...dated.keys()], ['a', 'b']);
  });

  it('that come late are there for the next one', async () => {
    let tell: (times: UploadTimes) => void = () => {};
    const { backfilling, changed, dated, hurry } = office(
      () =>
        new Promise<UploadTimes>((resolve) => {
          tell = resolve;
        }),
    );
    hurry();
    await backfilling.fill(MIRROR, NAME, FILES);
    assert.deepEqual([changed, dated.size], [[], 0]);
    tell({ state: 'found', times: new Map([['aa', 7]]) });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([changed, dated.get('a')], [['demo'], 7]);
  });
});
