import { isValidName, normalizeName, parseRequirement } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { parsePurl } from '../base/purl.ts';
import type { JsonObject, JsonValue } from '../base/text/json.ts';
import type { Component } from './component.ts';
import { pypiPackage } from './conda-lock-entry.ts';
import { condaHashes, condaPackage, dependName, isCondaName, readPackageUrl } from './conda-package.ts';
import type { MarkerJudge } from './environment-markers.ts';
import type { SourceFile } from './format.ts';
import { pypiFileSource } from './pypi-file.ts';
import { readAddress } from './requirement-component.ts';
import { isInRepository } from './source-address.ts';
import { asArray, asObject, quoted, type StructuredFile } from './structured-file.ts';

/** One entry of `packages`, and by what the environments name it. */
export interface PixiPackage {
  readonly key: string;
  /** conda's name, by which other packages require it; undefined for PyPI's. */
  readonly condaName: string | undefined;
  /** `root`: the project, or a folder of the repository that is built from source. */
  readonly component: Component | 'root';
}

/** What is known of a lock when its packages are read. */
export interface PixiContext {
  readonly file: SourceFile;
  readonly yaml: StructuredFile;
  /** The one index beside PyPI that the lock names. */
  readonly index: string | undefined;
  /** Extras that environments ask for, by the package's key. */
  readonly extras: ReadonlyMap<string, ReadonlySet<string>>;
  /** The environments' first channel: for packages that are built from source. */
  readonly channel: string | undefined;
  readonly judge: MarkerJudge;
  readonly problems: Problem[];
}

/** By what environments and packages name a package: what it is of, and its address. */
export function packageKey(object: JsonObject): string | undefined {
  for (const kind of ['conda', 'pypi', 'conda_source', 'source']) {
    const address = object[kind];
    if (typeof address === 'string') return `${kind} ${address}`;
  }
  // Versions 4 and 5 name the kind and the address apart.
  const { kind } = object;
  const address = object['url'] ?? object['path'];
  return typeof kind === 'string' && typeof address === 'string' ? `${kind} ${address}` : undefined;
}

/**
 * Reads one package; undefined for what is none (a problem).
 *
 * Source: rattler's `rattler_lock`, models v5, v6 and v7.
 */
export function readPixiPackage(item: JsonValue, at: Location, context: PixiContext): PixiPackage | undefined {
  const object = asObject(item);
  const key = object === undefined ? undefined : packageKey(object);
  const [kind = '', address = ''] = key === undefined ? [] : split(key);
  if (object === undefined || key === undefined || !/^(?:conda|pypi|conda_source|source)$/.test(kind)) {
    context.problems.push(problem('lock-invalid', 'an entry of `packages` names no package of conda or PyPI', { at }));
    return undefined;
  }
  return kind === 'pypi' ? pypiEntry(object, key, address, at, context) : condaEntry(object, key, address, at, context);
}

function split(key: string): [kind: string, address: string] {
  const blank = key.indexOf(' ');
  return [key.slice(0, blank), key.slice(blank + 1)];
}

function condaEntry(
  object: JsonObject,
  key: string,
  address: string,
  at: Location,
  { yaml, file, channel, problems }: PixiContext,
): PixiPackage | undefined {
  const named = readPackageUrl(address);
  // `name[hash] @ folder` since version 7; before that the folder alone.
  const [, identified, place = address] = /^([^[\s]+)\[[^\]]*\] @ (.*)$/s.exec(address) ?? [];
  const name = yaml.text(object, 'name') ?? named?.name ?? identified;
  if (name === undefined || !isCondaName(name)) {
    problems.push(problem('lock-invalid', `${quoted(address)}: a valid name is missing`, { at }));
    return undefined;
  }
  const isBuilt = named === undefined;
  if (isBuilt && !/^[a-z][a-z0-9+.-]*:\/\//i.test(place) && isInRepository(file, place))
    return { key, condaName: name, component: 'root' };
  const component = condaPackage({
    name,
    version: yaml.text(object, 'version') ?? named?.version,
    channel: isBuilt ? channel : named.channel,
    pypiName: pypiName(asArray(object['purls'])),
    license: yaml.text(object, 'license'),
    hashes: condaHashes(yaml.text(object, 'md5'), yaml.text(object, 'sha256')),
    groups: [],
    at,
  });
  // A checkout to build from, or a file beside the lock, comes from no channel.
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(place);
  const elsewhere = isBuilt || !isRemote ? { source: readAddress(place).source } : {};
  return { key, condaName: name, component: { ...component, ...elsewhere } };
}

/** The project of PyPI that a conda package holds, where the lock says so and it is one. */
function pypiName(purls: readonly JsonValue[]): string | undefined {
  const names = new Set(
    purls.flatMap((purl) => {
      const parsed = typeof purl === 'string' ? parsePurl(purl) : undefined;
      return parsed?.ok && parsed.value.type === 'pypi' ? [parsed.value.name] : [];
    }),
  );
  const [only] = names;
  return names.size === 1 ? only : undefined;
}

function pypiEntry(
  object: JsonObject,
  key: string,
  address: string,
  at: Location,
  { yaml, file, index, extras, judge, problems }: PixiContext,
): PixiPackage | undefined {
  const name = yaml.text(object, 'name');
  if (name === undefined || !isValidName(name)) {
    problems.push(problem('lock-invalid', `${quoted(address)}: a valid name is missing`, { at }));
    return undefined;
  }
  const own = yaml.text(object, 'index');
  const source = pypiFileSource(address, file, own ?? index);
  if (source === 'root') return { key, condaName: undefined, component: 'root' };
  const wanted = [...(extras.get(key) ?? [])].sort();
  const list = asArray(object['requires_dist']);
  const requires = list.flatMap((_, i) => {
    const parsed = parseRequirement(yaml.item(list, i) ?? '');
    if (!parsed.ok) return [];
    const { marker, normalizedName } = parsed.value;
    return ['', ...wanted].some((extra) => judge.mayHold(marker, extra)) ? [normalizedName] : [];
  });
  const component = pypiPackage(name, yaml.text(object, 'version'), source, {
    hashes: condaHashes(yaml.text(object, 'md5'), yaml.text(object, 'sha256')),
    requires,
    requiresPython: yaml.text(object, 'requires_python'),
    extras: wanted,
    at,
  });
  return { key, condaName: undefined, component };
}

/** What conda packages require, by the names of components: the lock may say PyPI's name of one. */
export function condaRequires(
  object: JsonObject,
  yaml: StructuredFile,
  nameOf: ReadonlyMap<string, Component['name']>,
): Component['name'][] {
  const list = asArray(object['depends']);
  const names = list.flatMap((_, i) => {
    const name = dependName(yaml.item(list, i) ?? '');
    return name === undefined ? [] : [nameOf.get(name) ?? normalizeName(name)];
  });
  return [...new Set(names)].sort();
}
