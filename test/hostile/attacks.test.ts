import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { runAudit } from '../../src/compose/audit-run.ts';
import { runSync } from '../../src/compose/sync-run.ts';
import type { Report } from '../../src/contract/report.ts';
import { osv, ROOT } from '../rind.ts';
import { addFiles, permanentTree } from './folder.ts';
import { OUTSIDE } from './measured.ts';

const SOURCES = '[advisories]\nsources = ["records"]\n';
const RECORDS = { 'records/x.json': osv('PYSEC-1', 'bad', [{ introduced: '0' }, { fixed: '2' }]) };
const EVIL = 'https://evil.example/simple';
const CORP = 'https://corp.example/simple';

/** A repository that has its own records, in which `bad` below 2 is vulnerable. */
function repository(config: string, files: Readonly<Record<string, string>>): string {
  return permanentTree({ ...RECORDS, 'rind.toml': `${SOURCES}${config}`, ...files });
}

async function audited(cwd: string, paths: readonly string[] = [], policy: readonly string[] = []) {
  const machine = { cwd, home: cwd, platform: 'linux', variables: {}, now: () => Date.parse('2026-01-03T00:00:00Z') };
  const silent = { warn() {}, step() {}, progress() {} };
  const choice = { extras: [], groups: [], noDev: false };
  return runAudit(machine, silent, '0', { paths, policy, all: false, offline: true, choice });
}

async function reported(cwd: string, paths: readonly string[] = [], policy: readonly string[] = []): Promise<Report> {
  const ran = await audited(cwd, paths, policy);
  assert.ok(ran.ok, ran.ok ? '' : ran.error.message);
  return ran.value;
}

const codes = ({ problems }: Report) => problems.map(({ code }) => code);
const failed = ({ findings }: Report) =>
  findings.filter(({ waived, outcome }) => outcome === 'fail' && !waived).map(({ rule }) => rule);
const answers = ({ components }: Report) => Object.fromEntries(components.map(({ name, answer }) => [name, answer]));

describe('a repository that reaches outside', () => {
  for (const [what, key] of [
    ['a source of advisories', 'sources'],
    ['a VEX document', 'vex'],
  ] as const) {
    it(`${what} named like an address, with a folder \`https:\` beside it, is a path that leads outside`, async () => {
      const root = permanentTree({
        'repo/.git/x': '',
        'repo/https:/x': '',
        'repo/requirements.txt': 'a==1\n',
        'repo/rind.toml': `[advisories]\n${key} = ["https://../../outside/x.json"]\n`,
        'outside/x.json': `{"id": "${OUTSIDE}`,
      });
      const ran = await audited(path.join(root, 'repo'));
      assert.equal(ran.ok ? '' : ran.error.code, 'config-invalid');
    });
  }

  it('workflows that are a link outside are not listed', async () => {
    const beyond = permanentTree({ 'audit.yml': OUTSIDE });
    chmodSync(beyond, 0);
    const root = repository('', { 'requirements.txt': 'a==1\n', '.github/x': '' });
    symlinkSync(beyond, path.join(root, '.github/workflows'));
    assert.deepEqual(codes(await reported(root)), ['link-not-followed']);
    chmodSync(beyond, 0o700);
  });
});

