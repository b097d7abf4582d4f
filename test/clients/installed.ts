import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeName } from '@rind/pypa';

/** A distribution as it lies in an environment. */
export interface InstalledDistribution {
  /** In normal form. */
  readonly name: string;
  readonly version: string;
  /** SHA-256 in hexadecimal by path below site-packages: all that RECORD names, but what tells of the installer and the machine. */
  readonly files: ReadonlyMap<string, string>;
}

/** Files that an installer writes about itself, and compiled code: they differ between equal installations. */
const OF_INSTALLER = /\/(?:RECORD|INSTALLER|REQUESTED|uv_cache\.json|uv_build\.json)$|\.pyc$/;

/** Everything installed in a virtual environment, by name. Source: the recording of installed projects, `*.dist-info`. */
export function installedIn(environment: string): InstalledDistribution[] {
  const library = join(environment, 'lib');
  if (!existsSync(library)) return [];
  const folders = readdirSync(library)
    .map((name) => join(library, name, 'site-packages'))
    .filter((folder) => existsSync(folder));
  const found = folders.flatMap((site) =>
    readdirSync(site)
      .filter((name) => name.endsWith('.dist-info'))
      .map((info) => readInstalled(environment, site, info)),
  );
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What both results of a comparison say, as a value that can be compared deeply and printed. */
export function describeInstalled(installed: readonly InstalledDistribution[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    installed.map(({ name, version, files }) => [`${name} ${version}`, Object.fromEntries(files)]),
  );
}

function readInstalled(environment: string, site: string, info: string): InstalledDistribution {
  const metadata = readFileSync(join(site, info, 'METADATA'), 'utf8');
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(metadata)?.[1]?.trim() ?? '';
  const record = readFileSync(join(site, info, 'RECORD'), 'utf8');
  const paths = record
    .split('\n')
    .flatMap((line) => /^(?:"((?:[^"]|"")*)"|([^,]*)),/.exec(line)?.slice(1, 3).find(Boolean) ?? []);
  const files = paths
    .filter((path) => !OF_INSTALLER.test(path))
    .sort()
    .map((path): [string, string] => [path, digestOf(join(site, path), environment)]);
  return { name: normalizeName(field('Name')), version: field('Version'), files: new Map(files) };
}

/** The digest of a file; a script's is taken without the environment's own path in it. */
function digestOf(path: string, environment: string): string {
  if (!existsSync(path)) return 'missing';
  const content = readFileSync(path);
  const script = content.subarray(0, 2).toString() === '#!' && content.includes(environment);
  const same = script ? Buffer.from(content.toString('latin1').replaceAll(environment, ''), 'latin1') : content;
  return createHash('sha256').update(same).digest('hex');
}
