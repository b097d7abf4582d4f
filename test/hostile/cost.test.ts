import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { osv } from '../rind.ts';
import { permanentTree } from './folder.ts';
import { assertCivil, measured } from './measured.ts';

const SOURCE = 'source = { registry = "https://pypi.org/simple" }';
const project = (dependencies: string) =>
  `[[package]]\nname = "root"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [${dependencies}]\n`;
const entry = (name: string, dependencies: string) =>
  `[[package]]\nname = "${name}"\nversion = "1"\n${SOURCE}\ndependencies = [${dependencies}]\n`;
const lock = (...entries: string[]) => `version = 1\n${entries.join('')}`;
const count = (most: number, make: (i: number) => string) => Array.from({ length: most }, (_, i) => make(i));
const arrow = (i: number, marker = '') => `{ name = "p${i}"${marker === '' ? '' : `, marker = "${marker}"`} }`;
const clauses = (i: number, most: number) =>
  count(most, (j) => `python_full_version < '3.${(i * 7 + j) % 40}.${j}' and sys_platform != 'os${(i + j) % 50}'`).join(
    ' or ',
  );

/** What takes long where it is not bounded. Each is audited whole, in seconds and 400 MB. */
const HEAVY: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'a lock of 2,000 entries, long distinct markers and arrows in circles': () => ({
    'uv.lock': lock(
      project(count(20, (i) => arrow(i)).join(', ')),
      ...count(2000, (i) =>
        entry(`p${i}`, [1, 7, 31, 977].map((step) => arrow((i + step) % 2000, clauses(i + step, 6))).join(', ')),
      ),
    ),
  }),
  'markers of ten fields each, in circles': () => ({
    'uv.lock': lock(
      project(arrow(0)),
      ...count(300, (i) => {
        const fields = [
          'os_name',
          'sys_platform',
          'platform_machine',
          'platform_system',
          'implementation_name',
          'platform_release',
        ];
        const marker = (j: number) =>
          fields
            .map((field, k) => `${field} ${(i + j + k) % 2 === 0 ? '==' : '!='} 'v${(i * j + k) % 9}'`)
            .join(j % 2 ? ' and ' : ' or ');
        return entry(`p${i}`, [1, 2, 3, 5, 8, 13].map((j) => arrow((i + j) % 300, marker(j))).join(', '));
      }),
    ),
  }),
  'markers of 10,000 clauses': () => ({
    'uv.lock': lock(
      project(arrow(0)),
      ...count(40, (i) => entry(`p${i}`, arrow((i + 1) % 40, Array(10_000).fill(`os_name == 'x${i}'`).join(' or ')))),
    ),
  }),
  'a chain of 8,000 entries, a marker on each arrow, and a flaw in each': () => ({
    'rind.toml': '[advisories]\nsources = ["osv.json"]\n',
    'osv.json': `[${count(8000, (i) => osv(`T-${i}`, `p${i}`, [{ introduced: '0' }])).join(',')}]`,
    'uv.lock': lock(
      project(arrow(0)),
      ...count(8000, (i) => entry(`p${i}`, arrow(i + 1, `python_version >= '3.${i % 30}'`))),
    ),
  }),
  'everything depends on everything, and everything has a flaw': () => ({
    'rind.toml': '[advisories]\nsources = ["osv.json"]\n',
    'osv.json': `[${count(500, (i) => osv(`T-${i}`, `p${i}`, [{ introduced: '0' }])).join(',')}]`,
    'uv.lock': lock(
      project(count(500, (i) => arrow(i)).join(', ')),
      ...count(500, (i) => entry(`p${i}`, count(500, (j) => arrow(j)).join(', '))),
    ),
  }),
  '1,500 extras that each bring 1,500 entries in': () => ({
    'uv.lock': lock(
      `${project('')}[package.optional-dependencies]\n${count(1500, (i) => `e${i} = [{ name = "p0" }]\n`).join('')}`,
      ...count(1500, (i) => entry(`p${i}`, arrow(i + 1))),
    ),
  }),
  'everything on one line of megabytes, with a character of two units': () => ({
    'uv.lock': `version = 1\npackage = [{ name = "😀" }, ${count(15_000, (i) => `{ name = "p${i}", version = "1", ${SOURCE} }`).join(', ')}]\n`,
  }),
  'an advisory of 100,000 events, each a fix, against 500 versions': () => ({
    'rind.toml': '[advisories]\nsources = ["osv.json"]\n',
    'osv.json': osv(
      'T-1',
      'demo',
      count(50_000, String).flatMap((i) => [{ introduced: `${i}.0` }, { fixed: `${i}.5` }]) as never,
    ),
    'requirements.txt': count(500, (i) => `demo==${i}.1`).join('\n'),
  }),
  'a record with a summary, aliases and details of megabytes against 500 versions': () => ({
    'rind.toml': '[advisories]\nsources = ["osv.json"]\n',
    'osv.json': osv('T-1', 'demo', [{ introduced: '0' }], {
      summary: 'x '.repeat(2_000_000),
      details: ' '.repeat(4_000_000),
      aliases: count(2000, (i) => `CVE-${i}`),
    }),
    'requirements.txt': count(500, (i) => `demo==${i}`).join('\n'),
  }),
  '5,000 waivers and as many findings': () => ({
    'rind.toml': `[advisories]\nsources = ["osv.json"]\n${count(5000, (i) => `[[waivers]]\nids = ["X-${i}"]\ncomponent = "p${i}"\nreason = "r"\nowner = "o"\nexpires = "2999-01-01"\n`).join('')}`,
    'osv.json': `[${count(5000, (i) => osv(`T-${i}`, `p${i}`, [{ introduced: '0' }])).join(',')}]`,
    'requirements.txt': count(5000, (i) => `p${i}==1`).join('\n'),
  }),
  '20,000 lines without a pin': () => ({ 'requirements.txt': count(20_000, (i) => `p${i}`).join('\n') }),
  'a million tables in a lock': () => ({ 'uv.lock': `version = 1\n${'[[package]]\n'.repeat(1_000_000)}` }),
  'a lock of 64 MB that is one list': () => ({ 'uv.lock': `version = 1\nx = [${'0,'.repeat(30_000_000)}]\n` }),
};

/** Files of one folder of records; `RIND_HOSTILE_RECORDS=50000` is the dearer run. */
const RECORDS = Number(process.env['RIND_HOSTILE_RECORDS'] ?? 8000);

describe('what takes long where it is not bounded', () => {
  for (const [what, files] of Object.entries(HEAVY)) {
    it(`${what}: ends within seconds and 400 MB`, () => {
      const ran = measured(permanentTree(files()), ['audit', '--now', '2026-06-01']);
      assertCivil(ran, what);
      assert.notEqual(ran.code, 0);
    });
  }

  it(`${RECORDS} records, a tenth of one project against a thousand of its versions, end in time`, () => {
    const versions = Array.from({ length: 1000 }, (_, i) => `demo==${i}`).join('\n');
    const other = permanentTree({ 'rind.toml': '[advisories]\nsources = ["osv"]\n', 'requirements.txt': versions });
    mkdirSync(path.join(other, 'osv'));
    for (let i = 0; i < RECORDS; i++)
      writeFileSync(
        path.join(other, `osv/${i}.json`),
        osv(`T-${i}`, i % 10 === 0 ? 'demo' : `p${i}`, [{ introduced: `${i}` }]),
      );
    const ran = measured(other, ['audit', '--json']);
    assertCivil(ran);
    assert.equal(ran.code, 1);
  });
});
