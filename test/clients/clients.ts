import type { Client } from './client.ts';
import { pdm } from './pdm.ts';
import { pipClient } from './pip.ts';
import { pipenv } from './pipenv.ts';
import { poetry } from './poetry.ts';
import { flit, hatch, twine } from './uploaders.ts';
import { uv } from './uv.ts';

/** Every client that the tests drive. */
export const CLIENTS: readonly Client[] = [
  pipClient({ name: 'pip-26.3', locks: true }),
  pipClient({ name: 'pip-23.2', locks: false }),
  pipClient({ name: 'pip-20.3', locks: false }),
  uv,
  poetry,
  pdm,
  pipenv,
  twine,
  flit,
  hatch,
];

/** The client of that name. */
export function clientNamed(name: string): Client {
  const found = CLIENTS.find((client) => client.name === name);
  if (found === undefined)
    throw new Error(`there is no client \`${name}\`: ${CLIENTS.map((client) => client.name).join(', ')}`);
  return found;
}
