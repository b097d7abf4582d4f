import { posix } from 'node:path';
import { formatVersion, normalizeName, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { formatPurl, makePurl } from '../base/purl.ts';
import { redactUrl } from '../base/secret.ts';
import type { Component } from './component.ts';
import type { ConfigSetting, EnvironmentConfig } from './environment-config.ts';
import type { Implementation, SiteFolder } from './environment-layout.ts';
import { lineOfByte, shownPath, startOf } from './folder-place.ts';
import type { SourceFolder } from './format.ts';

/** The interpreter of an environment, as far as files tell. */
export interface Interpreter {
  /** As `sys.implementation.name`; undefined where nothing tells. */
  readonly implementation: string | undefined;
  /** The version of the language: `3.12`, `3.12.4`. */
  readonly python: string | undefined;
  readonly at: Location;
}

/** What `sys.version_info` is when written with dots. */
const VERSION_INFO = /^(\d+\.\d+\.\d+)\.(alpha|beta|candidate|final)\.(\d+)$/;
const STAGES = new Map([
  ['alpha', 'a'],
  ['beta', 'b'],
  ['candidate', 'rc'],
]);
const PATCH_LEVEL = /^#define\s+PY_VERSION\s+"([0-9a-z.]+)\+?"/m;

/**
 * What `pyvenv.cfg` says of the interpreter (the keys of venv, virtualenv and uv), else the prefix's own C
 * header, else the layout of its folders. A `pyvenv.cfg` says which interpreter made the environment: one
 * that was upgraded in place since then is newer.
 */
export function readInterpreter(
  folder: SourceFolder,
  config: EnvironmentConfig | undefined,
  sites: readonly SiteFolder[],
): Interpreter | undefined {
  const [site] = sites.filter(({ implementation }) => implementation !== undefined);
  const said = config?.get('version_info') ?? config?.get('version');
  const named = config?.get('implementation')?.value.toLowerCase();
  const implementation = named ?? site?.implementation;
  if (said !== undefined) return { implementation, python: pythonVersion(said), at: said.at };
  if (config !== undefined) {
    const [first] = config.values();
    return { implementation, python: site?.python, at: first?.at ?? startOf(folder, 'pyvenv.cfg') };
  }
  if (site === undefined) return undefined;
  return (
    (site.python === undefined ? undefined : fromHeader(folder, site.implementation, site.python)) ?? {
      implementation,
      python: site.python,
      at: startOf(folder, site.path),
    }
  );
}

function pythonVersion({ value }: ConfigSetting): string | undefined {
  const [, release, stage = '', serial = ''] = VERSION_INFO.exec(value) ?? [];
  const parsed = parseVersion(
    release === undefined
      ? value.replace(/\+$/, '')
      : `${release}${STAGES.has(stage) ? STAGES.get(stage) + serial : ''}`,
  );
  return parsed.ok ? formatVersion(parsed.value) : undefined;
}

/** `include/python3.12/patchlevel.h` holds the version to the letter. */
function fromHeader(
  folder: SourceFolder,
  implementation: Implementation | undefined,
  python: string,
): Interpreter | undefined {
  if (implementation !== 'cpython') return undefined;
  const name = folder
    .list('include')
    .find((entry) => entry.name === `python${python}` || entry.name === `python${python}t`);
  if (name === undefined) return undefined;
  const path = posix.join('include', name.name, 'patchlevel.h');
  const file = folder.text(path);
  const found = file.ok ? PATCH_LEVEL.exec(file.value.text) : undefined;
  const version = parseVersion(found?.[1] ?? '');
  if (!file.ok || !found || !version.ok) return undefined;
  const line = lineOfByte(Buffer.from(file.value.text.slice(0, found.index)), found.index);
  return {
    implementation,
    python: formatVersion(version.value),
    at: { path: shownPath(folder, path), line, column: 1 },
  };
}

/** A name that stands for an implementation, whatever a file calls it. */
function implementationName(written: string = ''): string {
  const words = redactUrl(written)
    .slice(0, 40)
    .match(/[a-z0-9]+/g);
  return words === null ? 'python' : words.join('-');
}

/**
 * The interpreter as a component. CPython is `python`; another implementation has its own name and no
 * version, since environments record that of the language only. Undefined where nothing tells what it is.
 */
export function interpreterComponent({ implementation, python, at }: Interpreter): Component | undefined {
  if (implementation === undefined && python === undefined) return undefined;
  const isCpython = implementation === 'cpython';
  const name = isCpython ? 'python' : implementationName(implementation);
  const isExact = isCpython && python !== undefined && python.split('.').length > 2;
  const purl = makePurl({ type: 'generic', name, version: isExact ? python : undefined });
  return {
    name: normalizeName(name),
    version: isExact ? python : null,
    source: { kind: 'interpreter' },
    ...(isCpython && !isExact && python !== undefined ? { specifier: `==${python}.*` } : {}),
    ...(purl.ok ? { purl: formatPurl(purl.value) } : {}),
    extras: [],
    groups: [''],
    hashes: [],
    locations: [at],
    reasons: isExact ? [] : ['unknown-version'],
    requires: [],
  };
}
