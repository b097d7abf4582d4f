import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audited, osv, rind } from './rind.ts';
import { tree } from './tree.ts';

const CONFIG = '[advisories]\nsources = ["osv"]\n';
const TWO_FLAWS = {
  'osv/1.json': osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }, { fixed: '2' }]),
  'osv/2.json': osv('PYSEC-2026-2', 'demo', [{ introduced: '2' }, { fixed: '3' }]),
};

describe('a report', () => {
  it('says of each source how old it is, of each component its package URL, and tells findings apart', (test) => {
    const root = tree(test, { ...TWO_FLAWS, 'rind.toml': CONFIG, 'requirements.txt': 'demo==1\ndemo==2\nx>=1\n' });
    const { report } = audited(root, '--now', '2026-01-02T03:05:05Z');
    assert.deepEqual(
      report.advisories.map(({ records, newest, age_s }) => [records, newest, age_s]),
      [[2, '2026-01-02T03:04:05Z', 60]],
    );
    assert.deepEqual(
      report.components.map(({ purl }) => purl),
      ['pkg:pypi/demo@1', 'pkg:pypi/demo@2', 'pkg:pypi/x'],
    );
    assert.equal(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size, 3);
    const again = audited(root, '--now', '2027-01-01').report;
    // What time alone brings, that the data is old by then, is a finding more.
    assert.deepEqual(
      again.findings.filter(({ component }) => component !== null).map(({ fingerprint }) => fingerprint),
      report.findings.map(({ fingerprint }) => fingerprint),
    );
  });

  it('names the lowest fix that no other record calls affected', (test) => {
    const root = tree(test, { ...TWO_FLAWS, 'rind.toml': CONFIG, 'requirements.txt': 'demo==1\n' });
    const overlapping = osv('PYSEC-2026-3', 'demo', [{ introduced: '1' }, { fixed: '3' }]);
    assert.equal(audited(root).report.findings[0]?.hint, 'no release that fixes all of it is known');
    const more = tree(test, {
      ...TWO_FLAWS,
      'osv/3.json': overlapping,
      'rind.toml': CONFIG,
      'requirements.txt': 'demo==1\n',
    });
    assert.equal(
      audited(more).report.findings[0]?.hint,
      'upgrade `demo` to 3, the lowest version without a known flaw',
    );
  });

  it('in a workflow makes an error of what counts, and a warning of what is waived', (test) => {
    const waiver =
      '[[waivers]]\nids = ["PYSEC-2026-1"]\ncomponent = "demo"\nreason = "r"\nowner = "o"\nexpires = 2999-01-01\n';
    const files = { ...TWO_FLAWS, 'requirements.txt': 'demo==1\n' };
    const counts = rind(tree(test, { ...files, 'rind.toml': CONFIG }), 'audit', '--format', 'github');
    assert.match(counts.out, /^::error file=requirements\.txt,line=1,/);
    const waived = rind(tree(test, { ...files, 'rind.toml': CONFIG + waiver }), 'audit', '--format', 'github');
    assert.match(waived.out, /^::warning file=requirements\.txt,line=1,/);
    assert.equal(waived.code, 0);
  });
});

describe('the configuration that holds', () => {
  const OFF = '[tool.rind.rules.known-vulnerability]\nlevel = "warn"\n';

  it('is the nearest above, and a rind.toml replaces the table of a pyproject.toml whole', (test) => {
    const files = { ...TWO_FLAWS, 'app/requirements.txt': 'demo==1\n', 'pyproject.toml': OFF };
    const root = tree(test, { ...files, 'rind.toml': CONFIG });
    const { code, report } = audited(root, 'app');
    assert.equal(code, 1);
    assert.equal(report.findings[0]?.level, 'deny');
    assert.deepEqual(
      report.policy.sources.map(({ origin }) => origin),
      ['rind.toml'],
    );
  });
});

describe('rind inventory', () => {
  it('exits 3 when something cannot be read, and 0 otherwise', (test) => {
    const root = tree(test, { 'requirements.txt': 'a==1\n', 'b/requirements.txt': '??\n' });
    assert.equal(rind(root, 'inventory').code, 3);
    assert.equal(rind(root, 'inventory', 'requirements.txt').code, 0);
  });

  it('passes over what others installed', (test) => {
    const root = tree(test, {
      'requirements.txt': 'a==1\n',
      '.venv/pyvenv.cfg': 'home = /usr/bin\n',
      '.venv/x/requirements.txt': '??\n',
    });
    assert.equal(rind(root, 'inventory').out, 'a  1    requirements.txt:1\n1 component in 1 file\n');
  });
});

describe('a baseline', () => {
  const files = { ...TWO_FLAWS, 'rind.toml': CONFIG, 'requirements.txt': 'demo==1\n' };

  it('makes what an earlier report has known, and what is new counts', (test) => {
    const root = tree(test, { ...files, 'later.txt': 'demo==2\n' });
    const before = rind(root, 'audit', 'requirements.txt', '--now', '2026-01-10', '--output', 'json=base.json');
    assert.equal(before.code, 1);
    const known = audited(root, 'requirements.txt', '--now', '2026-01-11', '--baseline', 'base.json');
    assert.equal(known.code, 0);
    assert.ok(known.report.findings.length > 0 && known.report.findings.every((finding) => finding.known));
    assert.equal(known.report.loosened?.at(-1)?.kind, 'baseline');
    const { code, out } = rind(
      root,
      'audit',
      'later.txt',
      'requirements.txt',
      '--now',
      '2026-01-11',
      '--baseline',
      'base.json',
    );
    assert.equal(code, 1);
    assert.match(out, /^denied demo 2$/m);
    assert.match(out, /^known demo 1$/m);
  });

  it('that is damaged or something else is wrong usage', (test) => {
    const root = tree(test, {
      ...files,
      'base.json': '{"schema": "rind.report/1"',
      'sbom.json': '{"bomFormat": "CycloneDX"}',
    });
    for (const name of ['base.json', 'sbom.json']) {
      const { code, err } = rind(root, 'audit', '--baseline', name);
      assert.equal(code, 2, err);
      assert.ok(err.includes(`${name}\` is no report to compare with`), err);
    }
  });
});

describe('every format of the contract', () => {
  it('is written on request, and leaves the exit code as it is', (test) => {
    const root = tree(test, { ...TWO_FLAWS, 'rind.toml': CONFIG, 'requirements.txt': 'demo==1\n' });
    const formats = ['text', 'json', 'sarif', 'markdown', 'github', 'gitlab', 'junit', 'cyclonedx', 'openvex'];
    const outputs = formats.flatMap((format) => ['--output', `${format}=out/${format}`]);
    const ran = rind(root, 'audit', '--now', '2026-01-10', ...outputs);
    assert.equal(ran.code, 1, ran.err);
    for (const format of formats) {
      const written = readFileSync(path.join(root, 'out', format), 'utf8');
      assert.match(written, /PYSEC-2026-1/, format);
      assert.equal(rind(root, 'audit', '--now', '2026-01-10', '--format', format).out, written, format);
    }
  });
});
