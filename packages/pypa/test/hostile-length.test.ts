import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Reader, TEXTS, TREES } from './hostile-readers.ts';
import { judge, placesOf, SCALE } from './hostile-values.ts';

/** Brackets, separators, operators, white space of each kind, digits, quotes, escapes, half characters, words. */
const TOKENS: readonly string[] = [
  ...[
    'a',
    'A',
    '0',
    '9',
    '1.',
    '.',
    '-',
    '_',
    '+',
    '!',
    '*',
    ',',
    ';',
    ':',
    '@',
    '#',
    '%',
    '&',
    '=',
    '<',
    '>',
    '~',
    '|',
  ],
  ...['(', ')', '[', ']', '{', '}', '()', '[]', '"', "'", '\\', '/', '?', '$', '^', '`'],
  ...[' ', '\t', '\n', '\r', '\r\n', '\v', '\f', '\x1c', '\x85', '\xa0', '\u2028', '\u3000', '\ufeff', '\0', '\x7f'],
  ...['\ud800', '\udc00', '\ud83d\ude00', 'é', 'ı', '\u0300', '\u0315\u0300'],
  ...['\\x', '\\u0061', '%41', '%ff', '&amp', '&#1', '==', '===1,', '>=1,', 'a,', 'a.', 'a-', '-a', '..', '../', './'],
  ...['"a"', '""', "''", '\\"', '""",', 'a=b\n', 'a: b\n', ': ', ' a', 'a ', '\na', '# ///\n', '# /// script\n', '#\n'],
  ...[
    'From \n',
    '--a\n',
    '--',
    '\n--',
    '=?x?q?',
    ' =?',
    '=\r',
    '=3D',
    '<a ',
    '<a>',
    '</a>',
    '<!--',
    '-->',
    '<![CDATA[',
  ],
  ...[
    'and ',
    'or ',
    'not ',
    ' AND ',
    ' OR MIT',
    'MIT AND ',
    'LicenseRef-',
    'WITH ',
    "os_name=='a' and ",
    '(((',
    '1!',
    '.*',
  ],
];

const SMALL = 2048;
const BIG = 8 * SMALL;
const HUGE = 1 << 20;
/** Eight times the input may take this much longer; linear work takes 8, sorting about 10, noise the rest. */
const RATIO = 24;
/** CPU milliseconds that say nothing yet: quadratic work that took so long would pass the limit for 1 MiB. */
const QUICK = 60;
/** CPU milliseconds that can be compared: some systems count in steps of 4. */
const LONG = 100;
const HUGE_LIMIT = 2000;
/** Of each reader so many shapes are tried at 1 MiB; all by RIND_FUZZ_SCALE. */
const SLOWEST = 2;

function cpu(run: () => unknown): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** One way to make an input of any length. */
interface Shape {
  readonly label: string;
  readonly make: (length: number) => unknown;
}

function repeated(token: string, length: number): string {
  return token.repeat(Math.ceil(length / token.length));
}

function textShapes({ frames }: Reader): Shape[] {
  return frames.flatMap(([before, after]) =>
    TOKENS.map((token) => ({
      label: `${JSON.stringify(before)} ${JSON.stringify(token)}… ${JSON.stringify(after)}`,
      make: (length: number) => before + repeated(token, length) + after,
    })),
  );
}

const TREE_TOKENS = ['a', '.', '-', '/', '%41', ' ', '(', '>=1,', "os_name=='a' and ", '\u0315\u0300', '"', 'a.'];

/** Long texts at each text, long lists of each list's items, and tables with many keys. */
function treeShapes({ samples }: Reader): Shape[] {
  const shapes: Shape[] = [];
  for (const [i, sample] of samples.entries()) {
    for (const [j, { value, put }] of placesOf(sample).entries()) {
      const label = `sample ${i}, place ${j}`;
      if (typeof value === 'string') {
        for (const token of TREE_TOKENS) {
          shapes.push({ label: `${label}: ${JSON.stringify(token)}…`, make: (length) => put(repeated(token, length)) });
        }
      } else if (Array.isArray(value) && value.length > 0) {
        const item = (length: number) => new Array(Math.ceil(length / 32)).fill(value[0]);
        shapes.push({ label: `${label}: a list`, make: (length) => put(item(length)) });
      } else if (typeof value === 'object' && value !== null) {
        const entries = (length: number) => Array.from({ length: length / 32 }, (_, key) => [`k-${key}`, 'a'] as const);
        shapes.push({
          label: `${label}: a table`,
          make: (length) => put({ ...value, ...Object.fromEntries(entries(length)) }),
        });
      }
    }
  }
  return shapes;
}

function timed(reader: Reader, input: unknown): number {
  return cpu(() => reader.read(input as never));
}

/** How much longer a shape of eight times the length takes. */
function growth(reader: Reader, { make }: Shape): number {
  const [big, small] = [make(BIG), make(SMALL)];
  let bigs = 0;
  let smalls = 0;
  while (bigs < LONG) {
    bigs += timed(reader, big);
    smalls += cpu(() => {
      for (let i = 0; i < 8; i++) reader.read(small as never);
    });
  }
  return (8 * bigs) / Math.max(smalls, 1);
}

/** What 1 MiB would take if the growth from small to big went on, by the wall clock: good enough to choose by. */
function expected(reader: Reader, { make }: Shape): number {
  const [small, big] = [make(SMALL), make(BIG)];
  judge(reader.name, small, reader.read(small as never));
  const started = performance.now();
  reader.read(small as never);
  const between = performance.now();
  reader.read(big as never);
  const bigs = performance.now() - between;
  return bigs * (bigs / Math.max(between - started, 0.01)) ** 2;
}

function checkShapes(reader: Reader, shapes: readonly Shape[]): void {
  const ranked = shapes.map((shape) => ({ shape, cost: expected(reader, shape) }));
  ranked.sort((a, b) => b.cost - a.cost);
  for (const { shape } of SCALE > 1 ? ranked : ranked.slice(0, SLOWEST)) {
    const big = shape.make(BIG);
    if (Math.min(timed(reader, big), timed(reader, big)) > QUICK) {
      let least = growth(reader, shape);
      for (let tries = 1; least > RATIO && tries < 3; tries++) least = Math.min(least, growth(reader, shape));
      assert.ok(least <= RATIO, `${reader.name} takes ${least} times as long for 8 times as much: ${shape.label}`);
    }
    const spent = timed(reader, shape.make(HUGE));
    assert.ok(spent < HUGE_LIMIT, `${reader.name} takes ${spent} ms for ${HUGE} units: ${shape.label}`);
  }
}

describe('the time that a reader takes grows with its input, not faster', () => {
  for (const reader of TEXTS) it(reader.name, () => checkShapes(reader, textShapes(reader)));
  for (const reader of TREES) it(reader.name, () => checkShapes(reader, treeShapes(reader)));
});
