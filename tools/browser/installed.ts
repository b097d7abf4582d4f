import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Exact versions with their digests, as npm writes them. */
export const PINS: string = fileURLToPath(new URL('pins/', import.meta.url));

/** Where `npm run setup:browser` puts the browser and what drives it. */
export const BROWSER_HOME: string = fileURLToPath(new URL('../../.cache/browser/', import.meta.url));

/** The browser that comes inside the package, unpacked. */
export const UNPACKED: string = join(BROWSER_HOME, 'chromium');

/** Shared libraries for machines that lack those of the browser. */
export const LIBRARIES: string = join(BROWSER_HOME, 'libraries');

/** Says what was installed last and which browser runs here. */
export const STAMP: string = join(BROWSER_HOME, 'installed.json');

/** A browser that runs here. */
export interface InstalledBrowser {
  /** The pins that it was installed from. */
  readonly pins: string;
  /** Its program. */
  readonly program: string;
  /** What it calls itself. */
  readonly version: string;
}

/** What is pinned: equal texts are equal installations. */
export function pinned(): string {
  return readFileSync(join(PINS, 'package-lock.json'), 'utf8');
}

/** The browser, where it is installed exactly as pinned and is still there. */
export function installedBrowser(): InstalledBrowser | undefined {
  if (!existsSync(STAMP)) return undefined;
  const stamp = JSON.parse(readFileSync(STAMP, 'utf8')) as InstalledBrowser;
  if (stamp.pins !== pinned()) return undefined;
  // Whoever moved the folder moved the browser with it.
  const program = [stamp.program, UNPACKED].find((one) => existsSync(one));
  return program === undefined ? undefined : { ...stamp, program };
}

/** The environment in which it runs: nothing of the caller's but what it needs to start. */
export function browserEnvironment(): Readonly<Record<string, string>> {
  const own = { PATH: process.env['PATH'] ?? '', HOME: BROWSER_HOME };
  return existsSync(LIBRARIES) ? { ...own, LD_LIBRARY_PATH: join(LIBRARIES, 'lib') } : own;
}
