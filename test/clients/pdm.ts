import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Order, Outcome, Ran } from './client.ts';
import { makeEnvironment } from './environment.ts';
import { installedIn } from './installed.ts';
import { projectTable } from './project-file.ts';
import { runClient } from './run-client.ts';
import { inTurn, type Run } from './run-program.ts';

/** PDM: a project whose source replaces PyPI. */
export const pdm: Client = {
  name: 'pdm',
  needs: ['pdm'],
  abilities: new Set(['only-binary', 'no-binary', 'yanked-by-pin']),
  install(order) {
    return project(order, ['lock'], ['sync', '--no-self']);
  },
  async lock(order) {
    const outcome = await project(order, ['lock']);
    return outcome.ok ? { ...outcome, lock: readFileSync(join(order.folder, 'pdm.lock'), 'utf8') } : outcome;
  },
  sync(order) {
    writeFileSync(join(order.folder, 'pdm.lock'), order.lock ?? '');
    return project(order, ['sync', '--no-self']);
  },
  async upload(order) {
    const folder = join(order.folder, 'dist');
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of Object.entries(order.files)) writeFileSync(join(folder, name), bytes);
    writeFileSync(
      join(order.folder, 'pyproject.toml'),
      `[project]\nname = "${order.name}"\nversion = "${order.version}"\nrequires-python = ">=3.11"\n`,
    );
    const where = ['--repository', order.uploadUrl, '--username', order.user, '--password', order.password];
    const trust = order.caFile === undefined ? [] : ['--ca-certs', order.caFile];
    // It wants an environment although it builds nothing, and takes seconds to make one itself.
    const env = { VIRTUAL_ENV: makeEnvironment(order.folder), PDM_IGNORE_SAVED_PYTHON: '1' };
    return runPdm(['publish', '--no-build', ...where, ...trust], order, env);
  },
};

async function project(order: Order, ...commands: readonly (readonly string[])[]): Promise<Outcome> {
  const environment = makeEnvironment(order.folder);
  const source = `[[tool.pdm.source]]\nname = "pypi"\nurl = "${order.indexUrl}"\nverify_ssl = true\n`;
  const text = `${projectTable(order)}\n[tool.pdm]\ndistribution = false\n\n${source}`;
  writeFileSync(join(order.folder, 'pyproject.toml'), text);
  const env: Record<string, string> = { VIRTUAL_ENV: environment, PDM_IGNORE_SAVED_PYTHON: '1' };
  if (order.onlyBinary) env['PDM_ONLY_BINARY'] = ':all:';
  if (order.noBinary !== undefined) env['PDM_NO_BINARY'] = order.noBinary.join(',');
  const ran = await inTurn(...commands.map((command) => () => runPdm([...command, '--no-isolation'], order, env)));
  return { ...ran, installed: installedIn(environment) };
}

function runPdm(
  args: readonly string[],
  run: Run & { readonly cache: string },
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const own = {
    PDM_CACHE_DIR: run.cache,
    PDM_CONFIG_FILE: join(run.folder, '.pdm-config.toml'),
    PDM_LOG_DIR: join(run.folder, '.pdm-log'),
    PDM_STATE_DIR: join(run.folder, '.pdm-state'),
    PDM_CHECK_UPDATE: '0',
    PDM_USE_VENV: '1',
    ...(run.caFile === undefined ? {} : { PDM_PYPI_CA_CERTS: run.caFile }),
    ...env,
  };
  return runClient('pdm', args, { ...run, env: own });
}
