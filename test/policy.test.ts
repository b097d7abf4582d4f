import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audited, osv, rind } from './rind.ts';
import { tree } from './tree.ts';

const CONFIG = '[advisories]\nsources = ["records"]\n';
const RECORD = osv('PYSEC-1', 'demo', [{ introduced: '0' }], { aliases: ['CVE-1'] });

function project(test: Parameters<typeof tree>[0], files: Readonly<Record<string, string>> = {}): string {
  return tree(test, {
    'rind.toml': CONFIG,
    'records/PYSEC-1.json': RECORD,
    'requirements.txt': 'demo==1.0\n',
    ...files,
  });
}

describe('rind waive', () => {
  it('writes a waiver that the next audit takes', (test) => {
    const root = project(test);
    assert.equal(audited(root).code, 1);
    const asked = ['CVE-1', 'demo<2', '--reason', 'r', '--owner', 'o', '--expires', '2999-01-01'];
    const ran = rind(root, 'waive', ...asked);
    assert.equal(ran.code, 0, ran.err);
    assert.ok(readFileSync(path.join(root, 'rind.toml'), 'utf8').startsWith(CONFIG));
    const { code, report } = audited(root);
    assert.equal(code, 0);
    assert.deepEqual(
      report.findings.map(({ waived }) => waived?.owner),
      ['o'],
    );
    assert.equal(report.loosened?.[0]?.key, 'waivers');
  });
});

describe('rind waive, where the configuration is a link', () => {
  const asked = ['CVE-1', 'demo<2', '--reason', 'r', '--owner', 'o', '--expires', '2999-01-01'];

  it('edits what it leads to inside the repository, and leaves the link', (test) => {
    const root = project(test, { '.git/x': '', 'config/shared.toml': CONFIG });
    const link = path.join(root, 'rind.toml');
    rmSync(link);
    symlinkSync('config/shared.toml', link);
    const ran = rind(root, 'waive', ...asked);
    assert.equal(ran.code, 0, ran.err);
    assert.equal(readlinkSync(link), 'config/shared.toml');
    assert.match(readFileSync(path.join(root, 'config/shared.toml'), 'utf8'), /^\[\[waivers\]\]$/m);
    assert.deepEqual(
      audited(root).report.findings.map(({ waived }) => waived?.owner),
      ['o'],
    );
  });

  for (const [what, to] of [
    ['one that leads out of the repository', '../outside.toml'],
    ['one that leads nowhere outside', '../new.toml'],
    ['one that leads nowhere inside', 'config/none.toml'],
  ] as const)
    it(`refuses ${what}, by whichever way it is named`, (test) => {
      const root = tree(test, { 'repo/.git/x': '', 'repo/requirements.txt': 'demo==1.0\n', 'outside.toml': CONFIG });
      const repo = path.join(root, 'repo');
      symlinkSync(to, path.join(repo, 'rind.toml'));
      for (const more of [[], ['--config', 'rind.toml']]) {
        const ran = rind(repo, 'waive', ...asked, ...more);
        assert.equal(ran.code, 2, ran.err);
        assert.match(ran.err, /`rind\.toml`/);
      }
      assert.equal(readFileSync(path.join(root, 'outside.toml'), 'utf8'), CONFIG);
      assert.equal(existsSync(path.join(root, 'new.toml')), false);
      assert.equal(readlinkSync(path.join(repo, 'rind.toml')), to);
    });
});

describe('a policy of the organisation', () => {
  it('ends the waivers of the repository where it sets the level', (test) => {
    const waiver =
      '[[waivers]]\nids = ["CVE-1"]\ncomponent = "demo"\nreason = "r"\nowner = "o"\nexpires = "2999-01-01"\n';
    const root = project(test, {
      'rind.toml': `${CONFIG}[rules.known-vulnerability]\nlevel = "warn"\n${waiver}`,
      'org.toml': '[rules.known-vulnerability]\nlevel = "deny"\n',
    });
    assert.equal(audited(root).code, 0);
    const { code, report } = audited(root, '--policy', 'org.toml');
    assert.equal(code, 1);
    assert.deepEqual(
      report.policy.sources.map(({ origin }) => path.basename(origin)),
      ['rind.toml', 'org.toml'],
    );
  });
});

describe('what other tools are told', () => {
  it('waives, with its file and line, and without an owner', (test) => {
    const root = project(test, { '.trivyignore': '# accepted\nCVE-1\n' });
    const { code, report } = audited(root);
    assert.equal(code, 0);
    const { waived } = report.findings.find(({ advisory }) => advisory !== undefined) ?? {};
    assert.deepEqual(waived, {
      reason: 'accepted',
      owner: '',
      expires: '',
      at: { path: '.trivyignore', line: 2, column: 1 },
      tool: 'trivy',
    });
  });

  it('moves nothing where it cannot be read', (test) => {
    const files = {
      '.grype.yaml': 'a: [\n',
      '.github/dependabot.yml': '\t- x',
      'uv.toml': '=',
      'records/PYSEC-1.json': RECORD,
    };
    const root = project(test, { ...files, 'requirements.txt': 'other==1.0\n' });
    const { code, report } = audited(root);
    assert.equal(code, 0);
    assert.deepEqual(
      report.problems
        .filter(({ code: word }) => word === 'tool-file-unreadable')
        .map(({ at }) => at?.path)
        .sort(),
      ['.github/dependabot.yml', '.grype.yaml', 'uv.toml'],
    );
  });

  it('is judged where it weakens an installation', (test) => {
    const root = project(test, { 'pip.conf': '[global]\nindex-url = http://user:secret@pypi.example.com/simple\n' });
    const { out, report } = audited(root);
    const finding = report.findings.find(({ rule }) => rule === 'client-configuration');
    assert.deepEqual(finding?.at, { path: 'pip.conf', line: 2, column: 13 });
    assert.doesNotMatch(out, /secret/);
  });

  it('waives as a VEX document that the configuration names', (test) => {
    const statement = { vulnerability: { name: 'CVE-1' }, products: ['pkg:pypi/demo@1.0'], status: 'not_affected' };
    const document = { '@context': 'https://openvex.dev/ns/v0.2.0', author: 'Acme', statements: [statement] };
    const root = project(test, {
      'rind.toml': `${CONFIG}vex = ["vex.json"]\n`,
      'vex.json': JSON.stringify(document),
    });
    const { code, report } = audited(root);
    assert.equal(code, 0);
    assert.equal(report.findings[0]?.waived?.tool, 'OpenVEX');
  });
});

describe('rind check and rind explain', () => {
  it('decide and explain a release that is named', (test) => {
    const root = project(test);
    const checked = rind(root, 'check', '--offline', '--json', '--now', '2026-01-03T00:00:00Z', 'demo==1.0');
    assert.equal(checked.code, 1, checked.err);
    const explained = rind(root, 'explain', 'demo==1.0');
    assert.match(explained.out, /^demo==1\.0: affected, denied\n/);
    assert.match(rind(root, 'explain', 'advisory:CVE-1').out, /^CVE-1, PYSEC-1\n/);
    assert.match(rind(root, 'explain', 'why:demo==1.0').out, /known-vulnerability \(deny\): PYSEC-1/);
    assert.equal(rind(root, 'explain', 'why:other').code, 2);
    assert.equal(rind(root, 'check', 'not a name').code, 2);
  });
});
