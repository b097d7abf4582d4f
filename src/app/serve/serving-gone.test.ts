import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, normalizeName } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { ServedBytes } from './answers.ts';
import { Serving, type ServingParts } from './serving.ts';
import { askerOf, DENIAL, standingFile } from './testing/fake-files.ts';
import { AT_ONCE } from './testing/standing.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const judged = standingFile(WHEEL);

class House {
  /** Whether its bytes are at hand; whether its index sent others, again. */
  isThere = true;
  isRefused = false;
  readonly events: string[] = [];

  bytes(): ServedBytes {
    const note = async (event: string) => void this.events.push(event);
    const parts: ServingParts = {
      projects: { file: () => judged, standing: () => ({ state: 'absent', why: '' }) },
      artifacts: {
        isBusy: false,
        underWay: () => 0,
        judge: async () => {
          await note('fetched');
          return err(problem('artifact-changed', 'other bytes came'));
        },
      },
      changedBytes: {
        isRefused: () => this.isRefused,
        refused: async (_view, _name, file) => (this.isRefused ? { ...file, denial: DENIAL } : undefined),
      },
      sidecars: { of: async () => undefined },
      blobs: {
        open: async () => (this.isThere ? { size: 10, read: async () => 0, close: () => note('closed') } : undefined),
      },
      ledger: { served: () => note('served'), refused: () => note('refused'), page: () => {}, note: async () => {} },
      mayRead: () => undefined,
      metadata: async () => undefined,
      names: async () => [],
      provenance: async () => ({ answer: 'absent', why: '' }),
      dryRun: false,
      patienceMs: { pip: 12, uv: 26, pdm: 150, poetry: 12, pipenv: 12, other: 12 },
      pace: { ...AT_ONCE, elapsed: () => 0, after: () => () => {} },
    };
    const ask = { view: '', name: normalizeName('demo'), filename: WHEEL, asker: askerOf('pip') };
    const answer = new Serving(parts).file(ask);
    assert.ok(!(answer instanceof Promise) && answer.answer === 'bytes');
    return answer;
  }
}

describe('a file that was judged, and whose index sends other bytes now', () => {
  it('is given out as long as its bytes are here', async () => {
    const house = new House();
    house.isRefused = true;
    const answer = house.bytes();
    assert.equal(await answer.refused?.(), undefined);
    await (await answer.open()).close();
    assert.deepEqual(house.events, ['closed', 'closed']);
  });

  it('is fetched when they made room; refused, and not fetched, once they came wrong again', async () => {
    const house = new House();
    house.isThere = false;
    const answer = house.bytes();
    await assert.rejects(answer.open(), /not at hand/);
    assert.deepEqual([await answer.refused?.(), house.events.splice(0)], [undefined, ['fetched']]);
    house.isRefused = true;
    await assert.rejects(answer.open(), /not at hand/);
    assert.deepEqual(house.events, []);
    assert.deepEqual(await answer.refused?.(), { answer: 'denied', denial: DENIAL });
    assert.deepEqual(house.events, ['refused'], 'it is written down before anybody is told');
  });
});
