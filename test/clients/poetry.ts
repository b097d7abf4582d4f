import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Order, Outcome, Ran } from './client.ts';
import { makeEnvironment } from './environment.ts';
import { installedIn } from './installed.ts';
import { projectTable } from './project-file.ts';
import { runClient } from './run-client.ts';
import { inTurn, type Run } from './run-program.ts';

/** Poetry: a project with one source, which replaces PyPI. */
export const poetry: Client = {
  name: 'poetry',
  needs: ['poetry'],
  abilities: new Set(['only-binary', 'no-binary', 'yanked-by-pin']),
  install(order) {
    return project(order, ['lock'], ['install', '--no-root']);
  },
  async lock(order) {
    const outcome = await project(order, ['lock']);
    return outcome.ok ? { ...outcome, lock: readFileSync(join(order.folder, 'poetry.lock'), 'utf8') } : outcome;
  },
  sync(order) {
    writeFileSync(join(order.folder, 'poetry.lock'), order.lock ?? '');
    return project(order, ['install', '--no-root']);
  },
  async upload(order) {
    const folder = join(order.folder, 'dist');
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of Object.entries(order.files)) writeFileSync(join(folder, name), bytes);
    const table = `[project]\nname = "${order.name}"\nversion = "${order.version}"\n`;
    writeFileSync(join(order.folder, 'pyproject.toml'), table);
    const who = ['--repository', 'upstream', '--username', order.user, '--password', order.password];
    return runPoetry(['publish', ...who], order, { POETRY_REPOSITORIES_UPSTREAM_URL: order.uploadUrl });
  },
};

async function project(order: Order, ...commands: readonly (readonly string[])[]): Promise<Outcome> {
  const environment = makeEnvironment(order.folder);
  const source = `[[tool.poetry.source]]\nname = "upstream"\nurl = "${order.indexUrl}"\npriority = "primary"\n`;
  const text = `${projectTable(order)}\n[tool.poetry]\npackage-mode = false\n\n${source}`;
  writeFileSync(join(order.folder, 'pyproject.toml'), text);
  const env: Record<string, string> = {};
  if (order.onlyBinary) env['POETRY_INSTALLER_ONLY_BINARY'] = ':all:';
  if (order.noBinary !== undefined) env['POETRY_INSTALLER_NO_BINARY'] = order.noBinary.join(',');
  const ran = await inTurn(...commands.map((command) => () => runPoetry(command, order, env)));
  return { ...ran, installed: installedIn(environment) };
}

function runPoetry(
  args: readonly string[],
  run: Run & { readonly cache: string },
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const own = {
    POETRY_VIRTUALENVS_IN_PROJECT: 'true',
    POETRY_CACHE_DIR: run.cache,
    POETRY_CONFIG_DIR: join(run.folder, '.poetry/config'),
    POETRY_DATA_DIR: join(run.folder, '.poetry/data'),
    POETRY_KEYRING_ENABLED: 'false',
    ...(run.caFile === undefined ? {} : { POETRY_CERTIFICATES_UPSTREAM_CERT: run.caFile }),
    ...env,
  };
  return runClient('poetry', [...args, '--no-interaction', '--no-ansi'], { ...run, env: own });
}
