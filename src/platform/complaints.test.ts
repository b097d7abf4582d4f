import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Complaints } from './complaints.ts';

const HOUR = 3_600_000;

test('what fails again and again is said once, then every six hours with how often, and at once where it is news', () => {
  const said: string[] = [];
  let at = 0;
  const complaints = new Complaints({ warn: (message) => said.push(message), now: () => at });
  const hear = () => said.splice(0);
  complaints.say('sync', 'no way');
  assert.deepEqual(hear(), ['sync: no way']);
  for (; at < 6 * HOUR; at += HOUR) complaints.say('sync', 'no way');
  assert.deepEqual(hear(), []);
  complaints.say('sync', 'no way');
  assert.deepEqual(hear(), ['sync: no way (6 more times since it was last said)']);
  complaints.say('sweep', 'no way');
  complaints.say('sync', 'another');
  assert.deepEqual(hear(), ['sweep: no way', 'sync: another']);
  at = -HOUR;
  complaints.say('sync', 'another');
  assert.deepEqual(hear(), ['sync: another'], 'a clock that was set back keeps nothing from being said');
});

test('that it no longer fails is said once, where it did not', () => {
  const said: string[] = [];
  const complaints = new Complaints({ warn: (message) => said.push(message), now: () => 0 });
  complaints.ended('sync');
  complaints.say('sync', 'no way');
  complaints.ended('sync');
  complaints.ended('sync');
  complaints.say('sync', 'no way');
  assert.deepEqual(said, ['sync: no way', 'sync: it no longer fails', 'sync: no way']);
});
