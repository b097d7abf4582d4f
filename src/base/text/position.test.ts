import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from './position.ts';
import { cpuTime } from './testing/cpu-time.ts';

test('lines end at LF, CR LF and a lone CR, and a final line end starts an empty line', () => {
  const lines = new LineIndex('a\nbc\r\nd\re\n');
  assert.equal(lines.lineCount, 5);
  assert.deepEqual(
    [0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((offset) => Object.values(lines.positionAt(offset)).join(':')),
    ['1:1', '1:2', '2:1', '2:3', '2:4', '3:1', '3:2', '4:1', '4:2', '5:1'],
  );
  assert.deepEqual(lines.lineBounds(2), { start: 2, end: 4 });
  assert.deepEqual(lines.lineBounds(3), { start: 6, end: 7 });
  assert.deepEqual(lines.lineBounds(5), { start: 10, end: 10 });
  assert.equal(lines.lineBounds(6), undefined);
  assert.equal(lines.lineBounds(0), undefined);
});

test('columns count code points', () => {
  const lines = new LineIndex('é🐍x\n漢\u{1f40d}y');
  assert.deepEqual(lines.positionAt(3), { line: 1, column: 3 });
  assert.deepEqual(lines.positionAt(8), { line: 2, column: 3 });
  assert.deepEqual(new LineIndex('a\ud800b').positionAt(2), { line: 1, column: 3 });
});

test('offsets outside the text are taken to its ends', () => {
  const lines = new LineIndex('ab\nc');
  assert.deepEqual(lines.positionAt(-5), { line: 1, column: 1 });
  assert.deepEqual(lines.positionAt(99), { line: 2, column: 2 });
  assert.deepEqual(lines.positionAt(Number.NaN), { line: 1, column: 1 });
});

test('an offset between characters is found again from its line and column', () => {
  const unit = fc.constantFrom('a', 'é', '🐍', '\n', '\r\n', '\t', '\u2028');
  fc.assert(
    fc.property(fc.array(unit), fc.nat(), (units, pick) => {
      const text = units.join('');
      const offset = units.slice(0, pick % (units.length + 1)).join('').length;
      const lines = new LineIndex(text);
      assert.equal(lines.offsetAt(lines.positionAt(offset)), offset);
    }),
  );
  assert.equal(new LineIndex('ab\nc').offsetAt({ line: 1, column: 99 }), 2);
  assert.equal(new LineIndex('ab\nc').offsetAt({ line: 3, column: 1 }), undefined);
});

test('many places in one long line are found quickly', () => {
  const lines = new LineIndex('x'.repeat(1_000_000));
  const spent = cpuTime(() => {
    for (let offset = 0; offset < 1_000_000; offset += 10) lines.positionAt(offset);
  });
  assert.ok(spent < 1000);
});
