import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DbError } from '../../platform/db.ts';
import { NotAtHand, passingFailure } from './passing-failure.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: /home/somebody/secret`), { code });
}

test('what passes is answered with when to come back, and says nothing of the inside', () => {
  const passing = [
    ...['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'EIO'].map(systemError),
    ...(['busy', 'full', 'disk'] as const).map(
      (failure) => new DbError(failure, 'database or disk is full: /data/x.db'),
    ),
  ];
  for (const error of passing) {
    const later = passingFailure(error);
    assert.equal(later?.answer, 'later', error.message);
    assert.doesNotMatch(later?.why ?? '', /[/:]/, error.message);
  }
  assert.deepEqual(passingFailure(new NotAtHand('the file is not at hand')), {
    answer: 'later',
    why: 'the file is not at hand',
    retryAfter: 5,
  });
});

test('a defect is none that passes', () => {
  const defects = [new TypeError('x'), systemError('ENOENT'), new DbError('other', 'no such table'), 'text', undefined];
  for (const error of defects) assert.equal(passingFailure(error), undefined);
});
