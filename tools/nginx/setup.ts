/**
 * `npm run setup:nginx`: gets the nginx of the machine's own distribution where none is installed, for the test of
 * `X-Accel-Redirect` and for the bench: `apt-get download` checks it against the signed lists, `dpkg-deb -x` unpacks it
 * into `.cache/nginx`. It needs no root, installs nothing and starts nothing; packages that it depends on are not
 * fetched.
 *
 * Says why and exits 0 where it cannot be had within two minutes: the tests then report themselves skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installedNginx, NGINX_HOME } from './installed.ts';

/** Debian has the program in the first; older Ubuntus in one of the others. */
const PACKAGES = ['nginx', 'nginx-core', 'nginx-light'];
/** All that is asked of package servers together. Unit: milliseconds. */
const LONGEST = 120_000;

const started = performance.now();
const left = () => Math.max(1, Math.round(LONGEST - (performance.now() - started)));

/** Runs a program quietly; what it said where it failed. */
function fault(cwd: string, program: string, args: readonly string[]): string | undefined {
  const ran = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: left(), stdio: ['ignore', 'ignore', 'pipe'] });
  if (ran.status === 0) return undefined;
  return ran.error?.message ?? (ran.stderr.trim().split('\n').at(-1) || `\`${program}\` ended with ${ran.status}`);
}

/** Fetches and unpacks one package; why not, or undefined where it runs. */
function unpack(name: string, folder: string, options: readonly string[]): string | undefined {
  const into = join(folder, name);
  mkdirSync(into);
  const asking = fault(into, 'apt-get', [...options, '-o', 'APT::Sandbox::User=', '-q', 'download', name]);
  if (asking !== undefined) return asking;
  const [file] = readdirSync(into).filter((one) => one.endsWith('.deb'));
  if (file === undefined) return `nothing came of \`${name}\``;
  const unpacking = fault(into, 'dpkg-deb', ['-x', file, 'all']);
  if (unpacking !== undefined) return unpacking;
  const program = join(into, 'all/usr/sbin/nginx');
  const running = fault(into, program, ['-v']);
  if (running !== undefined) return running;
  rmSync(NGINX_HOME, { recursive: true, force: true });
  renameSync(join(into, 'all'), NGINX_HOME);
  return undefined;
}

/** Tries every name; why none of them came to something, or undefined. */
function get(folder: string): string | undefined {
  let why: string | undefined;
  // The machine's lists of packages first; where it has none, or old ones, its servers are asked for new ones, kept here.
  const own = [`Dir::State::Lists=${join(folder, 'lists')}`, `Dir::Cache=${join(folder, 'cache')}`];
  for (const options of [[], own.flatMap((option) => ['-o', option])]) {
    if (options.length > 0) {
      for (const part of ['lists/partial', 'cache/archives/partial'])
        mkdirSync(join(folder, part), { recursive: true });
      const updating = fault(folder, 'apt-get', [...options, '-o', 'APT::Sandbox::User=', '-q', 'update']);
      if (updating !== undefined) return updating;
    }
    for (const name of PACKAGES) {
      rmSync(join(folder, name), { recursive: true, force: true });
      const wrong = unpack(name, folder, options);
      if (wrong === undefined) return undefined;
      why ??= wrong;
    }
  }
  return why;
}

const cache = join(NGINX_HOME, '..');
mkdirSync(cache, { recursive: true });
if (installedNginx() === undefined) {
  console.error('nginx: getting the one of this distribution');
  const folder = mkdtempSync(join(cache, 'nginx-'));
  const why = get(folder);
  rmSync(folder, { recursive: true, force: true });
  if (why !== undefined) console.error(`nginx: ${why.slice(0, 200)}; the tests behind nginx will be skipped`);
}
