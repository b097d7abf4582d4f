import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLEAN, PLAN } from '../testing/house-in-order.ts';
import { Scratch } from '../testing/scratch.ts';
import { checkHouse } from './check.ts';
import { formatViolation } from './report.ts';
import { RULES, type Rule } from './violation.ts';

interface Seed {
  readonly rule: Rule;
  /** What is wrong, after "a breach:". */
  readonly says: string;
  readonly files: Readonly<Record<string, string>>;
  /** `path:line` of the report. */
  readonly at: string;
  readonly message: RegExp;
  /** Other breaches that come with it. */
  readonly also?: readonly Rule[];
}

/** An otherwise empty pure file of a room with one statement on its second line. */
const pure = (statement: string): Record<string, string> => ({
  'src/advisory/x.ts': `export const x = 1;\n${statement}\n`,
});

const effect = (statement: string, named: string): Seed => ({
  rule: 'effect',
  says: `\`${statement}\` in a pure file`,
  files: pure(statement),
  at: 'src/advisory/x.ts:2',
  message: new RegExp(named.replaceAll(/[.()]/g, '\\$&')),
});

const EFFECTS: readonly Seed[] = [
  effect("await fetch('https://x');", '`fetch`'),
  effect('const { env } = process; export { env };', '`process`'),
  effect("console.log('x');", '`console`'),
  effect('export const now = Date.now();', '`Date.now`'),
  effect("export const now = Date['now']();", '`Date.now`'),
  effect('export const at = new Date();', '`new Date()`'),
  effect('export const at = (a: []) => new Date(...a);', '`new Date()`'),
  effect('export const at = Date();', '`Date()`'),
  effect('export const { now } = Date;', '`Date` as a value'),
  effect('export const r = Math.random();', '`Math.random`'),
  effect('export const { random } = Math;', '`Math` as a value'),
  effect('export const r = (k: "max") => Math[k];', 'a computed member of `Math`'),
  effect('export const t = performance.now();', '`performance`'),
  effect('setTimeout(() => {}, 1);', '`setTimeout`'),
  effect("export const f = globalThis['fetch'];", '`globalThis`'),
  effect("export const f = new Function('return 1');", '`Function`'),
  effect("export const f = (0, eval)('1');", '`eval`'),
  effect("export const f = x.constructor.constructor('return 1')();", '`.constructor.constructor`'),
  effect('export const id = crypto.randomUUID();', '`crypto.randomUUID`'),
  effect('export const held = { fetch };', '`fetch`'),
  effect('declare const process: { exit(): never }; process.exit();', '`process`'),
  effect('{ const process = 1; void process; } process.exit();', '`process`'),
  effect('export const s = AbortSignal.timeout(1);', '`AbortSignal.timeout`'),
  effect("export const s = 'a'.localeCompare('b');", '`.localeCompare`'),
  effect('export const s = new Intl.NumberFormat();', '`Intl`'),
  effect('export const h = new Date(0).getHours();', '`.getHours`'),
  effect("export const u = new URL('./data.json', import.meta.url);", '`import.meta`'),
];

