import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Order, Ran, UploadOrder } from './client.ts';
import { clientProgram, clientPython, makeEnvironment } from './environment.ts';
import { installedIn } from './installed.ts';
import { projectTable } from './project-file.ts';
import { type Run, runProgram } from './run-program.ts';

const VARIABLES = {
  UV_NO_CONFIG: '1',
  UV_PYTHON_DOWNLOADS: 'never',
  UV_LINK_MODE: 'copy',
  UV_NO_PROGRESS: '1',
  UV_KEYRING_PROVIDER: 'disabled',
} as const;

/** uv: `uv pip install`, and a project with `uv lock` and `uv sync --frozen`. */
export const uv: Client = {
  name: 'uv',
  needs: ['uv'],
  abilities: new Set(['hashes', 'only-binary', 'no-binary', 'yanked-by-pin']),
  async install(order) {
    const environment = makeEnvironment(order.folder);
    const file = join(order.folder, 'requirements.txt');
    writeFileSync(file, `${order.requirements.map((requirement) => withHashes(order, requirement)).join('\n')}\n`);
    const choice = order.hashes === undefined ? [] : ['--require-hashes'];
    const where = ['--python', join(environment, 'bin/python'), '--index-url', order.indexUrl];
    const ran = await runUv(['pip', 'install', ...where, ...choice, ...uvPipOptions(order), '-r', file], order);
    return { ...ran, installed: installedIn(environment) };
  },
  async lock(order) {
    writeProject(order);
    const ran = await runUv(
      ['lock', '--python', clientPython(), '--default-index', order.indexUrl, ...uvOptions(order)],
      order,
    );
    return { ...ran, installed: [], ...(ran.ok ? { lock: readFileSync(join(order.folder, 'uv.lock'), 'utf8') } : {}) };
  },
  async sync(order) {
    writeProject(order);
    const environment = makeEnvironment(order.folder);
    writeFileSync(join(order.folder, 'uv.lock'), order.lock ?? '');
    // It looks in its cache for files of the indexes that it is told of, whatever the lock says.
    const where = ['--default-index', order.indexUrl];
    const ran = await runUv(['sync', '--frozen', '--no-install-project', ...where, ...uvOptions(order)], order);
    return { ...ran, installed: installedIn(environment) };
  },
  async upload(order: UploadOrder) {
    const folder = join(order.folder, 'dist');
    mkdirSync(folder, { recursive: true });
    const paths = Object.entries(order.files).map(([name, bytes]) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const who = ['--username', order.user, '--password', order.password, '--trusted-publishing', 'never'];
    return runUv(['publish', '--publish-url', order.uploadUrl, ...who, ...paths], order);
  },
};

/** Runs uv with a cache and nothing of the host's configuration. */
function runUv(args: readonly string[], run: Run & { readonly cache: string }): Promise<Ran> {
  return runProgram(clientProgram('uv'), args, { ...run, env: { ...VARIABLES, UV_CACHE_DIR: run.cache, ...run.env } });
}

function uvOptions(order: Order): string[] {
  const builds = (order.noBinary ?? []).flatMap((name) => ['--no-binary-package', name]);
  if (order.onlyBinary) builds.push('--no-build');
  return builds;
}

function withHashes(order: Order, requirement: string): string {
  return [requirement, ...(order.hashes?.[requirement] ?? []).map((digest) => `--hash=${digest}`)].join(' ');
}

/** The index is named on the command line: with `UV_NO_CONFIG` uv reads none from the project either. */
function writeProject(order: Order): void {
  writeFileSync(join(order.folder, 'pyproject.toml'), projectTable(order));
}

/** `uv pip` writes them as pip does. */
function uvPipOptions(order: Order): string[] {
  const builds = (order.noBinary ?? []).flatMap((name) => ['--no-binary', name]);
  if (order.onlyBinary) builds.push('--only-binary', ':all:');
  return builds;
}