describe('a repository that decides what is known of it', () => {
  const loosened = (report: Report) => (report.loosened ?? []).map(({ kind, origin }) => [kind, origin]);

  it('by records that it alone brings: it is said', async () => {
    const root = repository('', { 'requirements.txt': 'fine==1\n' });
    assert.deepEqual(loosened(await reported(root)), [['advisories', 'rind.toml']]);
  });

  it('by a data folder in it, a link to one, or one through a link: it is said', async () => {
    const root = repository('', { 'repo/.git/x': '', 'repo/requirements.txt': 'fine==1\n', 'repo/none': '' });
    const store = path.join(root, 'repo/.rind');
    const silent = { warn() {}, step() {}, progress() {} };
    const records = path.join(root, 'records');
    const repo = path.join(root, 'repo');
    const machine = { cwd: repo, home: root, platform: 'linux', variables: {}, now: () => Date.parse('2026-01-03') };
    const synced = await runSync(machine, silent, '0', {
      dataDir: store,
      from: records,
      offline: true,
      check: false,
      force: false,
    });
    assert.ok(synced.ok);
    symlinkSync(store, path.join(root, 'elsewhere'));
    mkdirSync(path.join(root, 'files'));
    symlinkSync(path.join(store, 'advisories.db'), path.join(root, 'files/advisories.db'));
    for (const dataDir of [store, path.join(root, 'elsewhere'), path.join(root, 'files')]) {
      const choice = { extras: [], groups: [], noDev: false };
      const ran = await runAudit(machine, silent, '0', { paths: [repo], all: false, offline: true, choice, dataDir });
      assert.ok(ran.ok);
      assert.deepEqual(loosened(ran.value), [['advisories', '.rind']], dataDir);
    }
  });

  it('by an index that it calls a mirror: it is said, unless the organisation says so too', async () => {
    const mirror = `[[indexes]]\nname = "corp"\nurl = "${CORP}"\nmirrors = "pypi"\n`;
    const root = repository(mirror, { 'requirements.txt': `--index-url ${CORP}\nfine==1\n`, 'org.toml': mirror });
    const records = ['advisories', 'rind.toml'];
    assert.deepEqual(loosened(await reported(root)), [records, ['index', 'rind.toml']]);
    assert.deepEqual(loosened(await reported(root, [], [path.join(root, 'org.toml')])), [records]);
    assert.deepEqual(answers(await reported(root)), { fine: 'not_affected' });
  });
});

describe('a repository that brings compiled code', () => {
  // The entry, with a bundle of one line beside it: what is kept between runs is V8's own affair.
  const home = permanentTree({ 'bin/rind.bundle.cjs': 'exports.used = ["x"];console.log("honest");' });
  const entry = path.join(home, 'bin/rind.js');
  copyFileSync(path.join(ROOT, 'src/cli/entry.cjs'), entry);
  copyFileSync(path.join(ROOT, 'src/cli/kept.cjs'), path.join(home, 'bin/kept.cjs'));
  const run = (cwd: string, cache: string) =>
    spawnSync(process.execPath, [entry], {
      cwd,
      encoding: 'utf8',
      timeout: 20_000,
      env: { XDG_CACHE_HOME: cache, HOME: '/nonexistent' },
    });
  /** A folder of no repository. */
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), 'rind-hostile-'));
    after(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };
  const kept = (cache: string) => (existsSync(cache) ? readdirSync(cache, { recursive: true }).length : 0);

  it('a cache of the machine is used', () => {
    const cache = folder();
    assert.equal(run(home, cache).stdout, 'honest\n');
    assert.ok(kept(cache) > 0);
  });

  it('a cache below a folder that makes none, as `/proc`, keeps nothing and ends', {
    skip: !existsSync('/proc/self'),
  }, () => {
    const { stdout, status } = run(home, '/proc/no-such/cache');
    assert.deepEqual([stdout, status], ['honest\n', 0]);
  });

  it('a kept file that others may read was not written by Rind, and is not taken', () => {
    const cache = folder();
    run(home, cache);
    const [name = ''] = readdirSync(path.join(cache, 'rind/code'));
    const file = path.join(cache, 'rind/code', name);
    chmodSync(file, 0o644);
    run(home, cache);
    // It was made anew, as only the owner may read it.
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('a cache below the current folder, of any repository, or behind a link to one is neither read nor written', () => {
    const plain = folder();
    mkdirSync(path.join(plain, '.cache'));
    const other = permanentTree({ '.cache/x': '' });
    const link = path.join(folder(), 'link');
    symlinkSync(path.join(other, '.cache'), link);
    for (const [cwd, cache] of [
      [plain, path.join(plain, '.cache')],
      [plain, path.join(plain, '.cache/made/later')],
      [plain, path.join(other, '.cache')],
      [plain, link],
    ] as const) {
      assert.equal(run(cwd, cache).stdout, 'honest\n');
      assert.ok(!existsSync(path.join(cache, 'rind')), cache);
    }
  });
});

