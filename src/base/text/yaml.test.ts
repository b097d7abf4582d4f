import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse as libraryParse, stringify } from 'yaml';
import type { TextDocument } from './document.ts';
import { cpuTime } from './testing/cpu-time.ts';
import { tapes } from './testing/tape.ts';
import { parseYaml } from './yaml.ts';
import type { YamlMapping, YamlValue } from './yaml-value.ts';

function read(text: string): TextDocument<YamlValue> {
  const result = parseYaml(text);
  assert.ok(result.ok, result.ok ? '' : `${JSON.stringify(text)}: ${result.error.message}`);
  return result.value;
}

function problem(text: string, limits: object = {}): [string, number] | undefined {
  const result = parseYaml(text, limits);
  return result.ok ? undefined : [result.error.code, result.error.offset];
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

const VALID: readonly [string, string, unknown][] = [
  ['an empty file is null', '', null],
  ['blocks and flows mean the same', 'a: [1, {b: c}]\nd:\n  - e\n', { a: [1, { b: 'c' }], d: ['e'] }],
  [
    'the schema is the core schema: no yes, no dates, no octal by a leading zero',
    'a: yes\nb: 2024-01-01\nc: 010\nd: ~\ne: 0x1F\nf: True',
    { a: 'yes', b: '2024-01-01', c: 10, d: null, e: 31, f: true },
  ],
  ['a `%YAML 1.1` directive does not bring the old schema back', '%YAML 1.1\n---\na: yes', { a: 'yes' }],
  ['keys are strings as written', '1: a\n0x10: b\non: c\ntrue: d', { 1: 'a', '0x10': 'b', on: 'c', true: 'd' }],
  ['a merge key is a key like any other', '<<: {a: 1}', { '<<': { a: 1 } }],
  ['an alias is its anchor', 'a: &x {y: 2}\nb: *x', { a: { y: 2 }, b: { y: 2 } }],
  ['an anchor may be set again', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
  ['core tags are taken', 'a: !!str 1', { a: '1' }],
  ['an explicit document may end', '---\na: 1\n...\n', { a: 1 }],
];

for (const [rule, text, value] of VALID) {
  test(rule, () => assert.deepEqual(plain(read(text).root), value));
}

const INVALID: readonly [string, string, string, number][] = [
  ['a key has one value', 'a: 1\na: 2', 'duplicate-key', 5],
  ['a key has one value, however it is written', 'a: 1\n"a": 2', 'duplicate-key', 5],
  ['custom tags are refused', 'a: !python/object:x.Y {}', 'yaml-tag', 22],
  ['binary is refused', '!!binary aGk=', 'yaml-tag', 9],
  ['a second document is refused', 'a\n---\nb', 'yaml-documents', 2],
  ['a key is no collection', '? [a]\n: b', 'yaml-key', 2],
  ['a key is no alias', 'a: &x b\n*x : c', 'yaml-key', 8],
  ['an alias needs its anchor', 'a: *x', 'yaml-alias', 3],
  ['a value cannot hold itself', 'a: &x [*x]', 'yaml-alias', 7],
  ['a flow is closed', '[a, b', 'yaml-syntax', 5],
  ['tabs do not indent', 'a:\n\tb: 1', 'yaml-syntax', 3],
];

for (const [rule, text, code, offset] of INVALID) {
  test(rule, () => assert.deepEqual(problem(text), [code, offset]));
}

test('keys that name members of JavaScript objects are keys like any other', () => {
  const root = read('__proto__: {polluted: true}\nconstructor: 1').root as YamlMapping;
  assert.deepEqual(Object.keys(root), ['__proto__', 'constructor']);
  assert.equal(root['toString'], undefined);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('every value and key has its place', () => {
  const text = 'a:\n  - "x"\n  - &n {k: v}\nb: *n\nc:\n';
  const document = read(text);
  const at = (path: (string | number)[]) => {
    const [value, key] = [document.spanAt(path), document.keySpanAt(path)];
    return [value && text.slice(value.start, value.end), key && text.slice(key.start, key.end)];
  };
  assert.deepEqual(at(['a', 0]), ['"x"', undefined]);
  assert.deepEqual(at(['a', 1]), ['{k: v}', undefined]);
  assert.deepEqual(at(['a', 1, 'k']), ['v', 'k']);
  assert.deepEqual(at(['b']), ['*n', 'b']);
  assert.deepEqual(at(['b', 'k']), ['v', 'k']);
  assert.deepEqual(at(['c']), ['', 'c']);
});

test('aliases cannot grow a small file without bound', () => {
  let text = 'a0: &a0 [x]\n';
  for (let level = 1; level < 40; level++) text += `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]\n`;
  assert.equal(problem(text)?.[0], 'too-many-values');
  let chain = 'a0: &a0 [x]\n';
  for (let level = 1; level < 300; level++) chain += `a${level}: &a${level} [*a${level - 1}]\n`;
  assert.equal(problem(chain)?.[0], 'too-deep');
});

test('limits are problems, not crashes', () => {
  assert.equal(problem('['.repeat(200) + ']'.repeat(200)), undefined);
  assert.equal(problem('['.repeat(201) + ']'.repeat(201))?.[0], 'too-deep');
  assert.equal(problem('['.repeat(400) + ']'.repeat(400), { maxDepth: 1e9 }), undefined);
  assert.equal(problem('['.repeat(100_000))?.[0], 'too-deep');
  assert.equal(problem('- '.repeat(100_000))?.[0], 'too-deep');
  const block = Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}k:\n`).join('');
  assert.equal(problem(block)?.[0], 'too-deep');
  assert.deepEqual(problem('a: 1', { maxBytes: 3 }), ['too-large', 0]);
  assert.equal(problem('[1, 2, 3]', { maxValues: 3 })?.[0], 'too-many-values');
});

test('plain data survives being written by the library and read by us', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = stringify(value, { aliasDuplicateObjects: false });
      assert.deepEqual(plain(read(text).root), libraryParse(text));
    }),
    { numRuns: 1500 },
  );
});

const PIECES = [
  '- ',
  ': ',
  '? ',
  '&a ',
  '*a',
  '!t ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '|\n',
  '>\n',
  '\n',
  '  ',
  '\t',
  '#',
  '---\n',
  '...\n',
  '%',
  '@',
  '\u0000',
  '\ud800',
  '<<: ',
  '~',
  'x',
  '1',
];

test('no text makes the reader throw, and every problem has a place', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 2 }),
      tapes(24),
      fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }),
      (value, tape, pieces) => {
        for (const text of [tape.mutate(stringify(value), PIECES), pieces.join('')]) {
          const result = parseYaml(text);
          if (!result.ok)
            assert.ok(result.error.offset >= 0 && result.error.offset <= text.length, JSON.stringify(text));
        }
      },
    ),
    { numRuns: 10_000 },
  );
});

test('long repeated texts do not take quadratic time', () => {
  for (const piece of [
    '[',
    '{',
    '- ',
    'a: ',
    '&a ',
    '!a ',
    '"',
    "'",
    '? ',
    '|',
    '---\n',
    '...\n',
    'a: b\n',
    ': ',
    ',',
    ']',
    '}',
    '\\',
    '*a ',
    '{a: ',
    '#\n',
  ]) {
    const spent = cpuTime(() => {
      parseYaml(piece.repeat(15_000));
    });
    assert.ok(spent < 4000, `${JSON.stringify(piece)} is slow`);
  }
});
