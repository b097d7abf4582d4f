/**
 * `npm run setup:browser`: installs a Chromium and what drives it, as pinned in pins/, into `.cache/browser`: from
 * whatever registry npm is configured with, nothing of it is run by installing, and none of it is a dependency of the
 * project. Where the packaged one does not run, one of the machine's own takes its place. What is there already is left
 * alone.
 *
 * Says why and exits 0 where no browser runs: the tests then report themselves skipped (never in CI).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import {
  BROWSER_HOME,
  browserEnvironment,
  installedBrowser,
  LIBRARIES,
  PINS,
  pinned,
  STAMP,
  UNPACKED,
} from './installed.ts';

const PACKED = join(BROWSER_HOME, 'node_modules/@sparticuz/chromium/bin');
const OF_THE_MACHINE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Gets the packages; whether that went well. */
function fetchPackages(): boolean {
  rmSync(BROWSER_HOME, { recursive: true, force: true });
  mkdirSync(BROWSER_HOME, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(PINS, name), join(BROWSER_HOME, name));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return spawnSync('npm', args, { cwd: BROWSER_HOME, stdio: ['ignore', 2, 2] }).status === 0;
}

/** What the program calls itself; undefined where it does not run. */
function versionOf(program: string): string | undefined {
  const asked = spawnSync(program, ['--version'], { encoding: 'utf8', env: browserEnvironment(), timeout: 30_000 });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

/** The libraries that come with the packaged browser, where the machine's own do not do. */
function unpackLibraries(): void {
  mkdirSync(LIBRARIES);
  const input = brotliDecompressSync(readFileSync(join(PACKED, 'al2023.tar.br')));
  spawnSync('tar', ['-x', '-C', LIBRARIES], { input, stdio: ['pipe', 2, 2] });
}

/** The packaged browser, made ready to run; its version, or undefined where it does not run here. */
function unpack(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  writeFileSync(UNPACKED, brotliDecompressSync(readFileSync(join(PACKED, 'chromium.br'))), { mode: 0o755 });
  const version = versionOf(UNPACKED);
  if (version !== undefined) return version;
  unpackLibraries();
  return versionOf(UNPACKED);
}

/** The first program that runs. */
function find(): { readonly program: string; readonly version: string } | undefined {
  const packaged = unpack();
  if (packaged !== undefined) return { program: UNPACKED, version: packaged };
  rmSync(LIBRARIES, { recursive: true, force: true });
  for (const program of OF_THE_MACHINE) {
    const version = existsSync(program) ? versionOf(program) : undefined;
    if (version !== undefined) return { program, version };
  }
  return undefined;
}

function giveUp(why: string): never {
  console.error(`browser: ${why}; the tests of the pages will be skipped`);
  process.exit(process.env['CI'] ? 1 : 0);
}

if (installedBrowser() === undefined) {
  console.error('browser: installing');
  if (!fetchPackages()) giveUp('npm could not install what is pinned in tools/browser/pins');
  const found = find();
  if (found === undefined) giveUp('no Chromium runs on this machine');
  rmSync(PACKED, { recursive: true });
  writeFileSync(STAMP, JSON.stringify({ pins: pinned(), ...found }));
  console.error(`browser: ${found.version}`);
}
