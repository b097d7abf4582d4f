import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audited, osv, ROOT, rind } from './rind.ts';
import { tree } from './tree.ts';

const CONFIG = '[advisories]\nsources = ["osv"]\n';
const FLAW = {
  'osv/T-1.json': osv('PYSEC-2026-1', 'Demo_Lib', [{ introduced: '0' }, { fixed: '2.0' }], { aliases: ['CVE-9'] }),
};

describe('rind audit', () => {
  it('answers examples/shop without network: what is affected, where, and the fix', () => {
    const { code, report } = audited(ROOT, 'examples/shop', '--now', '2024-10-15');
    assert.equal(code, 1);
    assert.equal(report.exit, 1);
    const django = report.components.find(({ name }) => name === 'django');
    assert.equal(django?.answer, 'affected');
    assert.deepEqual(django?.locations, [{ path: 'examples/shop/uv.lock', line: 154, column: 1 }]);
    assert.ok(report.findings.some(({ component, hint }) => component === 'django==4.2.4' && hint?.includes('4.2.16')));
    assert.ok(!report.components.some(({ name }) => name === 'shop'), 'the project itself is no component');
    const aiohttp = report.components.find(({ name }) => name === 'aiohttp');
    assert.deepEqual(aiohttp?.groups, ['extra:async']);
  });

  it('gives equal bytes for equal input, data and --now', () => {
    const run = () => rind(ROOT, 'audit', '--json', 'examples/shop', '--now', '2024-10-15').out;
    assert.equal(run(), run());
  });

  it('says that it has no advisory data, exits 3 and says what to run', (test) => {
    const root = tree(test, { 'requirements.txt': 'demo==1\n' });
    const { code, out } = rind(root, 'audit');
    assert.equal(code, 3);
    assert.match(out, /no advisory data/);
    assert.match(out, /rind sync --from PATH/);
    assert.match(out, /0 not affected, 1 undetermined/);
  });

  it('matches by normal name and PEP 440 order, and exits 0 when everything is determined and clear', (test) => {
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG, 'requirements.txt': 'demo.lib == 1.9\n' });
    const affected = audited(root);
    assert.equal(affected.code, 1);
    assert.equal(affected.report.components[0]?.name, 'demo-lib');
    assert.deepEqual(affected.report.findings[0]?.advisory?.aliases, ['CVE-9']);
    writeFileSync(path.join(root, 'requirements.txt'), 'demo.lib == 2.0\n');
    assert.equal(audited(root).code, 0);
  });

  it('leaves what is not pinned undetermined and exits 3', (test) => {
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG, 'requirements.txt': 'demo-lib>=1\n' });
    const { code, report } = audited(root);
    assert.equal(code, 3);
    assert.equal(report.components[0]?.answer, 'undetermined');
    assert.deepEqual(report.components[0]?.reasons, ['unpinned']);
  });

  it('turns 1 and 3 into 0 with --exit-zero, and leaves 2', (test) => {
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG, 'requirements.txt': 'demo-lib==1\n' });
    assert.equal(rind(root, 'audit', '--exit-zero').code, 0);
    writeFileSync(path.join(root, 'rind.toml'), 'advisoris = 1\n');
    const wrong = rind(root, 'audit', '--exit-zero');
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /there is no key `advisoris`/);
    assert.match(wrong.err, /rind\.toml:1:1/);
    assert.match(wrong.err, /did you mean `advisories`/);
  });

  it('refuses a key of the contract that it does not act on yet, instead of ignoring it', (test) => {
    const root = tree(test, { 'rind.toml': '[[server.oidc]]\n', 'requirements.txt': 'a==1\n' });
    const { code, err } = rind(root, 'audit');
    assert.equal(code, 2);
    assert.match(err, /`server\.oidc` is not supported by this version/);
  });

  it('never takes a rule that is off for a pass', (test) => {
    const off = '[rules.known-vulnerability]\nlevel = "off"\n';
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG + off, 'requirements.txt': 'demo-lib==1\n' });
    const { code, report } = audited(root);
    assert.equal(code, 3);
    assert.equal(report.components[0]?.answer, 'undetermined');
    assert.deepEqual(
      report.not_run.map(({ rule, reason }) => [rule, reason]),
      [
        ['known-vulnerability', 'the policy turns it off'],
        ['project-status', 'no index is consulted; `--index` asks PyPI'],
        ['release-cooldown', 'no index is consulted; `--index` asks PyPI'],
        ['requires-python', 'nothing says both which Python it is for and which it is used with'],
        ['yanked', 'no index is consulted; `--index` asks PyPI'],
      ],
    );
  });

  it('exits 1 for what is denied because nothing can be told about it', (test) => {
    const deny = '[rules.known-vulnerability]\nunknown = "deny"\n';
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG + deny, 'requirements.txt': 'demo-lib>=1\n' });
    const { code, report } = audited(root);
    assert.equal(code, 1);
    assert.equal(report.components[0]?.decision?.verdict, 'deny');
  });

  it('exits with the greater code when a file cannot be written', (test) => {
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG, 'requirements.txt': 'demo-lib==1\n', 'out/x': '' });
    assert.equal(rind(root, 'audit', '--output', 'json=out').code, 1);
    writeFileSync(path.join(root, 'requirements.txt'), 'demo-lib==2\n');
    assert.equal(rind(root, 'audit', '--output', 'json=out').code, 3);
  });

  it('takes a configuration that cannot be read for exit 2', (test) => {
    const root = tree(test, { ...FLAW, 'requirements.txt': 'demo-lib==1\n' });
    assert.equal(rind(root, 'audit', '--config', 'nowhere.toml').code, 2);
  });

  it('cannot tell by a record that names no version', (test) => {
    const affected = (ranges: unknown[]) => ({ affected: [{ package: { ecosystem: 'PyPI', name: 'demo' }, ranges }] });
    for (const ranges of [[], [{ type: 'GIT', repo: 'x', events: [{ introduced: '0' }, { fixed: 'abc' }] }]]) {
      const record = osv('PYSEC-2026-2', 'demo', [], affected(ranges));
      const root = tree(test, { 'osv/T.json': record, 'rind.toml': CONFIG, 'requirements.txt': 'demo==1\n' });
      const { code, report } = audited(root);
      assert.equal(code, 3);
      assert.equal(report.components[0]?.answer, 'undetermined');
    }
  });

  it('names every id of a flaw, those of records that do not call the release affected too', (test) => {
    const other = osv('GHSA-1', 'demo-lib', [{ introduced: '0' }, { fixed: '0.5' }], { aliases: ['CVE-9'] });
    const root = tree(test, {
      ...FLAW,
      'osv/T-2.json': other,
      'rind.toml': CONFIG,
      'requirements.txt': 'demo-lib==1\n',
    });
    const { report } = audited(root);
    assert.deepEqual(
      report.findings.map(({ advisory }) => [advisory?.id, advisory?.aliases, advisory?.fixed]),
      [['PYSEC-2026-1', ['CVE-9', 'GHSA-1'], ['2.0']]],
    );
  });

  it('lists a place once, in order, however often it is read', (test) => {
    const root = tree(test, {
      'requirements.txt': '-r requirements-base.txt\na==1\n',
      'requirements-base.txt': 'a==1\n',
    });
    const { report } = audited(root);
    assert.deepEqual(
      report.components[0]?.locations.map(({ path: file, line }) => `${file}:${line}`),
      ['requirements-base.txt:1', 'requirements.txt:2'],
    );
  });

  it('reads a lock of one script beside the requirements of the folder', (test) => {
    const root = tree(test, { 'tool.py.lock': 'version = 1\n', 'requirements.txt': 'b==1\n' });
    assert.deepEqual(
      audited(root).report.components.map(({ name }) => name),
      ['b'],
    );
  });

  it('cannot use a store that cannot be read, and says so', (test) => {
    const root = tree(test, {
      ...FLAW,
      'rind.toml': CONFIG,
      'requirements.txt': 'demo-lib==2\n',
      'data/advisories.db/x': '',
    });
    assert.equal(audited(root, '--data-dir', 'data').code, 3);
  });

  it('honors a waiver until it expires and reports it', (test) => {
    const waiver =
      '[[waivers]]\nids = ["CVE-9"]\ncomponent = "demo-lib<2"\nreason = "r"\nowner = "o"\nexpires = "2026-01-05"\n';
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG + waiver, 'requirements.txt': 'demo-lib==1\n' });
    const before = audited(root, '--now', '2026-01-04T23:59:59Z');
    assert.equal(before.code, 0);
    assert.equal(before.report.summary.waived, 1);
    assert.equal(before.report.components[0]?.decision?.valid_until, '2026-01-05T00:00:00Z');
    assert.equal(audited(root, '--now', '2026-01-05').code, 1);
  });

  it('shows a waiver with its reason, owner and end in every format, and not as a warning', (test) => {
    const waiver =
      '[[waivers]]\nids = ["CVE-9"]\ncomponent = "demo-lib<2"\nreason = "because"\nowner = "us"\nexpires = "2026-06-01"\n';
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG + waiver, 'requirements.txt': 'demo-lib==1\n' });
    for (const format of ['text', 'markdown', 'github', 'json']) {
      const { out } = rind(root, 'audit', '--format', format, '--now', '2026-01-10');
      for (const word of ['because', 'us', '2026']) assert.ok(out.includes(word), `${format}: ${word}`);
    }
    const { out } = rind(root, 'audit', '--now', '2026-01-10');
    assert.match(out, /^waived demo-lib 1$/m);
    assert.match(out, /1 waived/);
  });

  it('says which waivers have expired or cover nothing', (test) => {
    const waiver = (id: string, expires: string) =>
      `[[waivers]]\nids = ["${id}"]\ncomponent = "demo-lib"\nreason = "r"\nowner = "o"\nexpires = "${expires}"\n`;
    const root = tree(test, {
      ...FLAW,
      'rind.toml': CONFIG + waiver('CVE-9', '2026-01-01') + waiver('CVE-8', '2027-01-01'),
      'requirements.txt': 'demo-lib==2\n',
    });
    const { code, report } = audited(root, '--now', '2026-01-05');
    assert.deepEqual(
      report.problems.map((one) => one.code),
      ['waiver-expired', 'waiver-unused'],
    );
    assert.equal(code, 0, 'a warning does not move the exit code');
  });

  it('counts what the policy denies because it cannot be told', (test) => {
    const rule = '[rules.known-vulnerability]\nunknown = "deny"\n';
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG + rule, 'requirements.txt': 'demo-lib>=1\n' });
    const { code, report } = audited(root);
    assert.equal(code, 1);
    assert.equal(report.components[0]?.decision?.verdict, 'deny');
    assert.match(rind(root, 'audit').out, /^denied, undetermined demo-lib/m);
  });

  it('refuses paths whose configurations differ, for one decision is made by one policy', (test) => {
    const root = tree(test, {
      'a/rind.toml': '[rules.known-vulnerability]\nlevel = "warn"\n',
      'a/requirements.txt': 'x==1\n',
      'b/requirements.txt': 'x==1\n',
    });
    const { code, err } = rind(root, 'audit', 'a', 'b');
    assert.equal(code, 2);
    assert.match(err, /different configurations/);
  });

  it('never shows two files by one path', (test) => {
    const root = tree(test, {
      'a/.git/x': '',
      'a/requirements.txt': 'x==1\n',
      'b/.git/x': '',
      'b/requirements.txt': 'y==1\n',
    });
    const { report } = audited(root, 'a', 'b');
    assert.deepEqual(
      report.inputs.map(({ path: shown }) => shown),
      ['a/requirements.txt', 'b/requirements.txt'],
    );
  });

  it('reads everything else when one line is wrong, and says where', (test) => {
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG, 'requirements.txt': 'ok==1\n??\ndemo-lib==1\n' });
    const { report } = audited(root);
    assert.deepEqual(
      report.components.map(({ name }) => name),
      ['ok', 'demo-lib'],
    );
    assert.deepEqual(
      report.problems.map(({ code, at }) => [code, at?.line]),
      [['requirement-invalid', 2]],
    );
  });

  it('follows includes inside the repository and refuses those beyond it', (test) => {
    const root = tree(test, {
      'app/requirements.txt': '-r ../base.txt\n-r ../../outside.txt\n-c ../base.txt\n',
      'base.txt': 'a==1\n',
    });
    const { report } = audited(root, 'app');
    assert.deepEqual(
      report.components.map(({ name }) => name),
      ['a'],
    );
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['no-advisories', 'file-outside'],
    );
  });

  it('does not follow a link out of the repository', (test) => {
    const outside = tree(test, { 'secret.txt': 'secret==1\n' });
    const root = tree(test, {});
    symlinkSync(path.join(outside, 'secret.txt'), path.join(root, 'requirements.txt'));
    const { report, out } = audited(root);
    assert.ok(report.problems.some(({ code }) => code === 'file-outside'));
    assert.doesNotMatch(out, /secret==1/);
  });

  it('says which links to folders it did not follow', (test) => {
    const outside = tree(test, { 'requirements.txt': 'secret==1\n' });
    const root = tree(test, { ...FLAW, 'rind.toml': CONFIG, 'requirements.txt': 'demo-lib==2\n', 'lib/x.txt': '' });
    symlinkSync(path.join(root, 'lib'), path.join(root, 'inside'));
    assert.equal(audited(root).code, 0);
    symlinkSync(outside, path.join(root, 'linked'));
    const { code, report } = audited(root);
    assert.equal(code, 3);
    assert.deepEqual(
      report.problems.map((one) => [one.code, one.at?.path]),
      [['link-not-followed', 'linked']],
    );
  });

  it('never expands the environment', (test) => {
    const root = tree(test, { 'requirements.txt': 'a @ https://${HOME}/a-1.0.tar.gz\n' });
    const { report, out } = audited(root);
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['no-advisories'],
    );
    assert.ok(report.components[0]?.reasons.includes('environment-variable'));
    assert.ok(!out.includes(root));
  });

  it('prefers the lock to the requirements beside it, and reads both with --all', (test) => {
    const lock =
      'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n';
    const root = tree(test, { 'uv.lock': lock, 'requirements.txt': 'b==1\n' });
    assert.deepEqual(
      audited(root).report.components.map(({ name }) => name),
      ['a'],
    );
    assert.deepEqual(
      audited(root, '--all').report.components.map(({ name }) => name),
      ['b', 'a'],
    );
  });

  it('never falls back from an unreadable lock to the requirements beside it', (test) => {
    for (const lock of ['version = 1\n[[package', 'version = 99\n', '']) {
      const root = tree(test, { 'uv.lock': lock, 'requirements.txt': 'b==1\n' });
      const { code, report } = audited(root);
      assert.equal(code, 3, lock);
      assert.equal(report.components.length, 0, lock);
    }
  });

  it('makes text from outside harmless in every format', (test) => {
    const name = 'a\u001b[31m\n::error::x\u202e';
    const lock = `version = 1\n[[package]]\nname = ${JSON.stringify(name)}\nversion = "1"\n`;
    const root = tree(test, { 'uv.lock': lock });
    for (const format of ['text', 'json']) {
      const { out } = rind(root, 'audit', '--format', format, '--color', 'never');
      assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      assert.doesNotMatch(out, /^::/m);
    }
  });

  it('writes further formats to files', (test) => {
    const root = tree(test, { 'requirements.txt': 'a==1\n' });
    rind(root, 'audit', '--output', 'json=out/report.json');
    assert.equal(JSON.parse(readFileSync(path.join(root, 'out/report.json'), 'utf8')).schema, 'rind.report/1');
  });

  it('takes wrong usage for exit 2, with a suggestion', (test) => {
    const root = tree(test, {});
    assert.equal(rind(root, 'audit', '--format', 'jsn').code, 2);
    assert.match(rind(root, 'audit', '--format', 'jsn').err, /did you mean `json`/);
    assert.equal(rind(root, 'audit', '--nonsense').code, 2);
    assert.equal(rind(root, 'adit').code, 2);
    assert.equal(rind(root, 'audit', '--now', 'yesterday').code, 2);
  });
});
