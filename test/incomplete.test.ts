import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Report } from '../src/contract/report.ts';
import { audited, osv } from './rind.ts';
import { tree } from './tree.ts';

const FLAW = osv('PYSEC-2026-1', 'flawed', [{ introduced: '0' }, { fixed: '2.0' }]);
const LOCK = 'flawed==1.0\nfine==1.0\n';

function answers({ components }: Report): string[] {
  return components.map(({ name, answer, reasons }) => [name, answer, ...reasons].join(' '));
}

function folder(test: TestContext, sources: string, files: Readonly<Record<string, string>> = {}): string {
  const config = `[advisories]\nsources = ${sources}\n`;
  return tree(test, { 'osv/T-1.json': FLAW, 'rind.toml': config, 'requirements.txt': LOCK, ...files });
}

describe('an audit where a source of advisories cannot be read', () => {
  it('answers what the others say is affected, and nothing of the rest', (test) => {
    const { code, report } = audited(folder(test, '["osv", "gone"]'));
    assert.equal(code, 1);
    assert.deepEqual(answers(report), [
      'flawed affected advisories-incomplete',
      'fine undetermined advisories-incomplete',
    ]);
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['advisory-source-missing'],
    );
    const told = report.findings.find(
      ({ component, rule }) => component === 'fine==1.0' && rule === 'known-vulnerability',
    );
    assert.match(told?.message ?? '', /`fine` is named by no advisory at hand, but these are not whole/);
  });

  it('nor where a store beside them is damaged, or a newer Rind wrote it', (test) => {
    const root = folder(test, '["osv"]', { '.rind-data/advisories.db': 'no database' });
    const { report } = audited(root);
    assert.deepEqual(answers(report), [
      'flawed affected advisories-incomplete',
      'fine undetermined advisories-incomplete',
    ]);
  });

  it('nor where a source was not read to its end', (test) => {
    const root = folder(test, '["osv"]');
    writeFileSync(path.join(root, 'osv/large.json'), ' '.repeat(2_000_000));
    const { report } = audited(root, '--max-entry-size', '1MB');
    assert.deepEqual(answers(report), [
      'flawed affected advisories-incomplete',
      'fine undetermined advisories-incomplete',
    ]);
  });

  it('answers everything by a source where one record is damaged, or says nothing of whom it concerns', (test) => {
    for (const record of ['{"id": "PYSEC-2026-2", "affected": 7}', '{ no JSON']) {
      const { code, report } = audited(
        folder(test, '["osv"]', { 'osv/T-2.json': record, 'requirements.txt': 'fine==1\n' }),
      );
      assert.equal(code, 3);
      assert.deepEqual(answers(report), ['fine not_affected']);
      assert.deepEqual(
        report.problems.map(({ code }) => code),
        ['advisory-damaged'],
      );
    }
  });

  it('answers nothing by records that speak of no project of PyPI at all', (test) => {
    const git = { ranges: [{ type: 'GIT', repo: 'https://github.com/python/cpython', events: [{ introduced: '0' }] }] };
    const record = JSON.stringify({ id: 'PSF-1', modified: '2026-01-02T03:04:05Z', affected: [git] });
    const { report } = audited(folder(test, '["osv"]', { 'osv/T-1.json': record, 'requirements.txt': 'fine==1\n' }));
    assert.deepEqual(answers(report), ['fine undetermined advisories-incomplete']);
  });
});
