import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reason } from './decide.ts';
import type { Level, Outcome } from './outcome.ts';
import { undeterminedBy } from './undetermined.ts';

const UNKNOWN: Outcome = { outcome: 'unknown', reason: 'r', message: 'm' };
const NOT_RUN: Outcome = { outcome: 'not-run', reason: 'r' };

function reason(rule: string, outcome: Outcome, more: { answers?: true; level?: Level } = {}): Reason {
  return { rule, level: 'warn', outcome, ...more };
}

test('a file is undetermined by what cannot tell, and by what had nothing to say whether it is affected by; by nothing that is off', () => {
  const reasons = [
    reason('yanked', UNKNOWN),
    reason('license', UNKNOWN),
    reason('license', { ...UNKNOWN, key: 'another' }),
    reason('late-file', { outcome: 'fail', message: 'm' }),
    reason('first-seen-hash', NOT_RUN),
    reason('known-malware', NOT_RUN, { answers: true }),
    reason('known-vulnerability', NOT_RUN, { answers: true, level: 'off' }),
  ];
  assert.deepEqual(undeterminedBy({ reasons }), ['known-malware', 'license', 'yanked']);
  assert.deepEqual(undeterminedBy({ reasons: [] }), []);
});