const SEEDS: readonly Seed[] = [
  {
    rule: 'plan',
    says: 'a door that opens upwards',
    files: { 'layers.json': PLAN.replace('"mayUse": ["packages/pypa"]', '"mayUse": ["src/app"]') },
    at: 'layers.json:1',
    message: /`src\/base` may use `src\/app`, which stands above it/,
    also: ['door'],
  },
  {
    rule: 'plan',
    says: 'a door to a room that is not there',
    files: { 'layers.json': PLAN.replace('["Ground", "src/source"]', '["Ground", "src/sauce"]') },
    at: 'layers.json:1',
    message: /`src\/health` may use `src\/sauce`, which is no room/,
  },
  {
    rule: 'syntax',
    says: 'a file that does not parse',
    files: pure('const = 1;'),
    at: 'src/advisory/x.ts:2',
    message: /./,
  },
  {
    rule: 'room',
    says: 'a file in no room',
    files: { 'src/main.ts': 'export const x = 1;\n' },
    at: 'src/main.ts:1',
    message: /lies in no room/,
  },
  {
    rule: 'name',
    says: 'a misspelt effect ending',
    files: { 'src/index/page.https.ts': 'export const x = 1;\n' },
    at: 'src/index/page.https.ts:1',
    message: /`\.https\.ts` is an ending/,
  },
  {
    rule: 'door',
    says: 'a value from a room without a door',
    files: { 'src/report/x.ts': "export const x = 1;\nimport { page } from '../index/page.ts';\nvoid page;\n" },
    at: 'src/report/x.ts:2',
    message: /`src\/report` has no door to `src\/index`/,
  },
  ...[
    ['a type', "import type { Page } from '../index/page.ts';\nexport type X = Page;\n"],
    ['an import type', "export type X = import('../index/page.ts').Page;\n"],
    ['the type of a module', "export type X = typeof import('../index/page.ts');\n"],
    ['import()', "export const x = import('../index/page.ts');\n"],
    ['a re-export', "export { page } from '../index/page.ts';\nexport const x = 1;\n"],
    ['export *', "export * from '../index/page.ts';\nexport const x = 1;\n"],
    ['a bare import', "import '../index/page.ts';\nexport const x = 1;\n"],
    ['a triple-slash reference', "/// <reference path='../index/page.ts' />\nexport const x = 1;\n"],
  ].map(
    ([form = '', text = '']): Seed => ({
      rule: 'door',
      says: `${form} from a room without a door`,
      files: { 'src/report/x.ts': text },
      at: 'src/report/x.ts:1',
      message: /`src\/report` has no door to `src\/index`/,
    }),
  ),
  {
    rule: 'door',
    says: 'a code file named by URL from a room without a door',
    files: { 'src/cli/x.ts': "export const x = new URL('../index/page.ts', import.meta.url);\n" },
    at: 'src/cli/x.ts:1',
    message: /`src\/cli` has no door to `src\/index`/,
  },
  {
    rule: 'door',
    says: 'web reaching into a room that no browser may load',
    files: { 'web/x.ts': "import { text } from '../src/report/text.ts';\nvoid text;\n" },
    at: 'web/x.ts:1',
    message: /`web` has no door to `src\/report`/,
  },
  {
    rule: 'types-only',
    says: 'a value through a door for types',
    files: { 'src/resolve/x.ts': "import { page } from '../index/page.ts';\nvoid page;\n" },
    at: 'src/resolve/x.ts:1',
    message: /takes a value from `src\/index`/,
  },
  {
    rule: 'types-only',
    says: '`import { type T }`, which still loads the module,',
    files: { 'src/resolve/x.ts': "import { type Page } from '../index/page.ts';\nexport type X = Page;\n" },
    at: 'src/resolve/x.ts:1',
    message: /takes a value from `src\/index`/,
  },
  {
    rule: 'yard',
    says: 'a room that uses a tool',
    files: { 'src/cli/x.ts': "import '../../tools/tool.ts';\n" },
    at: 'src/cli/x.ts:1',
    message: /belongs to the yard/,
  },
  {
    rule: 'yard',
    says: 'a room that uses a test beside it',
    files: { 'src/report/x.ts': "import './text.test.ts';\nexport const x = 1;\n" },
    at: 'src/report/x.ts:1',
    message: /belongs to the yard/,
  },
  ...EFFECTS,
  {
    rule: 'effect-import',
    says: 'a pure file that takes a value from an effect file',
    files: { 'src/artifact/x.ts': "import { load } from './store.fs.ts';\nvoid load;\n" },
    at: 'src/artifact/x.ts:1',
    message: /`src\/artifact\/store\.fs\.ts`, which touches the world/,
  },
  {
    rule: 'effect-import',
    says: 'a pure file that takes a value from the platform',
    files: { 'src/advisory/x.ts': "import { clock } from '../platform/clock.ts';\nvoid clock;\n" },
    at: 'src/advisory/x.ts:1',
    message: /`src\/platform\/clock\.ts`, which touches the world/,
  },
  {
    rule: 'module',
    says: 'a module of Node in a pure file',
    files: pure("import { readFileSync } from 'node:fs'; void readFileSync;"),
    at: 'src/advisory/x.ts:2',
    message: /a pure file takes values from `node:fs`/,
  },
  {
    rule: 'module',
    says: 'an impure function of a module that is pure elsewhere',
    files: pure("import { createHash, randomUUID } from 'node:crypto'; void [createHash, randomUUID];"),
    at: 'src/advisory/x.ts:2',
    message: /takes `randomUUID` from `node:crypto`/,
  },
  {
    rule: 'module',
    says: 'a whole module of which only parts are pure',
    files: pure("import * as crypto from 'node:crypto'; void crypto;"),
    at: 'src/advisory/x.ts:2',
    message: /takes `\*` from `node:crypto`/,
  },
  {
    rule: 'module',
    says: 'a library outside its room',
    files: pure("import { z } from 'zod'; void z;"),
    at: 'src/advisory/x.ts:2',
    message: /`zod` belongs to `src\/contract`, `src\/config`/,
  },
  {
    rule: 'module',
    says: 'a library outside its folder',
    files: { 'src/base/textual.ts': "import { parse } from 'yaml';\nvoid parse;\n" },
    at: 'src/base/textual.ts:1',
    message: /`yaml` belongs to `src\/base\/text`/,
  },
  {
    rule: 'module',
    says: 'anything from outside in the kernel, types too',
    files: {
      'packages/pypa/src/name.ts':
        "import type { Stats } from 'node:fs';\nexport type Name = Stats;\nexport const parse = 1;\n",
    },
    at: 'packages/pypa/src/name.ts:1',
    message: /`node:fs` is not for `packages\/pypa`/,
  },
  {
    rule: 'module',
    says: 'a development library in a room',
    files: pure("import type fc from 'fast-check'; export type X = typeof fc;"),
    at: 'src/advisory/x.ts:2',
    message: /`fast-check` is not listed/,
  },
  {
    rule: 'undeclared',
    says: 'a library that only hoisting makes reachable',
    files: { 'tools/x.ts': "import 'left-pad';\n" },
    at: 'tools/x.ts:1',
    message: /`left-pad` is no dependency of `house`/,
  },
  {
    rule: 'undeclared',
    says: 'a value from a development library in what ships',
    files: {
      'package.json': CLEAN['package.json']?.replace('"zod":"1",', '').replace('"fast-', '"zod":"1","fast-') ?? '',
    },
    at: 'src/contract/report.ts:1',
    message: /`zod` is no dependency of `house`/,
  },
  {
    rule: 'undeclared',
    says: 'a sibling workspace that is not declared',
    files: { 'package.json': CLEAN['package.json']?.replace('"@rind/pypa":"1",', '') ?? '' },
    at: 'src/base/problem.ts:1',
    message: /`@rind\/pypa` is no dependency of `house`/,
    also: ['undeclared'],
  },
  ...[
    ['a file that is not there', './y.ts', /no such file/],
    ['a path without its ending', './text', /write the ending: the file is `src\/report\/text\.ts`/],
    ['a compiled ending', './text.js', /write the ending/],
    ['a module of Node without `node:`', 'fs', /write `node:fs`/],
    ['a module that Node lacks', 'node:nothing', /no such module/],
    ['a part that a package does not export', '@rind/pypa/src/name.ts', /exports only \./],
    ['a path out of the repository', '../../../x.ts', /leaves the repository/],
    ['an absolute path', '/etc/passwd', /write a relative path/],
  ].map(
    ([says, specifier, message]): Seed => ({
      rule: 'unresolved',
      says: String(says),
      files: { 'src/report/x.ts': `import '${specifier}';\nexport const x = 1;\n` },
      at: 'src/report/x.ts:1',
      message: message instanceof RegExp ? message : /./,
    }),
  ),
  {
    rule: 'computed',
    says: 'a computed import in a room',
    files: { 'src/cli/x.ts': 'export const load = (name: string): Promise<unknown> => import(name);\n' },
    at: 'src/cli/x.ts:1',
    message: /computed/,
  },
  {
    rule: 'wall',
    says: 'a relative path out of a package',
    files: { 'packages/pypa/test/x.test.ts': "import '../../../src/base/instant.ts';\n" },
    at: 'packages/pypa/test/x.test.ts:1',
    message: /crosses the wall of `packages\/pypa`/,
  },
  {
    rule: 'wall',
    says: 'a relative path into a package',
    files: { 'src/base/x.ts': "import type { Name } from '../../packages/pypa/src/name.ts';\nexport type X = Name;\n" },
    at: 'src/base/x.ts:1',
    message: /crosses the wall of `packages\/pypa`/,
  },
  {
    rule: 'web-reach',
    says: 'Node behind two steps from the web',
    files: {
      'src/contract/report.ts':
        "import { createHash } from 'node:crypto';\nexport const schema = createHash;\nexport type P = 1;\n",
    },
    at: 'src/contract/report.ts:1',
    message: /`web\/main\.ts` → `src\/contract\/report\.ts`\), and it needs `node:crypto`/,
  },
  {
    rule: 'cycle',
    says: 'a circle of which one half is types',
    files: {
      'src/graph/a.ts': "import { b } from './b.ts';\nexport type A = number;\nexport const a = b;\n",
      'src/graph/b.ts': "import type { A } from './a.ts';\nexport const b: A = 1;\n",
    },
    at: 'src/graph/a.ts:1',
    message: /^`src\/graph\/a\.ts` → `src\/graph\/b\.ts` → `src\/graph\/a\.ts`$/,
  },
  {
    rule: 'cycle',
    says: 'the shortest circle of a knot',
    files: {
      'src/graph/a.ts': "import './b.ts';\nexport const a = 1;\n",
      'src/graph/b.ts': "import './c.ts';\nexport const b = 1;\n",
      'src/graph/c.ts': "import './a.ts';\nimport './d.ts';\nexport const c = 1;\n",
      'src/graph/d.ts': "import './c.ts';\nexport const d = 1;\n",
    },
    at: 'src/graph/c.ts:2',
    message: /^`src\/graph\/c\.ts` → `src\/graph\/d\.ts` → `src\/graph\/c\.ts`; 4 files hang in this knot$/,
  },
  {
    rule: 'cycle',
    says: 'a file that imports itself',
    files: { 'src/graph/a.ts': "import './a.ts';\nexport const a = 1;\n" },
    at: 'src/graph/a.ts:1',
    message: /^`src\/graph\/a\.ts` → `src\/graph\/a\.ts`$/,
  },
  {
    rule: 'barrel',
    says: 'a file that only re-exports',
    files: { 'src/report/all.ts': "export { text } from './text.ts';\n" },
    at: 'src/report/all.ts:1',
    message: /only passes on/,
  },
  {
    rule: 'barrel',
    says: 'a file that imports and exports the same names',
    files: { 'src/report/all.ts': "import { text } from './text.ts';\nexport { text };\n" },
    at: 'src/report/all.ts:1',
    message: /only passes on/,
  },
  {
    rule: 'barrel',
    says: 'an `index.ts`',
    files: { 'src/report/index.ts': 'export const x = 1;\n' },
    at: 'src/report/index.ts:1',
    message: /only passes on/,
  },
  {
    rule: 'length',
    says: 'a file of 401 lines',
    files: { 'src/report/x.ts': Array.from({ length: 401 }, (_, at) => `export const x${at} = 1;\n`).join('') },
    at: 'src/report/x.ts:1',
    message: /401 lines; the limit is 400/,
  },
];

