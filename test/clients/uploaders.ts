import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, UploadOrder } from './client.ts';
import { runClient } from './run-client.ts';

/** twine: uploads files as they are. */
export const twine: Client = {
  name: 'twine',
  needs: ['twine'],
  abilities: new Set(),
  async upload(order) {
    const paths = writeFiles(order);
    const who = ['--username', order.user, '--password', order.password, '--non-interactive'];
    const trust = order.caFile === undefined ? [] : ['--cert', order.caFile];
    const where = ['--repository-url', order.uploadUrl, '--disable-progress-bar', '--config-file', '/dev/null'];
    return runClient('twine', ['upload', ...where, ...who, ...trust, ...paths], order);
  },
};

/** flit: builds the files that it uploads, so it takes the name and version of the order and none of its files. */
export const flit: Client = {
  name: 'flit',
  needs: ['flit'],
  abilities: new Set(),
  async upload(order) {
    const module = order.name.replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase();
    mkdirSync(order.folder, { recursive: true });
    const build = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n';
    const about = `[project]\nname = "${order.name}"\nversion = "${order.version}"\ndescription = "made for a test"\n`;
    writeFileSync(join(order.folder, 'pyproject.toml'), `${build}\n${about}\n[tool.flit.module]\nname = "${module}"\n`);
    writeFileSync(join(order.folder, `${module}.py`), 'DEMO = True\n');
    const nobody = join(order.folder, '.pypirc');
    writeFileSync(nobody, '');
    const env = { FLIT_INDEX_URL: order.uploadUrl, FLIT_USERNAME: order.user, FLIT_PASSWORD: order.password };
    return runClient('flit', ['publish', '--pypirc', nobody, '--no-use-vcs'], { ...order, env });
  },
};

/** hatch: uploads files as they are, from any folder; what it remembers lies in the order's own. */
export const hatch: Client = {
  name: 'hatch',
  needs: ['hatch'],
  abilities: new Set(),
  async upload(order) {
    const paths = writeFiles(order);
    const who = ['--user', order.user, '--auth', order.password, '--no-prompt'];
    const trust = order.caFile === undefined ? [] : ['--ca-cert', order.caFile];
    const env = {
      HATCH_CACHE_DIR: order.cache,
      HATCH_DATA_DIR: join(order.folder, '.hatch'),
      HATCH_CONFIG: join(order.folder, '.hatch.toml'),
    };
    writeFileSync(env.HATCH_CONFIG, '');
    return runClient('hatch', ['publish', '--repo', order.uploadUrl, ...who, ...trust, ...paths], { ...order, env });
  },
};

/** Writes the files of an order below its folder; their paths. */
function writeFiles(order: UploadOrder): string[] {
  const folder = join(order.folder, 'dist');
  mkdirSync(folder, { recursive: true });
  return Object.entries(order.files).map(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  });
}
