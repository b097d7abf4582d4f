/** The log, backups and who downloaded what, of the real process. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MAIN } from '../rind.ts';
import { type Distribution, makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { makeUploadToken } from './by-hand.ts';
import { Gateway, missingGateway } from './gateway.ts';

const root = mkdtempSync(path.join(tmpdir(), 'rind-proof-'));
after(() => rmSync(root, { recursive: true, force: true }));

const CONFIG = '[rules.release-cooldown]\nlevel = "off"\n';
const WHEEL = makeWheel({ name: 'demo', version: '1.0' });

function rind(...args: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const env = { PATH: process.env['PATH'] ?? '', HOME: root };
  const ran = spawnSync(process.execPath, [MAIN, ...args], { cwd: root, encoding: 'utf8', timeout: 60_000, env });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

async function fileUrl(origin: string, name: string, filename: string): Promise<string> {
  const page = await fetch(`${origin}/simple/${name}/`, { headers: { Accept: 'application/vnd.pypi.simple.v1+json' } });
  const body = await page.text();
  const url = new RegExp(`"url":\\s*"([^"]*${filename}[^"]*)"`).exec(body)?.[1];
  assert.ok(url !== undefined, body);
  return new URL(url, page.url).href;
}

async function upload(gateway: Gateway, token: string, { filename, content }: Distribution): Promise<number> {
  const form = new FormData();
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    name: 'own',
    version: /-(\d\.\d)-/.exec(filename)?.[1] ?? '',
  };
  for (const [name, value] of Object.entries({
    ...fields,
    filetype: 'bdist_wheel',
    pyversion: 'py3',
    metadata_version: '2.1',
  }))
    form.append(name, value);
  form.append('content', new Blob([new Uint8Array(content)]), filename);
  const authorization = `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}`;
  return (await fetch(gateway.uploadUrl, { method: 'POST', body: form, headers: { authorization } })).status;
}

describe('a gateway that proves what it did', { skip: missingGateway() ?? false }, () => {
  let upstream: Upstream;
  let gateway: Gateway;
  const folder = path.join(root, 'one');
  const data = path.join(folder, 'data');
  const kept = path.join(root, 'backup');

  before(async () => {
    upstream = await Upstream.start();
    upstream.put(projectOf('demo', fileOf(WHEEL)));
    gateway = await Gateway.start({ folder, upstreams: [{ name: 'up', url: upstream.indexUrl }], config: CONFIG });
    const got = await fetch(await fileUrl(gateway.origin, 'demo', WHEEL.filename), {
      headers: { 'user-agent': 'pip/26.3' },
    });
    assert.equal(got.status, 200);
    await got.arrayBuffer();
  });
  after(async () => {
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
  });

  it('is verified while it runs, and shows who had a file', async () => {
    const verified = rind('log', 'verify', '--data', data);
    assert.equal(verified.code, 0, verified.out);
    assert.match(verified.out, /unsigned-tail[\s\S]*the log is whole/);
    const shown = rind('log', 'show', '--data', data, '--event', 'serve', '--project', 'demo', '--json');
    assert.equal(JSON.parse(shown.out.trim()).filename, WHEEL.filename);
    // What is counted lags behind the log by half a second.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const spec of ['demo', 'demo==1.0'])
      assert.match(
        rind('downloads', spec, '--data', data).out,
        /demo-1\.0-py3-none-any\.whl +anonymous +127\.0\.0\.1 .*pip\/26\.3/,
      );
  });

  it('names the rules that could not tell anything of a file; what goes out undetermined is counted by rule', async () => {
    const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
    const shown = rind('log', 'show', '--data', data, '--event', 'serve', '--project', 'demo', '--json');
    const { undetermined } = JSON.parse(shown.out.trim());
    assert.deepEqual(undetermined, ['known-malware', 'known-vulnerability']);
    for (const rule of undetermined)
      assert.match(metrics, new RegExp(`^rind_undetermined_total\\{rule="${rule}"\\} 1$`, 'm'));
    assert.match(await (await fetch(`${gateway.origin}/`)).text(), /nobody can tell/);
  });

  it('is backed up while it runs; uploads that only the log knows stay taken after a restore', async () => {
    const token = await makeUploadToken(data);
    const [first, second] = [makeWheel({ name: 'own', version: '1.0' }), makeWheel({ name: 'own', version: '2.0' })];
    assert.equal(await upload(gateway, token, first), 200);
    const made = rind('backup', kept, '--data', data, '--with-key', '--rehash');
    assert.equal(made.code, 0, made.err);
    // A backup never overwrites anything.
    assert.equal(rind('backup', kept, '--data', data).code, 2);
    assert.equal(await upload(gateway, token, second), 200);
    // As if the log had been copied a moment after the database: it knows of an upload that the database lacks.
    const late = path.join(root, 'late');
    assert.equal(rind('backup', late, '--data', data, '--with-key').code, 0);
    writeFileSync(path.join(late, 'gateway.db'), readFileSync(path.join(kept, 'gateway.db')));
    const tampered = rind('restore', late, '--data', path.join(root, 'refused'));
    assert.match(tampered.err, /`gateway\.db` is not what was backed up/);
    assert.equal(tampered.code, 1);
    const list = JSON.parse(readFileSync(path.join(late, 'backup.json'), 'utf8'));
    const old = JSON.parse(readFileSync(path.join(kept, 'backup.json'), 'utf8'));
    const isDatabase = (file: { path: string }) => file.path === 'gateway.db';
    list.files = [...list.files.filter((file: { path: string }) => !isDatabase(file)), old.files.find(isDatabase)];
    writeFileSync(path.join(late, 'backup.json'), JSON.stringify(list));
    const again = path.join(root, 'two');
    const restored = rind('restore', late, '--data', path.join(again, 'data'));
    assert.equal(restored.code, 0, restored.err);
    assert.match(restored.err, /1 uploads are in the log alone: their names stay taken \(own-2\.0/);
    await using other = await Gateway.start({
      folder: again,
      upstreams: [{ name: 'up', url: upstream.indexUrl }],
      config: CONFIG,
    });
    assert.match(other.log, /restored on .* from the state of/);
    assert.match(await (await fetch(`${other.origin}/readyz`)).text(), /restored on/);
    assert.equal(
      await upload(other, token, makeWheel({ name: 'own', version: '2.0', files: { 'own.py': 'other = 1\n' } })),
      400,
    );
    assert.equal((await fetch(await fileUrl(other.origin, 'own', first.filename))).status, 200);
    const verified = rind('log', 'verify', '--data', other.data);
    assert.equal(verified.code, 0, verified.out);
    assert.match(rind('log', 'show', '--data', other.data, '--event', 'restored').out, /restored asOf="20/);
    assert.equal(rind('restore', late, '--data', path.join(again, 'data')).code, 2);
  });

  it('kill -9 during a backup leaves no backup, and harms neither the gateway nor the next one', async () => {
    for (const delay of [150, 400, 700]) {
      const to = path.join(root, `killed-${delay}`);
      const child = spawn(process.execPath, [MAIN, 'backup', to, '--data', data], {
        stdio: 'ignore',
        env: { PATH: process.env['PATH'], HOME: root },
      });
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await new Promise((resolve) =>
        child.exitCode === null && child.signalCode === null ? child.on('exit', resolve) : resolve(0),
      );
      if (!existsSync(to)) assert.equal(rind('restore', `${to}.part`, '--data', `${to}-restored`).code, 1);
    }
    const to = path.join(root, 'after-kill');
    assert.equal(rind('backup', to, '--data', data).code, 0);
    assert.equal(rind('restore', to, '--data', path.join(root, 'three')).code, 0);
    // Without its key: another one signs, and says so.
    const verified = rind('log', 'verify', '--data', path.join(root, 'three'));
    assert.equal(verified.code, 0, verified.out);
    assert.match(verified.out, /key-lost/);
  });

  it('is not started on a log that somebody changed', async () => {
    const changed = path.join(root, 'changed');
    assert.equal(rind('restore', kept, '--data', path.join(changed, 'data')).code, 0);
    const chain = path.join(changed, 'data', 'log', '01');
    const [segment = ''] = readdirSync(chain).filter((name) => /^\d/.test(name));
    const text = readFileSync(path.join(chain, segment), 'utf8');
    writeFileSync(path.join(chain, segment), text.replace('"serve"', '"swerv"'));
    const verified = rind('log', 'verify', '--data', path.join(changed, 'data'));
    assert.equal(verified.code, 1);
    assert.match(verified.out, /broken: 01\/0{15}1\.log:\d+ entry \d+: edited/);
    await assert.rejects(
      Gateway.start({ folder: changed, upstreams: [{ name: 'up', url: upstream.indexUrl }] }),
      /the log of this gateway cannot be continued/,
    );
    appendFileSync(path.join(chain, segment), 'x');
  });
});

/** A gateway whose files may grow no more, once it is told so: as on a full disk. */
describe('a gateway whose log cannot be written to', { skip: missingGateway() ?? noLimits() }, () => {
  it('serves nothing and says so: 503, and not ready', async () => {
    await using upstream = await Upstream.start();
    upstream.put(projectOf('demo', fileOf(WHEEL)));
    const folder = path.join(root, 'full');
    {
      // Writes the configuration, and fetches the file once.
      await using warm = await Gateway.start({
        folder,
        upstreams: [{ name: 'up', url: upstream.indexUrl }],
        config: CONFIG,
      });
      await (await fetch(await fileUrl(warm.origin, 'demo', WHEEL.filename))).arrayBuffer();
    }
    const command = `trap '' XFSZ; exec "$0" "$@"`;
    const args = [
      MAIN,
      'serve',
      '--listen',
      '127.0.0.1:0',
      '--data',
      path.join(folder, 'data'),
      '--config',
      path.join(folder, 'rind.toml'),
    ];
    const child = spawn('bash', ['-c', command, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    try {
      const origin = await listening(child);
      const url = await fileUrl(origin, 'demo', WHEEL.filename);
      assert.equal((await fetch(url)).status, 200);
      const chain = path.join(folder, 'data', 'log', '01');
      const [segment = ''] = readdirSync(chain).filter((name) => /^\d/.test(name));
      const limited = spawnSync('prlimit', [
        '--pid',
        String(child.pid),
        `--fsize=${statSync(path.join(chain, segment)).size}`,
      ]);
      assert.equal(limited.status, 0);
      const refused = await fetch(url);
      assert.equal(refused.status, 503);
      assert.doesNotMatch(await refused.text(), /METADATA/);
      assert.equal((await fetch(`${origin}/readyz`)).status, 503);
    } finally {
      child.kill('SIGKILL');
    }
    // What was acknowledged is there, and nothing half.
    assert.equal(rind('log', 'verify', '--data', path.join(folder, 'data')).code, 0);
  });
});

function noLimits(): string | false {
  return process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0
    ? false
    : 'there is no `prlimit`';
}

async function listening(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const url = /"url":\s*"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return new URL(url).origin;
  }
  throw new Error('it does not listen');
}
