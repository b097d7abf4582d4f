import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TextDocument } from './document.ts';
import { type JsonObject, type JsonValue, parseJson } from './json.ts';
import { cpuTime } from './testing/cpu-time.ts';
import { tapes } from './testing/tape.ts';

const CASES = Number(process.env['RIND_FUZZ_CASES'] ?? 20_000);

function read(text: string): TextDocument<JsonValue> {
  const result = parseJson(text);
  assert.ok(result.ok, result.ok ? '' : `${JSON.stringify(text)}: ${result.error.message}`);
  return result.value;
}

function problem(text: string, limits: object = {}): [string, number] | undefined {
  const result = parseJson(text, limits);
  return result.ok ? undefined : [result.error.code, result.error.offset];
}

/** Ordinary objects, with `__proto__` as an own member where it is one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function native(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: plain(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

function assertAgrees(text: string): void {
  const ours = parseJson(text);
  const theirs = native(text);
  if (ours.ok) {
    assert.ok(theirs !== undefined, `JSON.parse refuses ${JSON.stringify(text)}`);
    assert.deepEqual(plain(ours.value.root), theirs.value);
  } else if (ours.error.code !== 'duplicate-key') {
    assert.equal(theirs, undefined, `we refuse ${JSON.stringify(text)}: ${ours.error.message}`);
    assert.ok(ours.error.offset >= 0 && ours.error.offset <= text.length);
  }
}

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      assertAgrees(JSON.stringify(value, null, indent));
    }),
    { numRuns: CASES / 4 },
  );
});

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '"a"',
  '"b":',
  '1',
  '-',
  '0',
  '.',
  'e',
  'E+',
  'true',
  'null',
  ' ',
  '\t',
  '\r',
  '\n',
  '\\u00',
  '\ud800',
  '\u0000',
  '\u007f',
  '\ufeff',
  '\u2028',
  '"__proto__":1',
  '01',
  '\u000b',
];

test('mutated texts are taken or refused as JSON.parse does, duplicate keys apart', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), tapes(24), (value, tape) =>
      assertAgrees(tape.mutate(JSON.stringify(value), PIECES)),
    ),
    { numRuns: CASES },
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => assertAgrees(pieces.join(''))),
    { numRuns: CASES },
  );
});

test('a key that stands twice is a problem at its second place, however it is spelled', () => {
  assert.deepEqual(problem('{"a":1,"a":2}'), ['duplicate-key', 7]);
  assert.deepEqual(problem('{"a":1,"\\u0061":2}'), ['duplicate-key', 7]);
  assert.deepEqual(problem('{"a":null,"a":null}'), ['duplicate-key', 10]);
  assert.deepEqual(problem('{"__proto__":1,"__proto__":2}'), ['duplicate-key', 15]);
  assert.equal(problem('[{"a":1},{"a":2}]'), undefined);
});

test('keys that name members of JavaScript objects are keys like any other', () => {
  const root = read('{"__proto__":{"polluted":true},"constructor":1}').root as JsonObject;
  assert.deepEqual(Object.keys(root), ['__proto__', 'constructor']);
  assert.equal(root['toString'], undefined);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('numbers are the nearest double, lone surrogates may be escaped, as JSON.parse has it', () => {
  assert.deepEqual(plain(read('[9007199254740993, -0, 1e400, "\\ud800"]').root), [
    9007199254740992,
    -0,
    Infinity,
    '\ud800',
  ]);
});

test('the text at the place of a value or key reads as that value or key', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const document = read(text);
      const visit = (container: JsonValue) => {
        if (typeof container !== 'object' || container === null) return;
        const keys = Array.isArray(container) ? [...container.keys()] : Object.keys(container);
        for (const key of keys) {
          const member: JsonValue | undefined = Array.isArray(container) ? container[Number(key)] : container[key];
          const span = document.spanOf(container, key);
          assert.ok(span !== undefined && member !== undefined);
          assert.deepEqual(JSON.parse(text.slice(span.start, span.end)), plain(member));
          if (typeof key === 'string') {
            const keySpan = document.keySpanOf(container, key);
            assert.equal(JSON.parse(text.slice(keySpan?.start, keySpan?.end)), key);
          }
          visit(member);
        }
      };
      visit(document.root);
    }),
    { numRuns: 2000 },
  );
});

test('problems stand where the text goes wrong', () => {
  assert.deepEqual(problem(''), ['json-syntax', 0]);
  assert.deepEqual(problem('[1,]'), ['json-syntax', 3]);
  assert.deepEqual(problem('{"a":1,}'), ['json-syntax', 7]);
  assert.deepEqual(problem('{a:1}'), ['json-syntax', 1]);
  assert.deepEqual(problem('[1] x'), ['json-syntax', 4]);
  assert.deepEqual(problem('"a\nb"'), ['json-control-character', 2]);
  assert.deepEqual(problem('"a\u0001"'), ['json-control-character', 2]);
  assert.deepEqual(problem('"a'), ['json-unclosed-string', 0]);
  assert.deepEqual(problem('"\\x"'), ['json-escape', 1]);
  assert.deepEqual(problem('[-]'), ['json-number', 1]);
  assert.deepEqual(problem('[01]'), ['json-number', 1]);
});

test('limits are problems, not crashes', () => {
  assert.equal(problem('['.repeat(200) + ']'.repeat(200)), undefined);
  assert.deepEqual(problem('['.repeat(201)), ['too-deep', 200]);
  assert.equal(problem('{"a":'.repeat(1_000_000))?.[0], 'too-deep');
  assert.equal(problem('['.repeat(1000) + ']'.repeat(1000), { maxDepth: 1e9 }), undefined);
  assert.equal(problem('['.repeat(1001), { maxDepth: 1e9 })?.[0], 'too-deep');
  assert.deepEqual(problem('[1,2]', { maxBytes: 4 }), ['too-large', 0]);
  assert.equal(problem('[1,2,3]', { maxValues: 3 })?.[0], 'too-many-values');
});

test('long repeated texts take linear time', () => {
  for (const head of ['', '[', '"', '{"a":', '-', '1', '1.', '1e', '["']) {
    for (const piece of [
      '[',
      '{',
      '"',
      '\\',
      '\\"',
      '\\u0041',
      '\\n',
      ' ',
      '\n',
      '1',
      '0',
      'e',
      '.',
      ',',
      '1,',
      '"a",',
      '{},',
      '\t',
      '\r',
    ]) {
      const spent = cpuTime(() => {
        parseJson(head + piece.repeat(Math.ceil(300_000 / piece.length)));
      });
      assert.ok(spent < 2000, `${JSON.stringify(head + piece)} is slow`);
    }
  }
});
