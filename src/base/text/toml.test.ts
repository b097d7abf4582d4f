import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TomlDateTime, type TomlTable, type TomlValue } from '@rind/pypa';
import fc from 'fast-check';
import type { TextDocument } from './document.ts';
import { cpuTime } from './testing/cpu-time.ts';
import { tapes } from './testing/tape.ts';
import { TomlText } from './testing/toml-text.ts';
import { parseToml } from './toml.ts';

function read(text: string): TextDocument<TomlTable> {
  const result = parseToml(text);
  assert.ok(result.ok, result.ok ? '' : `${JSON.stringify(text)}: ${result.error.message}`);
  return result.value;
}

function plain(value: unknown): unknown {
  if (value instanceof TomlDateTime) return `${value.kind} ${value.text}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

const VALID: readonly [string, string, unknown][] = [
  ['an empty document is an empty table', '', {}],
  ['a comment may be all there is', '# only', {}],
  ['CR LF ends lines', 'a = 1\r\n[b]\r\nc = 2\r\n', { a: 1, b: { c: 2 } }],
  ['a bare key may look like a number', '3.14 = 1', { 3: { 14: 1 } }],
  ['a quoted key may be empty', '"" = 1', { '': 1 }],
  ['a dot inside quotes does not divide a key', '"a.b".c = 1', { 'a.b': { c: 1 } }],
  ['dotted keys share their tables', 'a.b = 1\na.c = 2', { a: { b: 1, c: 2 } }],
  [
    'a header defines a table that a deeper header passed through',
    '[a.b]\nx=1\n[a]\ny=2',
    { a: { b: { x: 1 }, y: 2 } },
  ],
  [
    'a header may add a table below one that a dotted key made',
    '[a]\nb.c=1\n[a.b.d]\ne=2',
    { a: { b: { c: 1, d: { e: 2 } } } },
  ],
  [
    'a header below an array of tables belongs to its last table',
    '[[a]]\n[a.b]\nx=1\n[[a]]\n[a.b]\nx=2',
    { a: [{ b: { x: 1 } }, { b: { x: 2 } }] },
  ],
  ['arrays of tables nest', '[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]', { a: [{ b: [{}, {}] }, { b: [{}] }] }],
  ['an array may mix types, span lines and end with a comma', 'a = [1, "x", # c\n [true],\n]', { a: [1, 'x', [true]] }],
  ['1.1: an inline table may span lines and end with a comma', 'a = {\n b = 1, # c\n c = 2,\n}', { a: { b: 1, c: 2 } }],
  ['inline tables take dotted keys', 'a = {b.c = 1, b.d = 2}', { a: { b: { c: 1, d: 2 } } }],
  ['1.1: \\e and \\x are escapes', 'a = "\\e\\x41\\u00e9\\U0001F40D"', { a: '\u001bAé🐍' }],
  ['the first line end of a multi-line string is cut', 'a = """\nx"""', { a: 'x' }],
  ['a backslash joins lines', 'a = """x \\\n \n  y"""', { a: 'x y' }],
  ['two quotes may stand before the closing three', 'a = """""x"""""', { a: '""x""' }],
  ['a literal string has no escapes', "a = '\\n'", { a: '\\n' }],
  ['integers have underscores and bases', 'a=[1_000, 0xFF, 0o17, 0b11, +5, -0]', { a: [1000, 255, 15, 3, 5, 0] }],
  [
    'integers reach 64 bits, as bigint where a number is inexact',
    'a=[9223372036854775807, -9223372036854775808, 9007199254740993]',
    { a: [9223372036854775807n, -9223372036854775808n, 9007199254740993n] },
  ],
  [
    'floats have fractions, exponents and infinities',
    'a=[1.5, 5e+2, 6.6e-1, -inf, +inf, 1_0.5]',
    { a: [1.5, 500, 0.66, -Infinity, Infinity, 10.5] },
  ],
  [
    'the four kinds of dates and times stay as written',
    'a=[1979-05-27T07:32:00.5-07:00, 1979-05-27 07:32:00, 1979-05-27, 07:32:00.999]',
    {
      a: [
        'offset-date-time 1979-05-27T07:32:00.5-07:00',
        'local-date-time 1979-05-27 07:32:00',
        'local-date 1979-05-27',
        'local-time 07:32:00.999',
      ],
    },
  ],
  [
    '1.1: seconds may be left out',
    'a = [07:32, 1979-05-27 07:32Z]',
    { a: ['local-time 07:32', 'offset-date-time 1979-05-27 07:32Z'] },
  ],
  [
    '29 February exists in leap years',
    'a = [2024-02-29, 2000-02-29]',
    { a: ['local-date 2024-02-29', 'local-date 2000-02-29'] },
  ],
];

for (const [rule, text, value] of VALID) {
  test(rule, () => assert.deepEqual(plain(read(text).root), value));
}

const INVALID: readonly [string, string, string, number][] = [
  ['a key has one value', 'a = 1\na = 2', 'duplicate-key', 6],
  ['two spellings of a key are one key', 'a = 1\n"\\u0061" = 2', 'duplicate-key', 6],
  ['an inline table has a key once', 'x = {a = 1, a = 2}', 'duplicate-key', 12],
  ['a table is defined once', '[a]\n[a]', 'toml-redefined', 5],
  ['a header cannot reopen what a dotted key made', '[a]\nb.c = 1\n[a.b]', 'toml-redefined', 15],
  ['a dotted key cannot add to a table that a header made', '[a.b]\n[a]\nb.c = 1', 'toml-redefined', 10],
  ['an inline table is complete: dotted keys cannot add', 'a = {}\na.b = 1', 'toml-redefined', 7],
  ['an inline table is complete: headers cannot add', 'a = {}\n[a.b]', 'toml-redefined', 8],
  ['an array value is complete: headers cannot add', 'a = []\n[[a]]', 'toml-redefined', 9],
  ['a table cannot become an array of tables', '[a]\n[[a]]', 'toml-redefined', 6],
  ['an array of tables cannot become a table', '[[a]]\n[a]', 'toml-redefined', 7],
  ['a value cannot become a table', 'a = 1\n[a.b]', 'toml-redefined', 7],
  ['a line has one assignment', 'a = 1 b = 2', 'toml-syntax', 6],
  ['a key needs a value', 'a =', 'toml-syntax', 3],
  ['a key is not broken by a line end', 'a\n= 1', 'toml-syntax', 1],
  ['an array needs commas', 'a = [1 2]', 'toml-syntax', 7],
  ['an array does not start with a comma', 'a = [,]', 'toml-syntax', 5],
  ['an array is closed', 'a = [1', 'toml-syntax', 6],
  ['the brackets of a header belong together', '[[a] ]', 'toml-syntax', 3],
  ['text needs quotes', 'a = yes', 'toml-number', 4],
  ['integers have no leading zeros', 'a = 007', 'toml-number', 4],
  ['underscores stand between digits', 'a = 1__0', 'toml-number', 4],
  ['a fraction has digits on both sides', 'a = 1.', 'toml-number', 4],
  ['a based integer has no sign', 'a = -0x1', 'toml-number', 4],
  ['an integer beyond 64 bits is refused', 'a = 9223372036854775808', 'toml-integer-range', 4],
  ['30 February is refused', 'a = 2024-02-30', 'toml-date-time', 4],
  ['29 February is refused outside leap years', 'a = 1900-02-29', 'toml-date-time', 4],
  ['hour 24 is refused', 'a = 24:00:00', 'toml-date-time', 4],
  ['a time needs two digits each', 'a = 2024-01-01T1:00:00Z', 'toml-date-time', 4],
  ['a string ends on its line', 'a = "x\n"', 'toml-unclosed-string', 4],
  ['a multi-line string is closed', "a = '''x''", 'toml-unclosed-string', 4],
  ['an unknown escape is refused', 'a = "\\q"', 'toml-escape', 5],
  ['an escape cannot name a surrogate', 'a = "\\ud800"', 'toml-escape', 5],
  ['a carriage return needs its line feed', 'a = 1\rb = 2', 'toml-control-character', 5],
  ['control characters stand nowhere, not even in comments', '# \u0001', 'toml-control-character', 2],
  ['DEL is a control character', 'a = "\u007f"', 'toml-control-character', 5],
  ['a lone surrogate stands nowhere', 'a = "\ud800"', 'lone-surrogate', 5],
  ['a multi-line string is no key', '"""a""" = 1', 'toml-syntax', 2],
];

for (const [rule, text, code, offset] of INVALID) {
  test(rule, () => {
    const result = parseToml(text);
    assert.ok(!result.ok);
    assert.deepEqual([result.error.code, result.error.offset], [code, offset]);
  });
}

test('keys that name members of JavaScript objects are keys like any other', () => {
  const { root } = read('__proto__ = {polluted = true}\nconstructor = 1\n[toString]\nhasOwnProperty = 2');
  assert.deepEqual(Object.keys(root), ['__proto__', 'constructor', 'toString']);
  assert.deepEqual(plain(Object.getOwnPropertyDescriptor(root, '__proto__')?.value), { polluted: true });
  assert.equal((root['toString'] as TomlTable)['valueOf'], undefined);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('every value and key has its place', () => {
  const text = '[a]\nb.c = [1, {d = "x"}]\n[[e]]\n"f g" = 2\n';
  const document = read(text);
  const shown = (path: (string | number)[]) => {
    const [value, key] = [document.spanAt(path), document.keySpanAt(path)];
    return [value && text.slice(value.start, value.end), key && text.slice(key.start, key.end)];
  };
  assert.deepEqual(shown([]), [text, undefined]);
  assert.deepEqual(shown(['a']), ['[a]', 'a']);
  assert.deepEqual(shown(['a', 'b']), ['b', 'b']);
  assert.deepEqual(shown(['a', 'b', 'c']), ['[1, {d = "x"}]', 'c']);
  assert.deepEqual(shown(['a', 'b', 'c', 1]), ['{d = "x"}', undefined]);
  assert.deepEqual(shown(['a', 'b', 'c', 1, 'd']), ['"x"', 'd']);
  assert.deepEqual(shown(['e', 0]), ['[[e]]', undefined]);
  assert.deepEqual(shown(['e', 0, 'f g']), ['2', '"f g"']);
  for (const path of [
    ['z'],
    ['a', 0],
    ['e', '0'],
    ['e', 1],
    ['e', -1],
    ['e', 0.5],
    ['a', 'b', 'c', 0, 'x'],
    ['toString'],
  ]) {
    assert.deepEqual(shown(path), [undefined, undefined]);
  }
});

test('rows that repeat their keys have their own places, values and duplicates', () => {
  const text =
    'a = [\n  { b = 1, c = "x" },\n  { b = 22, c = "yy" },\n  { b = 3, d = 4 , c = 5 }, { b = 6, "c" = 7 },\n]';
  const document = read(text);
  assert.deepEqual(plain(document.root), {
    a: [
      { b: 1, c: 'x' },
      { b: 22, c: 'yy' },
      { b: 3, d: 4, c: 5 },
      { b: 6, c: 7 },
    ],
  });
  const keys = ['b', 'b', 'b', 'b'].map((key, row) => document.keySpanAt(['a', row, key])?.start);
  assert.deepEqual(
    keys,
    [...text.matchAll(/b =/g)].map((match) => match.index),
  );
  const values = [0, 1, 2, 3]
    .map((row) => document.spanAt(['a', row, 'c']))
    .map((span) => text.slice(span?.start, span?.end));
  assert.deepEqual(values, ['"x"', '"yy"', '5', '7']);
  assert.deepEqual(plain(read('a = [{b=1,c=2}, {b=  1,c=\t2}]').root), {
    a: [
      { b: 1, c: 2 },
      { b: 1, c: 2 },
    ],
  });
  const again = parseToml('a = [{b = 1, c = 2}, {b = 1, c = 2, c = 3}]');
  assert.deepEqual(again.ok ? [] : [again.error.code, again.error.offset], ['duplicate-key', 36]);
});

test('a table that is passed through and then defined stands at its definition', () => {
  const text = '[a.b]\n[c]\n[a]\n';
  const span = read(text).spanAt(['a']);
  assert.deepEqual(span, { start: 10, end: 13 });
});

test('large containers give places as small ones do', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `k${index} = [${Array(200).fill(index).join(',')}]\n`);
  const text = lines.join('');
  const document = read(text);
  for (const index of [0, 11, 12, 13, 100, 199]) {
    const span = document.spanOf(document.root, `k${index}`);
    assert.equal(text.slice(span?.start, (span?.start ?? 0) + 1), '[');
    const element = document.spanOf(document.root[`k${index}`] as TomlValue[], index);
    assert.equal(text.slice(element?.start, element?.end), String(index));
    assert.equal(text.slice(document.keySpanOf(document.root, `k${index}`)?.start).startsWith(`k${index} `), true);
  }
  assert.equal(document.spanOf(document.root, 'k200'), undefined);
  assert.equal(document.spanOf(document.root['k0'] as TomlValue[], 200), undefined);
});

test('the text at the place of a value reads as that value', () => {
  fc.assert(
    fc.property(tapes(), (tape) => {
      const text = new TomlText(tape, true).document();
      const result = parseToml(text);
      if (!result.ok) return;
      const document = result.value;
      const visit = (container: TomlTable | TomlValue[]) => {
        const keys = Array.isArray(container) ? [...container.keys()] : Object.keys(container);
        for (const key of keys) {
          const value = Array.isArray(container) ? container[Number(key)] : container[key];
          const span = document.spanOf(container, key);
          assert.ok(span !== undefined && value !== undefined, `${JSON.stringify(text)} has no place for ${key}`);
          const written = text.slice(span.start, span.end);
          const isContainer = typeof value === 'object' && !(value instanceof TomlDateTime);
          // A table or array made by headers or dotted keys is not written in one piece.
          const isInOnePiece = written.startsWith('{') || (Array.isArray(value) && /^\[(?!\[)/.test(written));
          if (!isContainer || isInOnePiece) {
            const again = parseToml(`x = ${written}`);
            assert.ok(again.ok, written);
            assert.deepEqual(plain(again.value.root['x']), plain(value));
          }
          if (typeof key === 'string') {
            const keySpan = document.keySpanOf(container, key);
            const spelled = parseToml(`${text.slice(keySpan?.start, keySpan?.end)} = 0`);
            assert.ok(spelled.ok);
            assert.deepEqual(Object.keys(spelled.value.root), [key]);
          }
          if (isContainer) visit(value);
        }
      };
      visit(document.root);
    }),
    { numRuns: 3000 },
  );
});

test('limits are problems, not crashes', () => {
  const code = (text: string, limits: object) => {
    const result = parseToml(text, limits);
    return result.ok ? 'ok' : result.error.code;
  };
  assert.equal(code(`a = ${'['.repeat(200)}${']'.repeat(200)}`, {}), 'ok');
  assert.equal(code(`a = ${'['.repeat(201)}${']'.repeat(201)}`, {}), 'too-deep');
  assert.equal(code(`a = ${'['.repeat(1000)}${']'.repeat(1000)}`, { maxDepth: 1e9 }), 'ok');
  assert.equal(code(`a = ${'['.repeat(1001)}${']'.repeat(1001)}`, { maxDepth: 1e9 }), 'too-deep');
  assert.equal(code(`a = ${'{x='.repeat(300)}`, {}), 'too-deep');
  assert.equal(code(`${'a.'.repeat(300)}b = 1`, {}), 'too-deep');
  assert.equal(code(`[${'a.'.repeat(300)}b]`, {}), 'too-deep');
  assert.equal(code(`[[${'a.'.repeat(300)}b]]`, {}), 'too-deep');
  assert.equal(code('a = 1', { maxBytes: 4 }), 'too-large');
  assert.equal(code('a = [1, 2, 3]', { maxValues: 3 }), 'too-many-values');
  assert.equal(code('[a.b.c]', { maxValues: 2 }), 'too-many-values');
});

test('long repeated texts take linear time', () => {
  const pieces = [
    '[',
    '{',
    '"',
    "'",
    '"""',
    "'''",
    '\\',
    'a',
    '1',
    '0',
    '.',
    'a.',
    '"a".',
    '=',
    ' ',
    '\n',
    '\r\n',
    '#',
    '[a]\n',
    '[[a]]\n',
    '-',
    '_',
    '1_',
  ];
  const heads = ['', 'a = ', 'a = [', 'a = "', "a = '", 'a = """', 'a = {', '[', 'a = 0x', 'a = 1.', '# '];
  const tails = ['\\n', '\\"', '\\\n', '""x', "''x", '1,', '{},', 'a=1,', '"",', '\\u0041', '[[a.b]]\n[a.b.c]\n'];
  for (const head of heads) {
    for (const piece of [...pieces, ...tails]) {
      const text = head + piece.repeat(Math.ceil(300_000 / piece.length));
      const spent = cpuTime(() => {
        parseToml(text);
      });
      assert.ok(spent < 2000, `${JSON.stringify(head + piece)} is slow`);
    }
  }
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void parseToml(text)),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'[]{}"\'\\#=.,\n\r 0a_-+:eT'), { maxLength: 40 }), (units) => {
      const text = units.join('');
      const result = parseToml(text);
      if (!result.ok) assert.ok(result.error.offset >= 0 && result.error.offset <= text.length);
    }),
    { numRuns: 20_000 },
  );
});
