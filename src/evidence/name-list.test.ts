import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NameList, readNameList } from './name-list.ts';

function read(text: string): NameList {
  const reading = readNameList(text);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

describe('a list of names', () => {
  it('has a name on each line, normalised, with a number that grows with its popularity', () => {
    const list = read('# names\nrequests 900\r\nDjango,800\nZope.Interface\t7\nflask\n\n');
    assert.deepEqual(
      ['requests', 'django', 'zope-interface', 'flask', 'Django', 'other'].map((name) => list.has(name)),
      [true, true, true, true, false, false],
    );
    assert.deepEqual(list.popular, [
      { name: 'requests', popularity: 900 },
      { name: 'django', popularity: 800 },
      { name: 'zope-interface', popularity: 7 },
    ]);
    assert.deepEqual([list.size, list.unreadable], [4, 0]);
  });

  it('counts lines that are no names, and takes nothing from them', () => {
    const list = read(`a b c\n-x-\n${'y'.repeat(1e6)}!\n__proto__\nok 1x\nfine`);
    assert.deepEqual([list.unreadable, list.size, list.has('fine')], [5, 1, true]);
  });

  it('compares with the most popular names alone, and knows all of them', () => {
    const list = read(Array.from({ length: 30_000 }, (_, i) => `name-${i} ${i}`).join('\n'));
    assert.deepEqual([list.popular.length, list.popular[0]?.name, list.size], [20_000, 'name-29999', 30_000]);
    for (const i of [0, 1, 14_999, 29_999]) assert.ok(list.has(`name-${i}`));
    for (const i of [30_000, 99_999]) assert.ok(!list.has(`name-${i}`));
  });
});
