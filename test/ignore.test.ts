import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audited, osv, rind } from './rind.ts';
import { tree } from './tree.ts';

const FILES = {
  'osv/T-1.json': osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }], { aliases: ['CVE-2026-1'] }),
  'osv/T-2.json': osv('PYSEC-2026-2', 'demo', [{ introduced: '0' }]),
  'rind.toml': 'advisories.sources = ["osv"]\n',
  'requirements.txt': 'demo==1\n',
};

describe('--ignore', () => {
  it('keeps a flaw from counting, by any of its ids, and stands in the report', (test) => {
    const root = tree(test, FILES);
    assert.equal(audited(root, '--ignore', 'CVE-2026-1').code, 1);
    const { code, report } = audited(root, '--ignore', 'CVE-2026-1', '--ignore', 'PYSEC-2026-2');
    assert.equal(code, 0);
    assert.deepEqual(
      report.loosened?.map(({ kind, origin }) => [kind, origin]),
      [
        ['ignore-file', '--ignore'],
        ['ignore-file', '--ignore'],
        ['advisories', 'rind.toml'],
      ],
    );
    assert.equal(report.summary.waived, 2);
  });

  it('that covers nothing is said', (test) => {
    const { report } = audited(tree(test, FILES), '--ignore', 'CVE-1999-1');
    assert.ok(report.problems.some(({ code }) => code === 'waiver-unused'));
  });
});

describe('rind config show', () => {
  it('prints what holds, with the origin of each value', (test) => {
    const root = tree(test, { ...FILES, 'rind.toml': `${FILES['rind.toml']}[rules.unpinned]\nlevel = "warn"\n` });
    const shown = JSON.parse(rind(root, 'config', 'show', '--json').out) as {
      key: string;
      value: string;
      origin: string;
    }[];
    assert.deepEqual(
      shown.filter(({ key }) => key === 'rules.unpinned.level' || key === 'rules.known-vulnerability.level'),
      [
        { key: 'rules.known-vulnerability.level', value: '"deny"', origin: 'default' },
        { key: 'rules.unpinned.level', value: '"warn"', origin: 'rind.toml' },
      ],
    );
  });
});
