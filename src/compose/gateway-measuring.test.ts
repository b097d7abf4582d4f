import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { problem } from '../base/problem.ts';
import { Traffic } from '../index/traffic.http.ts';
import { Hearing } from './gateway-hearing.ts';
import { gatewayMeasuring, type MeasuringParts } from './gateway-measuring.ts';

const QUIET = { warn: () => {} };

const SILENT = { state: 'unavailable', reason: 'timeout', problem: problem('fetch-failed', 'x') } as const;
const KEPT = {
  kind: 'page',
  url: '',
  contentType: '',
  digest: '',
  fetchedAt: 0,
  freshUntil: 0,
  mayServeStale: true,
} as const;

function parts(over: { readonly broken?: boolean; readonly hearing?: Hearing } = {}): MeasuringParts {
  const count = async (): Promise<number> => {
    if (over.broken === true) throw new Error('no database');
    return 3;
  };
  return {
    state: { folder: tmpdir(), holds: { count }, notices: { count } },
    traffic: new Traffic(['a', 'b', 'c']),
    hearing: over.hearing ?? new Hearing(() => 0, QUIET),
    grounds: { advisories: () => undefined },
    status: async () => ({ publicNames: [] }),
  };
}

test('an upstream is up or not by its last page, and what stands in for it is counted', async () => {
  const hearing = new Hearing(() => 0, QUIET);
  hearing.take('a', { state: 'absent', status: 404 });
  hearing.take('b', { state: 'same', source: KEPT, from: 'stale' });
  hearing.take('b', { state: 'same', source: KEPT, from: 'stale' });
  hearing.take('b', SILENT);
  const { upstreams } = await gatewayMeasuring(parts({ hearing })).measures();
  assert.deepEqual(
    upstreams.map(({ name, isUp, stale }) => [name, isUp, stale]),
    [
      ['a', true, 0],
      ['b', false, 2],
      ['c', undefined, 0],
    ],
  );
});

test('a database that does not answer keeps nobody from the rest', async () => {
  const measures = await gatewayMeasuring(parts({ broken: true })).measures();
  assert.deepEqual([measures.holds, measures.exposures, measures.upstreams.length], [undefined, undefined, 3]);
  assert.ok((measures.room ?? 0) > 0);
  const whole = await gatewayMeasuring(parts()).measures();
  assert.deepEqual([whole.holds, whole.exposures, whole.isWhole], [3, 3, false]);
});
