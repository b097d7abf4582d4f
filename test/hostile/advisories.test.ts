import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { osv } from '../rind.ts';
import { permanentTree } from './folder.ts';
import { assertCivil, auditReport, measured, OUTSIDE } from './measured.ts';

describe('a hostile source of records', () => {
  const CONFIG = '[advisories]\nsources = ["osv"]\n';
  const GOOD = osv('T-1', 'demo', [{ introduced: '0' }]);
  const beyond = permanentTree({ 'x.json': osv('T-9', 'demo', [{ introduced: '0' }], { summary: OUTSIDE }) });
  const deep = (open: string, close: string) => `{"id":"T-3","x":${open.repeat(100_000)}${close.repeat(100_000)}}`;
  const root = permanentTree({
    'rind.toml': CONFIG,
    'requirements.txt': 'demo==1\n',
    'osv/T-1.json': GOOD,
    'osv/deep.json': deep('[', ']'),
    'osv/twice.json': '{"id":"T-4","affected":[],"affected":[]}',
    'osv/cut.json': '{"id":',
    'osv/empty.json': '',
    'osv/nul.json': '{"id":"a\0"}',
    'osv/wide.json': Buffer.from(`\ufeff${GOOD}`, 'utf16le'),
    'osv/latin.json': Buffer.from([0x22, 0xe9, 0x22]),
    'osv/large.json': `"${'x'.repeat(17 * 1024 * 1024)}"`,
    'osv/values.json': `[${'{},'.repeat(2_000_000)}{}]`,
    'osv/folder.json/x': '',
  });
  symlinkSync(path.join(beyond, 'x.json'), path.join(root, 'osv/outside.json'));
  symlinkSync('/dev/zero', path.join(root, 'osv/zero.json'));
  symlinkSync('loop.json', path.join(root, 'osv/loop.json'));
  symlinkSync(beyond, path.join(root, 'osv/linked'));

  it('each bad document is a problem, and the good record counts', () => {
    const report = auditReport(root, ['--now', '2026-01-03T00:00:00Z']);
    assert.deepEqual(report.problems.map(({ code }) => code).sort(), [
      ...Array(8).fill('advisory-damaged'),
      ...Array(2).fill('file-outside'),
      'file-too-large',
      'file-unreadable',
      ...Array(2).fill('link-not-followed'),
    ]);
    assert.deepEqual(
      report.findings.map(({ rule, outcome, advisory }) => [rule, outcome, advisory?.id]),
      [
        ['known-malware', 'unknown', undefined],
        ['known-vulnerability', 'fail', 'T-1'],
      ],
    );
  });

  it('what `rind sync` could not read is not forgotten: sync ends with 3, and so does every later audit', () => {
    const ran = measured(root, ['sync', '--from', 'osv', '--source', 'kept', '--force']);
    assertCivil(ran);
    assert.equal(ran.code, 3);
    const project = permanentTree({ 'requirements.txt': 'other==1\n' });
    const report = auditReport(project, ['--data-dir', path.join(root, '.rind-data')]);
    assert.equal(report.exit, 3);
    assert.ok(report.problems.some(({ code }) => code === 'advisory-damaged'));
  });

  for (const from of ['/dev/zero', '/dev/null', 'missing', 'requirements.txt', '.git', 'rind.toml']) {
    it(`\`rind sync --from ${from}\` is refused`, () => {
      const ran = measured(root, ['sync', '--from', from]);
      assertCivil(ran, from);
      assert.equal(ran.code, 3);
    });
  }
});
