import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_PYTHON } from '../../tools/clients/installed.ts';
import type { Client, Order, Outcome, Ran } from './client.ts';
import { makeEnvironment } from './environment.ts';
import { installedIn } from './installed.ts';
import { pipfilePackages } from './project-file.ts';
import { runClient } from './run-client.ts';
import { inTurn } from './run-program.ts';

/** Pipenv: a Pipfile with one source. */
export const pipenv: Client = {
  name: 'pipenv',
  needs: ['pipenv'],
  abilities: new Set(['only-binary', 'no-binary', 'yanked-by-pin']),
  install(order) {
    return project(order, ['lock'], ['sync']);
  },
  async lock(order) {
    const outcome = await project(order, ['lock']);
    return outcome.ok ? { ...outcome, lock: readFileSync(join(order.folder, 'Pipfile.lock'), 'utf8') } : outcome;
  },
  sync(order) {
    writeFileSync(join(order.folder, 'Pipfile.lock'), order.lock ?? '');
    return project(order, ['sync']);
  },
};

async function project(order: Order, ...commands: readonly (readonly string[])[]): Promise<Outcome> {
  const environment = makeEnvironment(order.folder);
  // As everybody writes it: it adds the slash itself, and would ask for `//NAME/`.
  const url = order.indexUrl.replace(/\/$/, '');
  const source = `[[source]]\nname = "pypi"\nurl = "${url}"\nverify_ssl = true\n`;
  const python = `[requires]\npython_version = "${CLIENT_PYTHON}"\n`;
  writeFileSync(join(order.folder, 'Pipfile'), `${source}\n${pipfilePackages(order)}\n${python}`);
  const ran = await inTurn(...commands.map((command) => () => runPipenv(command, order, environment)));
  return { ...ran, installed: installedIn(environment) };
}

function runPipenv(args: readonly string[], order: Order, environment: string): Promise<Ran> {
  const env: Record<string, string> = {
    PIPENV_VENV_IN_PROJECT: '1',
    PIPENV_IGNORE_VIRTUALENVS: '1',
    PIPENV_CACHE_DIR: order.cache,
    PIP_CACHE_DIR: order.cache,
    PIPENV_NOSPIN: '1',
    PIPENV_YES: '1',
    PIPENV_DONT_LOAD_ENV: '1',
    PIPENV_PIPFILE: join(order.folder, 'Pipfile'),
    // It finds the environment by its `bin` on PATH, and no other Python.
    PATH: `${join(environment, 'bin')}:/usr/bin:/bin`,
  };
  if (order.caFile !== undefined) env['PIP_CERT'] = order.caFile;
  if (order.onlyBinary) env['PIP_ONLY_BINARY'] = ':all:';
  if (order.noBinary !== undefined) env['PIP_NO_BINARY'] = order.noBinary.join(',');
  return runClient('pipenv', args, { ...order, env });
}
