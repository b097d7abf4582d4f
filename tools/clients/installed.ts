import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository root, with a slash at its end. */
const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** Where `npm run setup:clients` puts the clients: a folder for each. */
export const CLIENTS_HOME: string = join(ROOT, '.cache/clients');

/** The minor version of Python that runs the clients and that they install for: the newest on which pip 20.3 still runs. */
export const CLIENT_PYTHON = '3.11';

/** A client of package indexes, as pinned in pins/NAME.txt. */
export interface PinnedClient {
  readonly name: string;
  /** `venv`: programs of a virtual environment; `folder`: a folder of modules that any Python can run, as pip is. */
  readonly kind: 'venv' | 'folder';
}

/** Every client that the set-up installs; the first brings the installer of the others. */
export const PINNED_CLIENTS: readonly PinnedClient[] = [
  { name: 'pip-26.3', kind: 'folder' },
  { name: 'pip-23.2', kind: 'folder' },
  { name: 'pip-20.3', kind: 'folder' },
  { name: 'uv', kind: 'venv' },
  { name: 'poetry', kind: 'venv' },
  { name: 'pdm', kind: 'venv' },
  { name: 'pipenv', kind: 'venv' },
  { name: 'twine', kind: 'venv' },
  { name: 'flit', kind: 'venv' },
  { name: 'hatch', kind: 'venv' },
];

/** What a client is installed from: pinned requirements, whole, in pip's format. */
export function pinsOf(name: string): string {
  return join(ROOT, 'tools/clients/pins', `${name}.txt`);
}

/** The folder of a client. */
export function clientHome(name: string): string {
  return join(CLIENTS_HOME, name);
}

/** The file that says what was installed last; equal to the pins where the client is up to date. */
export function stampOf(name: string): string {
  return join(clientHome(name), 'installed.txt');
}

/** Whether the client is installed exactly as pinned. */
export function isInstalled(name: string): boolean {
  const stamp = stampOf(name);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(pinsOf(name), 'utf8');
}
