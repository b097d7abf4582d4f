import { formatVersion, isValidName, type NormalizedName, normalizeName, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { JsonObject, JsonValue } from '../base/text/json.ts';
import type { Component, ComponentSource } from './component.ts';
import { channelAddress, condaHashes, condaPackage, dependName, isCondaName, readPackageUrl } from './conda-package.ts';
import type { SourceFile } from './format.ts';
import { groupOf } from './group-of.ts';
import type { PlatformEntry } from './platform-entries.ts';
import { pypiFileSource } from './pypi-file.ts';
import { asObject, quoted, type StructuredFile } from './structured-file.ts';

/** What is known of a lock when its entries are read. */
export interface CondaLockContext {
  readonly file: SourceFile;
  readonly yaml: StructuredFile;
  /** The first channel of the lock: for entries without an address. */
  readonly channel: string | undefined;
  readonly problems: Problem[];
}

/**
 * Reads one entry of `package`. Undefined for what has no name (a problem), `root` for the project itself.
 *
 * Source: `LockedDependency` of conda-lock's `lockfile/v1/models`; `dependencies` may be a list, as pixi's first
 * versions wrote it.
 */
export function readCondaLockEntry(
  item: JsonValue,
  at: Location,
  context: CondaLockContext,
): PlatformEntry | 'root' | undefined {
  const { yaml, problems } = context;
  const object = asObject(item);
  const name = yaml.text(object, 'name');
  if (object === undefined || name === undefined || name === '') {
    problems.push(problem('lock-invalid', 'an entry of `package` has no name', { at }));
    return undefined;
  }
  const manager = yaml.text(object, 'manager');
  const isPypi = manager === 'pip' || manager === 'pypi';
  if (!isPypi && manager !== 'conda') {
    const said = manager === undefined ? 'is missing' : `${quoted(manager)} is not known; \`conda\` and \`pip\` are`;
    problems.push(problem('lock-invalid', `${quoted(name)}: \`manager\` ${said}`, { at }));
  }
  const component = isPypi
    ? pypiComponent(object, name, at, context)
    : condaComponent(object, name, at, context, manager);
  if (component === 'root' || component === undefined) return component;
  const platform = yaml.text(object, 'platform') ?? '';
  const category = yaml.text(object, 'category') ?? 'main';
  return { component, uses: [{ group: groupOf(category), platform }] };
}

function condaComponent(
  object: JsonObject,
  name: string,
  at: Location,
  { yaml, channel, problems }: CondaLockContext,
  manager: string | undefined,
): Component | undefined {
  if (!isCondaName(name)) {
    problems.push(problem('lock-invalid', `${quoted(name)} is no valid name`, { at }));
    return undefined;
  }
  const named = readPackageUrl(yaml.text(object, 'url') ?? '');
  const component = condaPackage({
    name,
    version: yaml.text(object, 'version') ?? named?.version,
    channel: named?.channel ?? channel,
    license: yaml.text(object, 'license'),
    hashes: hashesOf(object, yaml),
    requires: dependenciesOf(object, yaml),
    groups: [],
    at,
  });
  return manager === 'conda' ? component : { ...component, reasons: [...component.reasons, 'unknown-source'].sort() };
}

function pypiComponent(
  object: JsonObject,
  name: string,
  at: Location,
  { yaml, file, problems }: CondaLockContext,
): Component | 'root' | undefined {
  if (!isValidName(name)) {
    problems.push(problem('lock-invalid', `${quoted(name)} is no valid name`, { at }));
    return undefined;
  }
  const url = yaml.text(object, 'url');
  const isDirect = yaml.text(asObject(object['source']), 'type') === 'url';
  const source = url === undefined ? undefined : pypiFileSource(isDirect ? `direct+${url}` : url, file, undefined);
  if (source === 'root') return 'root';
  return pypiPackage(name, yaml.text(object, 'version'), source, {
    hashes: hashesOf(object, yaml),
    requires: dependenciesOf(object, yaml).map(normalizeName),
    requiresPython: yaml.text(object, 'requires_python'),
    at,
  });
}

/** A release of PyPI's, or of another index, as a component of a lock. */
export function pypiPackage(
  name: string,
  version: string | undefined,
  source: ComponentSource | undefined,
  rest: {
    readonly hashes: readonly string[];
    readonly requires: readonly NormalizedName[];
    readonly requiresPython: string | undefined;
    readonly extras?: readonly string[];
    readonly at: Location;
  },
): Component {
  const parsed = version === undefined ? undefined : parseVersion(version);
  const { requiresPython } = rest;
  const reasons = version === undefined ? ['unknown-version'] : parsed?.ok ? [] : ['invalid-version'];
  return {
    name: normalizeName(name),
    version: parsed?.ok ? formatVersion(parsed.value) : version === undefined ? null : redactUrl(version),
    source: source ?? { kind: 'index' },
    ...(requiresPython === undefined ? {} : { requiresPython }),
    extras: rest.extras ?? [],
    groups: [],
    hashes: rest.hashes,
    locations: [rest.at],
    reasons: source === undefined ? [...reasons, 'unknown-source'] : reasons,
    requires: [...new Set(rest.requires)].sort(),
  };
}

function hashesOf(object: JsonObject, yaml: StructuredFile): string[] {
  const hash = asObject(object['hash']);
  return condaHashes(yaml.text(hash, 'md5'), yaml.text(hash, 'sha256'));
}

/** Names that an entry requires: the keys of a mapping, or the first words of a list. */
function dependenciesOf(object: JsonObject, yaml: StructuredFile): string[] {
  const written = object['dependencies'];
  if (Array.isArray(written)) return [...written.keys()].flatMap((i) => dependName(yaml.item(written, i) ?? '') ?? []);
  return Object.keys(asObject(written) ?? {}).flatMap((name) => dependName(name) ?? []);
}

/** The first channel that a list names, by its address. */
export function firstListedChannel(list: readonly JsonValue[]): string | undefined {
  for (const item of list) {
    const named = typeof item === 'string' ? item : asObject(item)?.['url'];
    if (typeof named === 'string') return channelAddress(named);
  }
  return undefined;
}
