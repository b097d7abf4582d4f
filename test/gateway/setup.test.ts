/** What `rind setup` writes really leads each client to the address: nothing else can be reached, and the upstream is asked. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CLIENT_PYTHON, clientHome } from '../../tools/clients/installed.ts';
import type { Ran } from '../clients/client.ts';
import { clientProgram, clientPython, makeEnvironment } from '../clients/environment.ts';
import { missingClient } from '../clients/missing.ts';
import { runClient } from '../clients/run-client.ts';
import { type Run, runProgram } from '../clients/run-program.ts';
import { MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';

const PROJECT = `[project]\nname = "site"\nversion = "1"\nrequires-python = ">=${CLIENT_PYTHON}"\ndependencies = ["demo"]\n`;

/** Sets a client up in a folder whose home is its own. */
function setUp(client: string, folder: string, server: string): void {
  const home = join(folder, '.home');
  mkdirSync(home, { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const ran = spawnSync(process.execPath, [MAIN, 'setup', client, '--write', '--server', server], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  assert.equal(ran.status, 0, ran.stderr);
}

const quiet = { UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1', UV_LINK_MODE: 'copy', PIP_CONFIG_FILE: '' };

const RUNS: Readonly<Record<string, (run: Run & { readonly folder: string }) => Promise<Ran>>> = {
  'pip-26.3': (run) => {
    const python = join(makeEnvironment(run.folder), 'bin/python');
    return runProgram(python, [join(clientHome('pip-26.3'), 'pip'), 'install', 'demo'], { ...run, env: quiet });
  },
  uv: (run) => {
    const python = join(makeEnvironment(run.folder), 'bin/python');
    const env = { ...quiet, UV_CACHE_DIR: join(run.folder, 'cache') };
    return runProgram(clientProgram('uv'), ['pip', 'install', '--python', python, 'demo'], { ...run, env });
  },
  poetry: (run) => {
    const own = { POETRY_CACHE_DIR: join(run.folder, 'cache'), POETRY_CONFIG_DIR: run.folder };
    const env = { ...own, POETRY_VIRTUALENVS_IN_PROJECT: 'true', POETRY_KEYRING_ENABLED: 'false' };
    return runClient('poetry', ['lock', '--no-interaction'], { ...run, env });
  },
  pdm: (run) => {
    const env = {
      VIRTUAL_ENV: makeEnvironment(run.folder),
      PDM_IGNORE_SAVED_PYTHON: '1',
      PDM_CACHE_DIR: join(run.folder, 'cache'),
      PDM_CHECK_UPDATE: '0',
    };
    return runClient('pdm', ['lock'], { ...run, env });
  },
  pipenv: (run) => {
    const environment = makeEnvironment(run.folder);
    const env = {
      PIPENV_VENV_IN_PROJECT: '1',
      PIPENV_IGNORE_VIRTUALENVS: '1',
      PIPENV_CACHE_DIR: join(run.folder, 'cache'),
      PIPENV_NOSPIN: '1',
      PIPENV_YES: '1',
      PATH: `${join(environment, 'bin')}:/usr/bin:/bin`,
    };
    return runClient('pipenv', ['lock'], { ...run, env });
  },
  twine: async (run) => {
    const wheel = makeWheel({ name: 'mine', version: '1.0' });
    const file = join(run.folder, wheel.filename);
    writeFileSync(file, wheel.content);
    const env = { TWINE_PASSWORD: 'x' };
    return await runClient('twine', ['upload', '-r', 'rind', '--non-interactive', file], { ...run, env });
  },
};

for (const [client, start] of Object.entries(RUNS))
  test(`${client} goes where its configuration was set to`, { skip: missingClient(client) }, async (context) => {
    const folder = folderOf(context);
    await using upstream = (await Upstream.start()).put(
      projectOf('demo', fileOf(makeWheel({ name: 'demo', version: '1.0' }))),
    );
    writeFileSync(join(folder, 'pyproject.toml'), PROJECT);
    if (client === 'pipenv')
      writeFileSync(
        join(folder, 'Pipfile'),
        `[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n\n[packages]\ndemo = "*"\n\n[requires]\npython_version = "${CLIENT_PYTHON}"\n`,
      );
    setUp(client.replace(/-.*/, ''), folder, upstream.indexUrl);
    const ran = await start({ folder });
    assert.ok(ran.ok, `${ran.output}\n${clientPython()}`);
    if (client === 'twine') assert.equal(upstream.uploads.length, 1);
    else assert.ok(upstream.asked.some(({ path }) => path.startsWith('/simple/demo/')));
  });

test('a file that only its owner may read stays so, and what it holds is not printed', (context) => {
  const folder = folderOf(context);
  const pypirc = join(folder, '.home/.pypirc');
  mkdirSync(join(folder, '.home'));
  writeFileSync(pypirc, '[pypi]\npassword = pypi-secret\n');
  chmodSync(pypirc, 0o600);
  setUp('twine', folder, 'https://pypi.example.com');
  assert.equal(statSync(pypirc).mode & 0o777, 0o600);
  assert.match(readFileSync(pypirc, 'utf8'), /pypi-secret[^]*\[rind\]/);
});

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'rind-setup-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
