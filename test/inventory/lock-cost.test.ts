/** What takes long where it is not bounded, in the formats of locks that `test/hostile/cost.test.ts` does not try. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuTime } from '../../src/base/text/testing/cpu-time.ts';
import type { InventoryFormat } from '../../src/inventory/format.ts';
import { format as pdm } from '../../src/inventory/formats/pdm-lock.ts';
import { format as pipenv } from '../../src/inventory/formats/pipfile-lock.ts';
import { format as poetry } from '../../src/inventory/formats/poetry-lock.ts';
import { readLock } from '../../src/inventory/testing/lock-reading.ts';

const many = (most: number, make: (i: number) => string) => Array.from({ length: most }, (_, i) => make(i)).join('');
const entry = (name: string, version: string, more = '') =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${more}\n`;
const meta = (version: string) => `[metadata]\nlock-version = "${version}"\nlock_version = "${version}"\n`;
const fields = (i: number) =>
  [
    'os_name',
    'sys_platform',
    'platform_machine',
    'platform_system',
    'implementation_name',
    'platform_release',
    'python_version',
  ]
    .map((field, k) => `${field} ${(i + k) % 2 ? '==' : '!='} 'v${(i * 7 + k) % 97}'`)
    .join(' or ');
const app = (tables: string) => `[project]\nname = "app"\n[tool.poetry.dependencies]\n${tables}`;

const HEAVY: Readonly<Record<string, [InventoryFormat, Record<string, string>]>> = {
  '10,000 entries, each with a long marker of its own': [
    poetry,
    {
      'poetry.lock':
        many(10_000, (i) => entry(`p${i}`, '1', `groups = ["main"]\nmarkers = "${fields(i)}"`)) + meta('2.1'),
    },
  ],
  '5,000 versions of one name, and arrows to all of them from each': [
    poetry,
    {
      'poetry.lock': many(5000, (i) => entry('a', `${i}`, '[package.dependencies]\na = ">=1,<9999"')) + meta('2.0'),
      'pyproject.toml': app('a = "*"\n'),
    },
  ],
  '40 versions of one name for as many Pythons, and 10,000 arrows to it': [
    poetry,
    {
      'poetry.lock':
        many(40, (i) => entry('a', `${i}`, `python-versions = ">=3.${i},!=3.${i + 50}.*"`)) +
        many(10_000, (i) => entry(`p${i}`, '1', `[package.dependencies]\na = ">=${i % 30}"`)) +
        meta('2.0'),
    },
  ],
  'a constraint of 100,000 alternatives': [
    poetry,
    { 'poetry.lock': entry('a', '1', `python-versions = "${'1 || '.repeat(100_000)}2"`) + meta('2.0') },
  ],
  'groups that include each other twice': [
    pdm,
    {
      'pdm.lock': entry('a', '1') + meta('4.4'),
      'pyproject.toml': `[dependency-groups]\n${many(40, (i) => `g${i} = [{include-group = "g${i + 1}"}, {include-group = "g${i + 1}"}]\n`)}g40 = ["a"]\n`,
    },
  ],
  'extras of the project that all include all': [
    pdm,
    {
      'pdm.lock': entry('a', '1') + meta('4.4'),
      'pyproject.toml': `[project]\nname = "app"\n[project.optional-dependencies]\n${many(600, (i) => `e${i} = ["app[${Array.from({ length: 600 }, (_, j) => `e${j}`).join(',')}]", "a"]\n`)}`,
    },
  ],
  '10,000 entries of one release, each for another extra': [
    pdm,
    {
      'pdm.lock':
        many(10_000, (i) =>
          entry('a', '1', `extras = ["x", "x${i}"]\ngroups = ["default"]\ndependencies = ["b${i}"]`),
        ) + meta('4.5'),
    },
  ],
  '20,000 entries on one line': [
    pipenv,
    {
      'Pipfile.lock': `{"default": {${Array.from({ length: 20_000 }, (_, i) => `"p${i}": {"version": "==1", "markers": "${fields(i)}"}`).join(',')}}}`,
    },
  ],
};

describe('a lock that costs as much as it can', () => {
  for (const [what, [format, files]] of Object.entries(HEAVY)) {
    it(`${what}: is read within seconds`, () => {
      let read = 0;
      const seconds = cpuTime(() => {
        read = readLock(format, files).components.length;
      });
      assert.ok(read > 0);
      assert.ok(seconds < 8000, `${Math.round(seconds)} ms`);
    });
  }
});
