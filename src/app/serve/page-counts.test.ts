import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageCounts } from './page-counts.ts';
import { askerOf } from './testing/fake-files.ts';

test('pages are counted by project, view and who asked, whatever connection they came by', () => {
  const counts = new PageCounts();
  const [one, other] = [askerOf(), askerOf()];
  for (let times = 0; times < 2; times++) counts.add('demo', '', one);
  counts.add('demo', '', other);
  counts.add('demo', 'team', one);
  counts.add('demo', '', askerOf('uv'));
  assert.equal(counts.size, 4);
  assert.deepEqual(counts.take(), [
    'demo  anonymous 127.0.0.1 pip 3',
    'demo team anonymous 127.0.0.1 pip 1',
    'demo  anonymous 127.0.0.1 uv 1',
  ]);
  assert.equal(counts.size, 0);
  assert.deepEqual(counts.take(), []);
});
