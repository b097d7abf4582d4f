/** `rind doctor` as a command: exit codes, the machine, a repository, and who answers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { MAIN } from '../rind.ts';

/** A server that answers what it is told by path. */
async function answering(context: TestContext, answers: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({ url = '' }, answer) => {
    const body = answers[url];
    answer.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const RIND = {
  '/healthz': '{"status":"ok"}',
  '/api/v1/openapi.json': '{"info":{"title":"Rind gateway","version":"9.9"}}',
};

async function doctor(
  home: string,
  ...args: readonly string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const child = spawn(process.execPath, [MAIN, 'doctor', ...args], { cwd: home, env });
  const [out, err] = [[] as string[], [] as string[]];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out: out.join(''), err: err.join('') };
}

function homeOf(context: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'rind-doctor-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

function write(home: string, name: string, text: string): void {
  mkdirSync(join(home, name, '..'), { recursive: true });
  writeFileSync(join(home, name), text);
}

test('a machine and a repository that go through the gateway are clean', async (context) => {
  const [home, server] = [homeOf(context), await answering(context, RIND)];
  write(home, '.config/pip/pip.conf', `[global]\nindex-url = ${server}/simple/\n`);
  write(home, '.config/uv/uv.toml', `[[index]]\nurl = "${server}/simple/"\ndefault = true\n`);
  write(home, 'work/pdm.toml', `[pypi]\nurl = "${server}/simple/"\n`);
  write(home, 'work/requirements.txt', 'demo==1.0\n');
  for (const where of [[], ['work']]) {
    const { code, out } = await doctor(home, ...where, '--server', server);
    assert.equal(code, 0, out);
    assert.match(out, /^ok: a Rind gateway 9\.9 answers at/);
    assert.match(out, /nothing that was looked at leads past the gateway/);
  }
});

test('what leads past it is found on the machine and in the repository, without passwords', async (context) => {
  const [home, server] = [homeOf(context), await answering(context, RIND)];
  write(
    home,
    '.config/pip/pip.conf',
    `[global]\nindex-url = ${server}/simple/\nextra-index-url = https://u:secret@a.org/simple\n`,
  );
  write(home, '.pypirc', '[old]\nrepository = https://u:secret@b.org/legacy/\n');
  write(
    home,
    'work/uv.lock',
    'version = 1\n[[package]]\nname = "demo"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n',
  );
  const { code, out, err } = await doctor(home, 'work', '--server', server, '--json');
  assert.equal(code, 1, err);
  assert.doesNotMatch(out, /secret/);
  const answer = JSON.parse(out) as {
    gateway: string;
    findings: { id: string; at?: { path: string; line: number } }[];
  };
  assert.deepEqual(
    [answer.gateway, answer.findings.map(({ id }) => id).sort()],
    ['rind', ['extra-index', 'lock-elsewhere', 'not-set-up', 'other-repository', 'warm-cache']],
  );
  const lock = answer.findings.find(({ id }) => id === 'lock-elsewhere');
  assert.deepEqual([lock?.at?.path, lock?.at?.line], ['uv.lock', 5]);
});

test('where no gateway answers, or something else does, that is not determined', async (context) => {
  const home = homeOf(context);
  write(home, '.config/pip/pip.conf', '[global]\nindex-url = http://127.0.0.1:1/simple/\n');
  write(home, '.config/uv/uv.toml', 'index-url = "http://127.0.0.1:1/simple/"\n');
  const silent = await doctor(home, '--server', 'http://127.0.0.1:1');
  assert.deepEqual([silent.code, /no gateway answers/.test(silent.err)], [3, true]);
  const other = await answering(context, { '/healthz': '{"status":"ok"}' });
  const found = await doctor(home, '--server', other);
  assert.match(found.err, /is no Rind gateway/);
  assert.equal((await doctor(home, '--server', 'http://127.0.0.1:1', '--offline')).code, 0);
  assert.equal((await doctor(home, '--server', 'ftp://x')).code, 2);
});
