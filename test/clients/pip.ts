import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientHome } from '../../tools/clients/installed.ts';
import type { Ability, Client, Order, Outcome, Ran } from './client.ts';
import { makeEnvironment } from './environment.ts';
import { installedIn } from './installed.ts';
import { runProgram } from './run-program.ts';

/** One release of pip. */
export interface PipRelease {
  /** As the set-up calls it. */
  readonly name: 'pip-20.3' | 'pip-23.2' | 'pip-26.3';
  /** Whether it has `pip lock`, and takes what that wrote. */
  readonly locks: boolean;
}

const ABILITIES: readonly Ability[] = ['hashes', 'only-binary', 'no-binary', 'yanked-by-pin'];

/** pip, run by the environment's own Python from the folder that the set-up filled. */
export function pipClient({ name, locks }: PipRelease): Client {
  const run = (order: Order, args: readonly string[]): Promise<Ran> => {
    const environment = makeEnvironment(order.folder);
    const program = join(clientHome(name), 'pip');
    return runProgram(join(environment, 'bin/python'), [program, ...args], {
      ...order,
      env: { VIRTUAL_ENV: environment },
    });
  };
  const install = async (order: Order): Promise<Outcome> => {
    const ran = await run(order, ['install', ...pipOptions(order), ...wanted(order)]);
    return { ...ran, installed: installedIn(join(order.folder, '.venv')) };
  };
  const client: Client = { name, needs: [name], abilities: new Set(ABILITIES), install };
  if (!locks) return client;
  return {
    ...client,
    async lock(order) {
      const file = join(order.folder, 'pylock.toml');
      const ran = await run(order, ['lock', ...pipOptions(order), '--output', file, ...wanted(order)]);
      return ran.ok ? { ...ran, installed: [], lock: readFileSync(file, 'utf8') } : { ...ran, installed: [] };
    },
    async sync(order) {
      const file = join(order.folder, 'pylock.toml');
      writeFileSync(file, order.lock ?? '');
      const ran = await run(order, ['install', ...pipOptions(order), '-r', file]);
      return { ...ran, installed: installedIn(join(order.folder, '.venv')) };
    },
  };
}

/** Options that `install`, `lock` and `download` share. `--isolated` is left out: it makes pip ignore its environment. */
function pipOptions(order: Order): string[] {
  const options = ['--index-url', order.indexUrl, '--cache-dir', order.cache, '--no-color'];
  if (order.caFile !== undefined) options.push('--cert', order.caFile);
  if (order.lazy) options.push('--use-feature', 'fast-deps');
  if (order.onlyBinary) options.push('--only-binary', ':all:');
  for (const name of order.noBinary ?? []) options.push('--no-binary', name);
  return options;
}

function wanted(order: Order): string[] {
  if (order.hashes === undefined) return [...order.requirements];
  const lines = order.requirements.map((requirement) => {
    const digests = order.hashes?.[requirement] ?? [];
    return [requirement, ...digests.map((digest) => `--hash=${digest}`)].join(' ');
  });
  const file = join(order.folder, 'requirements.txt');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return ['--require-hashes', '-r', file];
}
