import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floorVerdict, gateVerdict, worstOf } from './gates.ts';

test('a figure up to its gate is ok, up to twice as much is missed, and beyond is a regression', () => {
  const of = (figure: number) => gateVerdict(figure, 1.5);
  assert.deepEqual([0.9, 1.5, 1.51, 3, 3.01].map(of), ['ok', 'ok', 'MISSED', 'MISSED', 'REGRESSION']);
});

test('a floor is met from the gate on, missed down to half of it, and below is a regression', () => {
  const of = (figure: number) => floorVerdict(figure, 100);
  assert.deepEqual([120, 100, 99, 50, 49].map(of), ['ok', 'ok', 'MISSED', 'MISSED', 'REGRESSION']);
});

test('what was not measured is a regression', () => {
  assert.equal(gateVerdict(Number.NaN, 1), 'REGRESSION');
  assert.equal(floorVerdict(Number.NaN, 1), 'REGRESSION');
  assert.equal(floorVerdict(0, 1), 'REGRESSION');
});

test('the worst of several verdicts counts, wherever it stands', () => {
  assert.equal(worstOf(['REGRESSION', 'ok', 'MISSED']), 'REGRESSION');
  assert.equal(worstOf(['ok', 'MISSED', 'ok']), 'MISSED');
  assert.equal(worstOf(['ok', 'ok']), 'ok');
});
