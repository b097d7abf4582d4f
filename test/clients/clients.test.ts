import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { CLIENTS, clientNamed } from './clients.ts';
import { describeInstalled, installedIn } from './installed.ts';
import { missingClient } from './missing.ts';
import { pipfilePackages, projectTable } from './project-file.ts';
import { inTurn, runProgram } from './run-program.ts';

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'rind-clients-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const script = (code: string) => ['-e', code];

test('a program runs without the environment and the home of this machine', async (context) => {
  const folder = folderOf(context);
  process.env['PIP_INDEX_URL'] = 'http://elsewhere.invalid/';
  context.after(() => {
    delete process.env['PIP_INDEX_URL'];
  });
  const ran = await runProgram(process.execPath, script('console.log(JSON.stringify(process.env))'), { folder });
  assert.equal(ran.ok, true);
  assert.doesNotMatch(ran.output, /elsewhere/);
  assert.ok(ran.output.includes(`"HOME":"${folder}`));
  assert.match(ran.output, /"PIP_CONFIG_FILE":"\/dev\/null"/);
});

test('a program reaches the loopback interface, and through the proxies that it is given nothing else', async (context) => {
  const folder = folderOf(context);
  const server = createServer((_, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const code = `import urllib.request, sys; print(urllib.request.urlopen(sys.argv[1], timeout=5).read())`;
  const near = await runProgram('python3', ['-c', code, `http://127.0.0.1:${port}/`], { folder });
  assert.match(near.output, /here/);
  const far = await runProgram('python3', ['-c', code, 'http://192.0.2.1/'], { folder });
  assert.equal(far.ok, false);
  assert.match(far.output, /refused/);
});

test('a program that goes on too long is stopped, one that is missing fails, and no later one runs', async (context) => {
  const folder = folderOf(context);
  const late = await runProgram(process.execPath, script('setInterval(() => 0, 1000)'), { folder, timeout: 300 });
  assert.deepEqual([late.ok, late.exit], [false, null]);
  assert.equal((await runProgram('/nowhere/at-all', [], { folder })).ok, false);
  const mark = join(folder, 'ran');
  const turn = await inTurn(
    () => runProgram(process.execPath, script('console.log("one"); process.exit(3)'), { folder }),
    () => runProgram(process.execPath, script(`require("fs").writeFileSync(${JSON.stringify(mark)}, "")`), { folder }),
  );
  assert.deepEqual([turn.ok, turn.exit, existsSync(mark)], [false, 3, false]);
  assert.match(turn.output, /one/);
});

test('requirements become those of a project and of a Pipfile', () => {
  const requirements = ['A.b[x,y]>=1,<2 ; sys_platform == "linux"', 'c'];
  assert.match(
    projectTable({ requirements }),
    /dependencies = \["A\.b\[x,y\]>=1,<2 ; sys_platform == \\"linux\\"", "c"\]/,
  );
  const lines = pipfilePackages({ requirements }).split('\n');
  assert.match(
    lines[1] ?? '',
    /^"A\.b" = \{version = "[^"]*1[^"]*", extras = \["x", "y"\], markers = "sys_platform == \\"linux\\""\}$/,
  );
  assert.equal(lines[2], '"c" = {version = "*"}');
  assert.throws(() => pipfilePackages({ requirements: ['=='] }), /cannot be read/);
});

test('an unknown client is an error that names the known ones', () => {
  assert.throws(() => clientNamed('conda'), /there is no client `conda`: pip-26\.3/);
  assert.equal(new Set(CLIENTS.map(({ name }) => name)).size, CLIENTS.length);
  assert.match(missingClient('not-a-client') ?? '', /`not-a-client` not installed/);
});

test('what is installed is compared by content, wherever it is', { skip: missingClient('uv') }, async (context) => {
  const folder = folderOf(context);
  await using upstream = await Upstream.start();
  const scripts = { hello: 'demo:main' };
  upstream.put(projectOf('demo', fileOf(makeWheel({ name: 'demo', version: '1.0', scripts }))));
  const install = async (name: string) => {
    const own = join(folder, name);
    const order = { folder: own, cache: join(folder, 'cache'), indexUrl: upstream.indexUrl, requirements: ['demo'] };
    const outcome = await clientNamed('uv').install?.(order);
    assert.ok(outcome?.ok, outcome?.output);
    return describeInstalled(outcome.installed);
  };
  const one = await install('one');
  assert.deepEqual(await install('other'), one);
  const files = Object.keys(one['demo 1.0'] ?? {});
  assert.deepEqual(files, [
    '../../../bin/hello',
    'demo-1.0.dist-info/METADATA',
    'demo-1.0.dist-info/WHEEL',
    'demo-1.0.dist-info/entry_points.txt',
    'demo/__init__.py',
  ]);
  const environment = join(folder, 'one/.venv');
  writeFileSync(join(environment, 'lib/python3.11/site-packages/demo/__init__.py'), 'changed');
  assert.notDeepEqual(describeInstalled(installedIn(environment)), one);
  rmSync(join(environment, 'bin/hello'));
  assert.equal(describeInstalled(installedIn(environment))['demo 1.0']?.['../../../bin/hello'], 'missing');
});
