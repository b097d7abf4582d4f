import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findDead } from './dead.ts';
import { Scratch } from './testing/scratch.ts';

/** A small house in which nothing is dead, in every way in which something can be used. */
const ALIVE: Readonly<Record<string, string>> = {
  'package.json': '{"name":"house","scripts":{"x":"node tools/x.ts"}}',
  'packages/pypa/package.json': '{"name":"@rind/pypa","exports":{".":"./src/index.ts"}}',
  'packages/pypa/src/index.ts': "export * from './name.ts';\n",
  'packages/pypa/src/name.ts': 'export type Name = string;\nexport const unusedInside = 1;\n',
  'packages/pypa/differential/kinds/name.ts': 'export const kinds = [];\n',
  'src/cli/main.ts': [
    "import { used } from '../app/used.ts';",
    "import type { Shape } from '../app/shape.ts';",
    "import { passed } from '../app/all.generated.ts';",
    "const lazy = (): Promise<unknown> => import('../app/lazy.ts');",
    'export const main = (shape: Shape): unknown => [used, shape, passed, lazy];',
    '',
  ].join('\n'),
  'src/app/used.ts': 'export const used = 1;\n',
  'src/app/shape.ts': 'export interface Shape { readonly x: 1 }\n',
  'src/app/all.generated.ts': "export { own as passed } from './own.ts';\n",
  'src/app/own.ts': 'export const own = 1;\n',
  'src/app/lazy.ts': 'export const a = 1;\nexport const b = 1;\n',
  'src/app/used.test.ts':
    "import { used } from './used.ts';\nimport { fake } from '../../test/fake.ts';\nvoid [used, fake];\n",
  'test/fake.ts': 'export const fake = 1;\n',
  'tools/x.ts': "const child = 'tools/child.ts';\nvoid child;\n",
  'tools/child.ts': 'export const started = 1;\n',
  'bench/versions.ts': 'export const bench = 1;\n',
};

function deadWith(files: Readonly<Record<string, string>>): string[] {
  using scratch = new Scratch().write({ ...ALIVE, ...files });
  return findDead(scratch.root).dead.map(
    ({ path, line, name, tested }) => `${path}:${line} ${name ?? 'file'}${tested ? ' (tested)' : ''}`,
  );
}

describe('dead code', () => {
  it('what is used, started by name or public is alive', () => {
    assert.deepEqual(deadWith({}), []);
  });

  it('a file that nothing reaches is dead, and so is one that only a dead file reaches', () => {
    const files = { 'src/app/y.ts': "import './z.ts';\n", 'src/app/z.ts': 'export const z = 1;\n' };
    assert.deepEqual(deadWith(files), ['src/app/y.ts:1 file', 'src/app/z.ts:1 file']);
  });

  it('an export that only its own file uses is dead', () => {
    const text = 'export const used = 1;\nexport const inner = 2;\nexport const outer = inner;\n';
    assert.deepEqual(deadWith({ 'src/app/used.ts': text }), ['src/app/used.ts:2 inner', 'src/app/used.ts:3 outer']);
  });

  it('an exported type that nothing takes is dead', () => {
    const text = 'export interface Shape { readonly x: 1 }\nexport type Side = 1;\n';
    assert.deepEqual(deadWith({ 'src/app/shape.ts': text }), ['src/app/shape.ts:2 Side']);
  });

  it('a type lives where a living export of its file names it, directly or through another type', () => {
    const living = 'export interface Shape { readonly x: Side }\nexport type Side = Edge;\nexport type Edge = 1;\n';
    assert.deepEqual(deadWith({ 'src/app/shape.ts': living }), []);
    const dying = 'export interface Shape { readonly x: 1 }\nexport type Side = Edge;\nexport type Edge = 1;\n';
    assert.deepEqual(deadWith({ 'src/app/shape.ts': dying }), ['src/app/shape.ts:2 Side', 'src/app/shape.ts:3 Edge']);
  });

  it('an export that only a test uses is dead', () => {
    const files = {
      'src/app/used.ts': 'export const used = 1;\nexport const peeked = 2;\n',
      'src/app/used.test.ts':
        "import { used, peeked } from './used.ts';\nimport { fake } from '../../test/fake.ts';\nvoid [used, peeked, fake];\n",
    };
    assert.deepEqual(deadWith(files), ['src/app/used.ts:2 peeked (tested)']);
  });

  it('an export that is passed on and then not taken is dead in both places', () => {
    const files = {
      'src/app/all.generated.ts': "export { own as passed, rest } from './own.ts';\n",
      'src/app/own.ts': 'export const own = 1;\nexport const rest = 2;\n',
    };
    assert.deepEqual(deadWith(files), ['src/app/all.generated.ts:1 rest', 'src/app/own.ts:2 rest']);
  });

  it('a test helper that no test uses is dead', () => {
    assert.deepEqual(deadWith({ 'test/fake.ts': 'export const fake = 1;\nexport const other = 2;\n' }), [
      'test/fake.ts:2 other',
    ]);
  });

  it('what is built ahead of its users lives, with all that it uses, until it has caught up', () => {
    using scratch = new Scratch().write({
      ...ALIVE,
      'src/base/secret.ts': "import { hide } from './hide.ts';\nexport const secret = hide;\n",
      'src/base/hide.ts': 'export const hide = 1;\n',
    });
    assert.deepEqual(findDead(scratch.root, ['src/base/secret.ts', 'src/app/used.ts']), {
      dead: [],
      caughtUp: ['src/app/used.ts'],
    });
  });
});
