import { readFileSync } from 'node:fs';

/** The real plan: what the house is tried against. */
export const PLAN = readFileSync(new URL('../../layers.json', import.meta.url), 'utf8');

/** A small house in order: every kind of import and effect that is allowed. */
export const CLEAN: Readonly<Record<string, string>> = {
  'layers.json': PLAN,
  'package.json': JSON.stringify({
    name: 'house',
    dependencies: { '@rind/pypa': '1', zod: '1', yaml: '1', '@stricli/core': '1' },
    devDependencies: { 'fast-check': '1' },
  }),
  'packages/pypa/package.json': JSON.stringify({ name: '@rind/pypa', exports: { '.': './src/index.ts' } }),
  'packages/pypa/src/index.ts': "export * from './name.ts';\n",
  'packages/pypa/src/name.ts': 'export type Name = string;\nexport const parse = (text: string): Name => text;\n',
  'packages/pypa/test/name.test.ts':
    "import 'node:test';\nimport fc from 'fast-check';\nimport '../src/name.ts';\nfc;\n",
  'src/base/problem.ts': "import type { Name } from '@rind/pypa';\nexport interface Problem { name: Name }\n",
  'src/base/text/yaml.ts':
    "import { parse } from 'yaml';\nexport const read = (text: string): unknown => parse(text);\n",
  'src/base/instant.ts': [
    'export const parse = (text: string): Date => new Date(text);',
    'export const zero = Date.UTC(1970, 0);',
    'export const isDate = (value: unknown): boolean => value instanceof Date;',
    'export const half = Math.floor(0.5);',
    '// A name of its own is no global, nor is a member, a label, a key or a type.',
    'export const own = (fetch: () => void, it: { process: number }): number => { fetch(); return it.process; };',
    'export const keys = { console: 1, setTimeout: 2 };',
    'export type Fetch = typeof fetch;',
    'export function f(): void { var process = 1; { const console = process; void console; } }',
    '',
  ].join('\n'),
  'src/platform/files.fs.ts':
    "import { readFileSync } from 'node:fs';\nexport const read = (): string => readFileSync('x', 'utf8');\n",
  'src/platform/clock.ts':
    'export interface Clock { now(): number }\nexport const clock: Clock = { now: () => Date.now() };\n',
  'src/artifact/hash.ts':
    "import { createHash } from 'node:crypto';\nexport const hash = (): string => createHash('sha256').digest('hex');\n",
  'src/artifact/store.fs.ts':
    "import { read } from '../platform/files.fs.ts';\nexport const load = (): string => read();\n",
  'src/artifact/use.ts':
    "import type { Clock } from '../platform/clock.ts';\nimport type { Stats } from 'node:fs';\nexport type Both = Clock & Stats;\n",
  'src/index/page.ts': "export type Page = import('../artifact/use.ts').Both;\nexport const page = 1;\n",
  'src/resolve/solve.ts':
    "import type { Page } from '../index/page.ts';\nexport const solve = (page: Page): Page => page;\n",
  'src/contract/report.ts':
    "import { z } from 'zod';\nimport type { Problem } from '../base/problem.ts';\nexport const schema = z.string();\nexport type P = Problem;\n",
  'src/cli/main.ts':
    "import { schema } from '../contract/report.ts';\nconsole.log(schema, process.argv, await import('../report/text.ts'));\n",
  'src/cli/entry.cjs': "require('./rind.bundle.cjs');\n",
  'src/report/text.ts': "import { schema } from '../contract/report.ts';\nexport const text = schema;\n",
  'src/report/formats.generated.ts': "export { text } from './text.ts';\n",
  'src/report/huge.data.ts': `export const rows = [\n${'  1,\n'.repeat(500)}];\n`,
  'src/report/testing/fakes.ts': "import fc from 'fast-check';\nimport '../../cli/main.ts';\nfc;\n",
  'src/report/text.test.ts':
    "import 'node:assert';\nimport './text.ts';\nimport '../platform/clock.ts';\nfetch('x');\n",
  'web/main.ts':
    "import { schema } from '../src/contract/report.ts';\nimport { parse } from '@rind/pypa';\ndocument.title = String([schema, parse]);\n",
  'bench/name.ts': "import { parse } from '../packages/pypa/src/name.ts';\nparse('x');\n",
  'tools/tool.ts':
    "import { spawn } from 'node:child_process';\nexport const tool = (name: string): Promise<unknown> => import(name);\nspawn('x');\n",
};