describe('the walls of the house', () => {
  it('a house in order has no breach', () => {
    using house = new Scratch().write(CLEAN);
    assert.deepEqual(checkHouse(house.root).violations.map(formatViolation), []);
  });

  for (const { rule, says, files, at, message, also = [] } of SEEDS) {
    it(`${rule}: ${says} is caught`, () => {
      using house = new Scratch().write({ ...CLEAN, ...files });
      const { violations } = checkHouse(house.root);
      const hit = violations.find((found) => found.rule === rule && message.test(found.message));
      assert.ok(hit, violations.map(formatViolation).join('\n') || 'nothing was found');
      assert.equal(`${hit.path}:${hit.line}`, at);
      const others = violations.filter((found) => found !== hit && !also.includes(found.rule));
      assert.deepEqual(others.map(formatViolation), []);
    });
  }

  it('every rule has a seed that breaks it', () => {
    assert.deepEqual([...new Set(SEEDS.map(({ rule }) => rule))].sort(), Object.keys(RULES).sort());
  });

  it('a report says what and where, why, and what next', () => {
    const text = formatViolation({ rule: 'room', path: 'a.ts', line: 3, message: 'm', why: 'w', next: 'n' });
    assert.equal(text, 'layers: room a.ts:3 m\n  why: w\n  next: n');
  });

  it('this repository is in order', () => {
    const root = new URL('../../', import.meta.url).pathname;
    assert.deepEqual(checkHouse(root).violations.map(formatViolation), []);
  });
});
