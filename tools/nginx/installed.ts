import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run setup:nginx` unpacks one where the machine has none. */
export const NGINX_HOME: string = fileURLToPath(new URL('../../.cache/nginx/', import.meta.url));

/** The nginx that runs here: the machine's own, else the one that was unpacked; undefined where there is none. */
export function installedNginx(): string | undefined {
  const places = ['nginx', '/usr/sbin/nginx', join(NGINX_HOME, 'usr/sbin/nginx')];
  return places.find((program) => spawnSync(program, ['-v'], { stdio: 'ignore', timeout: 10_000 }).status === 0);
}
