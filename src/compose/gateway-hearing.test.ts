import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import type { PageAnswer, Same } from '../index/page-fetch.http.ts';
import { Hearing } from './gateway-hearing.ts';

const WHY = problem('fetch-failed', 'took longer than 4 s');
const ABSENT: PageAnswer = { state: 'absent', status: 404 };
const NOTHING: PageAnswer = { state: 'unavailable', reason: 'timeout', problem: WHY };
const SOURCE: Same['source'] = {
  kind: 'page',
  url: `https://index.example/simple/${normalizeName('demo')}/`,
  contentType: 'text/html',
  digest: 'd',
  fetchedAt: 0,
  freshUntil: 0,
  mayServeStale: true,
};
const answered = (from: Same['from']): Same => ({
  state: 'same',
  source: SOURCE,
  from,
  ...(from === 'stale' ? { why: WHY } : {}),
});

function office() {
  const said: string[] = [];
  const clock = { now: 1_000_000 };
  const hearing = new Hearing(() => clock.now, { warn: (message) => void said.push(message) });
  return { hearing, said, clock };
}

describe('an upstream', () => {
  it('that says nothing is called silent, with the reason, and what stood in for it is counted', () => {
    const { hearing } = office();
    hearing.take('up', answered('index'));
    assert.deepEqual(hearing.of('up'), { state: 'answers', at: 1_000_000 });
    hearing.take('up', answered('cache'));
    hearing.take('up', answered('stale'));
    hearing.take('up', NOTHING);
    hearing.late('up', answered('stale'));
    assert.deepEqual(hearing.of('up'), { state: 'silent', at: 1_000_000, why: WHY.message });
    assert.deepEqual([hearing.stale('up'), hearing.stale('other')], [1, 0], 'what came late was given to nobody');
    hearing.late('up', ABSENT);
    assert.equal(hearing.of('up')?.state, 'answers');
  });

  it('is said to be silent once, and to answer again once, a minute apart at least', () => {
    const { hearing, said, clock } = office();
    for (let times = 0; times < 5; times++) {
      hearing.take('up', NOTHING);
      hearing.take('up', answered('index'));
      clock.now += 1000;
    }
    assert.deepEqual(said.splice(0), [
      'upstream `up` does not answer, and what is known of it stands in: took longer than 4 s',
    ]);
    clock.now += 60_000;
    hearing.take('up', answered('index'));
    hearing.take('up', answered('index'));
    assert.deepEqual(said, ['upstream `up` answers again']);
  });
});
