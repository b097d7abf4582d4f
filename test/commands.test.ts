import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audited, osv, rind } from './rind.ts';
import { tree } from './tree.ts';

const FLAW = {
  'osv/T-1.json': osv('PYSEC-2026-1', 'Demo_Lib', [{ introduced: '0' }, { fixed: '2.0' }], { aliases: ['CVE-9'] }),
};

describe('the configuration', () => {
  it('is refused with what would be right', (test) => {
    const waiver = '[[waivers]]\nids = ["A"]\ncomponent = "a"\nreason = "r"\nowner = "o"\n';
    for (const [text, expected] of [
      [
        '[rules.known-vulnerability]\nlevel = "warning"\n',
        /`rules\.known-vulnerability\.level` must be one of `off`, `warn`, `hold`, `deny`/,
      ],
      [waiver, /`waivers\.0\.expires` is missing, or is no string/],
      [`${waiver.replace('"A"', '')}expires = "2026-01-01"\n`, /`waivers\.0\.ids` must not be empty/],
    ] as const) {
      const root = tree(test, { 'rind.toml': text, 'requirements.txt': 'a==1\n' });
      const { code, err } = rind(root, 'audit');
      assert.equal(code, 2);
      assert.match(err, expected);
    }
  });
});

describe('habits', () => {
  it('two formats for stdout are refused, one that is said twice is not', (test) => {
    const root = tree(test, { 'requirements.txt': 'a==1\n' });
    const ran = rind(root, 'audit', '--json', '--format', 'sarif');
    assert.equal(ran.code, 2);
    assert.equal(ran.out, '');
    assert.match(ran.err, /`--json` and `--format` name two formats/);
    assert.equal(rind(root, 'audit', '--json', '--format', 'json').err.includes('two formats'), false);
  });

  it('`--version` and `help` work', (test) => {
    const root = tree(test, {});
    assert.match(rind(root, '--version').out, /^rind \d/);
    assert.match(rind(root, 'help').out, /USAGE/);
  });
});

describe('rind sync', () => {
  it('loads a folder of records, which audit then uses', (test) => {
    const root = tree(test, { ...FLAW, 'project/requirements.txt': 'demo-lib==1\n' });
    const synced = rind(root, 'sync', '--from', 'osv');
    assert.equal(synced.code, 0);
    assert.match(synced.out, /^osv: 1 records/);
    const { code, report } = audited(root, 'project');
    assert.equal(code, 1);
    assert.equal(report.advisories[0]?.source, 'osv');
    assert.equal(report.advisories[0]?.newest, '2026-01-02T03:04:05Z');
  });

  it('refuses a source that says nothing about PyPI: everything would look unaffected', (test) => {
    const root = tree(test, {
      'osv/T.json': '{"id":"T","modified":"2026-01-01T00:00:00Z","affected":[]}',
      'requirements.txt': 'a==1\n',
    });
    const synced = rind(root, 'sync', '--from', 'osv');
    assert.equal(synced.code, 3);
    assert.match(synced.err, /no record about a PyPI project/);
    assert.equal(audited(root).code, 3);
  });

  it('keeps going past a damaged record and says so', (test) => {
    const root = tree(test, { ...FLAW, 'osv/T-2.json': '{"id":', 'osv/T-3.json': '{"id": 7}' });
    assert.match(rind(root, 'sync', '--from', 'osv').err, /2 of 3 records are damaged, which is more than 1 %/);
    const { code, out, err } = rind(root, 'sync', '--from', 'osv', '--force');
    assert.equal(code, 3);
    assert.match(out, /1 records/);
    assert.match(err, /T-2\.json/);
  });
});

describe('what was kept of a source that cannot be read whole', () => {
  it('is never taken for all of it', (test) => {
    const deep = `osv/${'d/'.repeat(70)}T.json`;
    const root = tree(test, { ...FLAW, [deep]: '{}', 'project/requirements.txt': 'demo-lib==2\n' });
    assert.equal(rind(root, 'sync', '--from', 'osv', '--force').code, 3);
    assert.equal(audited(root, 'project').code, 3);
  });
});

describe('rind explain', () => {
  it('prints the page of a rule and of a problem', (test) => {
    const root = tree(test, {});
    mkdirSync(path.join(root, 'x'));
    assert.match(rind(root, 'explain', 'rule:known-vulnerability').out, /no known vulnerability/);
    assert.match(rind(root, 'explain', 'problem:no-advisories').out, /next: Load records/);
    assert.match(rind(root, 'explain', 'no-advisories').out, /next: Load records/);
    assert.match(rind(root, 'explain', 'problem:no-advisorie').err, /did you mean/);
  });
});