describe('a repository that loosens the policy of the organisation', () => {
  const policies = permanentTree({
    'bind.toml': `[rules.index-confusion]\nlevel = "deny"\nbindings = ["acme-* @ ${CORP}"]\n`,
    'deny.toml': '[rules.known-vulnerability]\nlevel = "deny"\n',
  });
  const bind = [path.join(policies, 'bind.toml')];
  const deny = [path.join(policies, 'deny.toml')];

  it('by an index of its own for a name that the policy binds', async () => {
    const declared = `[[indexes]]\nname = "x"\nurl = "${EVIL}"\nnames = ["acme-*"]\n`;
    const bound = `[rules.index-confusion]\nbindings = ["acme-x @ ${EVIL}"]\n`;
    for (const config of [declared, bound]) {
      const root = repository(config, { 'requirements.txt': `--index-url ${EVIL}\nacme-x==1\n` });
      assert.deepEqual(failed(await reported(root, [], bind)), ['index-confusion']);
    }
  });

  it('by an address in place of the index that the policy binds a name to', async () => {
    for (const address of ['https://evil.example/acme_x-1-py3-none-any.whl', 'git+https://evil.example/acme-x@v1']) {
      const root = repository('', { 'requirements.txt': `acme-x @ ${address}\n` });
      assert.ok(failed(await reported(root, [], bind)).includes('index-confusion'));
    }
  });

  it('by a binding that claims to be of the policy', async () => {
    for (const group of ['', 'sha256:x']) {
      const config = `[rules.index-confusion]\nbindings = ["acme-x @ ${EVIL} ; ${group}"]\n`;
      const ran = await audited(repository(config, { 'requirements.txt': 'a==1\n' }));
      assert.equal(ran.ok ? '' : ran.error.code, 'config-invalid');
    }
  });

  it('one configuration may still bind a name to several indexes', async () => {
    const config = `[rules.index-confusion]\nbindings = ["acme-x @ ${EVIL}", "acme-x @ ${CORP}/"]\n`;
    const root = repository(config, { 'requirements.txt': `--index-url ${CORP}\nacme-x==1\n` });
    assert.deepEqual(failed(await reported(root)), []);
    assert.deepEqual(failed(await reported(root, [], bind)), []);
  });

  for (const parameter of ['severity = "critical"', 'fix-available = true', 'exposure = "internet"']) {
    it(`by \`${parameter}\` where the policy sets the level`, async () => {
      const config = `[rules.known-vulnerability]\n${parameter}\nunknown-severity = "none"\n[[targets]]\nname = "x"\npython = "3.12"\nplatform = "linux-x86_64"\nexposure = "build"\n`;
      const root = repository(config, { 'requirements.txt': 'bad==1\n' });
      assert.equal((await reported(root, [], deny)).exit, 1);
    });
  }

  it('by targets on which nothing is installed: exit 3, and what is left out is said', async () => {
    const config = '[[targets]]\nname = "x"\npython = "3.12"\nplatform = "linux-x86_64"\n';
    const root = repository(config, { 'requirements.txt': "bad==1 ; python_version < '3'\n" });
    const report = await reported(root, [], deny);
    assert.deepEqual([report.exit, codes(report)], [3, ['targets-install-nothing', 'target-release-open']]);
    writeFileSync(path.join(root, 'requirements.txt'), "bad==1 ; python_version < '3'\ngood==1\n");
    const partly = await reported(root, [], deny);
    assert.deepEqual([partly.exit, codes(partly)], [0, ['targets-leave-out', 'target-release-open']]);
  });

  it('by an ignore file of another tool that names a rule of ours', async () => {
    const files = {
      'requirements.txt': 'bad\n',
      'osv-scanner.toml': '[[IgnoredVulns]]\nid = "unpinned"\n',
      '.grype.yaml': 'ignore:\n  - vulnerability: unpinned\n',
    };
    const report = await reported(repository('[rules.unpinned]\nlevel = "deny"\n', files));
    assert.deepEqual([report.exit, failed(report)], [1, ['unpinned']]);
  });

  for (const more of ['?file_name=bad-1.tar.gz', '?repository_url=https://own.example', '#part']) {
    it(`by a VEX product that is more exact than a release (\`${more}\`)`, async () => {
      const statement = {
        vulnerability: { name: 'PYSEC-1' },
        products: [{ '@id': `pkg:pypi/bad@1${more}` }],
        status: 'not_affected',
      };
      const root = permanentTree({
        ...RECORDS,
        'rind.toml': `${SOURCES}vex = ["v.json"]\n`,
        'v.json': JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', statements: [statement] }),
        'requirements.txt': 'bad==1\n',
      });
      assert.deepEqual(failed(await reported(root)), ['known-vulnerability']);
    });
  }
});

