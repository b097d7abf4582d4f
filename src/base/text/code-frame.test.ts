import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codeFrame } from './code-frame.ts';
import { LineIndex } from './position.ts';

function frame(text: string, start: number, end: number, width?: number): string {
  return codeFrame({ path: 'uv.lock', text, lines: new LineIndex(text), span: { start, end } }, width);
}

test('a frame shows the line and underlines the span', () => {
  const text = 'version = 1\nsource = { registry = "x" }\n';
  assert.equal(
    frame(text, text.indexOf('registry'), text.indexOf(' = "x"')),
    ' --> uv.lock:2:12\n  |\n2 | source = { registry = "x" }\n  |            ^^^^^^^^',
  );
});

test('the margin is as wide as the line number', () => {
  const text = `${'\n'.repeat(117)}    key = 1`;
  assert.equal(frame(text, 121, 124), '   --> uv.lock:118:5\n    |\n118 |     key = 1\n    |     ^^^');
});

test('an empty span and the end of the text get one caret', () => {
  assert.equal(frame('ab', 2, 2), ' --> uv.lock:1:3\n  |\n1 | ab\n  |   ^');
  assert.equal(frame('', 0, 0), ' --> uv.lock:1:1\n  |\n1 |\n  | ^');
});

test('a span of several lines is underlined to the end of its first', () => {
  assert.equal(frame('a = [\n1]', 4, 8), ' --> uv.lock:1:5\n  |\n1 | a = [\n  |     ^');
});

test('a long line is cut around the span', () => {
  const text = `${'a'.repeat(500)}XYZ${'b'.repeat(500)}`;
  const lines = frame(text, 500, 503, 40).split('\n');
  assert.equal(lines[2], `1 | …${'a'.repeat(10)}XYZ${'b'.repeat(27)}…`);
  assert.equal(lines[3], `  | ${' '.repeat(11)}^^^`);
});

test('text from outside cannot act, and the underline stays below its text', () => {
  assert.equal(frame('\u001b[1m\tx = 1', 5, 6), ' --> uv.lock:1:6\n  |\n1 | \\u{1b}[1m x = 1\n  |           ^');
  const evil = codeFrame({ path: 'a\u001b\n.lock', text: 'x', lines: new LineIndex('x'), span: { start: 0, end: 1 } });
  assert.ok(evil.startsWith(' --> a\\u{1b}\\u{a}.lock:1:1\n'));
});

test('any span of any text gives four lines', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: -2, max: 40 }),
      fc.integer({ min: -2, max: 40 }),
      fc.integer({ min: 0, max: 20 }),
      (text, start, end, width) => {
        assert.equal(frame(text, start, end, width).split('\n').length, 4);
      },
    ),
  );
});