describe('a repository that hides what it uses', () => {
  it('an index address that clients cut differently is like no declared one', async () => {
    const addresses = [
      'https://evil.example\\\\@corp.example/simple',
      `${CORP}?repository=evil`,
      'https://corp.example@evil.example/simple',
      'https://corp.example.evil.example/simple',
    ];
    const entries = addresses.map(
      (url, i) => `[[package]]\nname = "x${i}"\nversion = "1"\nsource = { registry = "${url}" }\n`,
    );
    const root = repository(`[[indexes]]\nname = "m"\nurl = "${CORP}"\nmirrors = "pypi"\n`, {
      'uv.lock': `version = 1\n[[package]]\nname = "p"\nversion = "0"\nsource = { virtual = "." }\n${entries.join('')}`,
    });
    const found = answers(await reported(root));
    assert.deepEqual(found, Object.fromEntries(addresses.map((_, i) => [`x${i}`, 'undetermined'])));
  });

  it('a lock does not speak for the neighbors that it calls members', async () => {
    const member = (name: string, folder: string) =>
      `[[package]]\nname = "${name}"\nversion = "0"\nsource = { editable = "${folder}" }\n`;
    const root = repository('', {
      'a/uv.lock': `version = 1\n[manifest]\nmembers = ["a", "b"]\n${member('a', '.')}${member('b', '../b')}[[package]]\nname = "good"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n`,
      'b/requirements.txt': 'bad==1\n',
    });
    assert.deepEqual(answers(await reported(root)), { bad: 'affected', good: 'not_affected' });
  });

  it('of two sources with one name Pipenv takes the first, and so does the answer', async () => {
    const sources = [EVIL, 'https://pypi.org/simple'].map((url) => ({ name: 'pypi', url, verify_ssl: true }));
    const root = repository('', {
      'Pipfile.lock': JSON.stringify({
        _meta: { 'pipfile-spec': 6, sources },
        default: { good: { index: 'pypi', version: '==1' }, plain: { version: '==1' } },
        develop: {},
      }),
    });
    assert.deepEqual(answers(await reported(root)), { good: 'undetermined', plain: 'undetermined' });
  });

  it('a folder called `venv` that is no environment is looked into', async () => {
    const root = repository('', { 'requirements.txt': 'good==1\n', 'venv/requirements.txt': 'bad==1\n' });
    assert.equal(answers(await reported(root))['bad'], 'affected');
    addFiles(root, { 'venv/pyvenv.cfg': '' });
    assert.deepEqual(answers(await reported(root)), { good: 'not_affected' });
  });

  it('a link into a folder that is passed over is said', async () => {
    const root = repository('', { 'requirements.txt': 'good==1\n', 'node_modules/app/requirements.txt': 'bad==1\n' });
    symlinkSync('node_modules/app', path.join(root, 'app'));
    const report = await reported(root);
    assert.deepEqual([report.exit, codes(report)], [3, ['link-not-followed']]);
  });

  it('configuration of pip that cannot be read, or leads outside, is said', async () => {
    const beyond = permanentTree({ 'pip.conf': `[global]\nextra-index-url = ${EVIL}\n` });
    const latin = repository('', { 'requirements.txt': 'a==1\n' });
    writeFileSync(path.join(latin, 'pip.conf'), Buffer.from([0x23, 0xe9, 0x0a]));
    const linked = repository('', { 'requirements.txt': 'a==1\n' });
    symlinkSync(path.join(beyond, 'pip.conf'), path.join(linked, 'pip.conf'));
    for (const root of [latin, linked]) assert.deepEqual(codes(await reported(root)), ['tool-file-unreadable']);
  });

  it('installers of every repository are looked at when several are audited together', async () => {
    const conf = `[global]\nindex-url = http://evil.example/simple\n`;
    const root = permanentTree({
      ...RECORDS,
      'rind.toml': SOURCES,
      'one/.git/x': '',
      'one/sub/requirements.txt': 'a==1\n',
      'one/sub/pip.conf': conf,
      'two/.git/x': '',
      'two/requirements.txt': 'b==1\n',
      'two/.trivyignore': 'PYSEC-1\n',
    });
    const report = await reported(root, [path.join(root, 'one'), path.join(root, 'two')]);
    const found = report.findings.filter(({ rule }) => rule === 'client-configuration');
    assert.deepEqual(
      found.map(({ at }) => at?.path),
      ['one/sub/pip.conf'],
    );
    assert.deepEqual(report.loosened ?? [], []);
  });
});
