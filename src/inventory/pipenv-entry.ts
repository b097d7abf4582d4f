import { formatMarker, type NormalizedName, normalizeName, parseMarker, parseSpecifierSet } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { redactUrl } from '../base/secret.ts';
import type { Component, ComponentSource } from './component.ts';
import type { SourceFile } from './format.ts';
import { sortedHashes } from './hash-list.ts';
import { asPipenvTable, type PipenvTable, textOf, textsOf } from './pipenv-table.ts';
import { pinOf } from './requirement-component.ts';
import { archiveOf, indexSource, isInRepository, vcsSource } from './source-address.ts';

/** What entries of one file are read with. */
export interface PipenvContext {
  readonly file: SourceFile;
  /** Addresses of indexes by name; the first is asked where an entry names none. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What one entry says: a component, the project itself, or what is wrong with it. */
export type PipenvEntry =
  | { readonly kind: 'component'; readonly component: Component; readonly fault?: string }
  | { readonly kind: 'root' }
  | { readonly kind: 'fault'; readonly fault: string };

/** Fields of the environment that an entry may compare by their own key, instead of in `markers`. */
const FIELDS = [
  'os_name',
  'sys_platform',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_version',
  'python_full_version',
  'implementation_name',
  'implementation_version',
];

/**
 * Reads one entry of a Pipfile or a Pipfile.lock: a specifier, or a table with the version, an address
 * or a path, extras and markers.
 *
 * Source: pipenv's documentation, "Pipfile & Pipfile.lock", "Specifiers"; pipenv 2026.10.
 */
export function readPipenvEntry(
  name: NormalizedName,
  value: unknown,
  group: string,
  at: Location,
  context: PipenvContext,
): PipenvEntry {
  const table = typeof value === 'string' ? { version: value } : asPipenvTable(value);
  if (table === undefined) return { kind: 'fault', fault: `\`${name.slice(0, 100)}\` is neither a text nor a table` };
  const address = readAddress(table, name, context.file);
  if (address === 'root') return { kind: 'root' };
  const index = address === undefined ? readIndex(table, context.sources) : undefined;
  const written = textOf(table['version']);
  const pin = address === undefined ? readPin(written) : address.pin;
  const marker = readMarker(table);
  const faults = [
    ...(index === undefined && address === undefined
      ? [`\`${name.slice(0, 100)}\` names an index that is not listed`]
      : []),
    ...(table['version'] !== undefined && written === undefined
      ? [`the version of \`${name.slice(0, 100)}\` is no text`]
      : []),
    ...(pin === undefined ? [`\`${written?.slice(0, 100)}\` is no version specifier`] : []),
  ];
  const component: Component = {
    name,
    ...(pin ?? { version: null, reasons: ['unpinned'] }),
    source: address?.source ?? index ?? { kind: 'index' },
    ...(marker === undefined ? {} : { marker }),
    extras: [...new Set(textsOf(table['extras']).map(normalizeName))].sort(),
    groups: [group],
    hashes: sortedHashes(textsOf(table['hashes'])),
    locations: [at],
    requires: [],
  };
  const reasons =
    index === undefined && address === undefined ? [...component.reasons, 'unknown-source'].sort() : component.reasons;
  const [fault] = faults;
  return { kind: 'component', component: { ...component, reasons }, ...(fault === undefined ? {} : { fault }) };
}

/** The one version that is asked for; undefined where the text is no specifier. */
function readPin(written: string | undefined): Pick<Component, 'version' | 'reasons' | 'specifier'> | undefined {
  // Of what is not for the machine that locked, Pipenv chooses no version and writes `==<2`.
  const text = (written?.trim() ?? '*').replace(/^==(?=[<>!~])/, '');
  if (text === '*' || text === '') return { version: null, reasons: ['unpinned'] };
  // Of what the platform at hand does not need pipenv pins what was asked for: `==<0.5`.
  const parsed = parseSpecifierSet(text.replace(/^==(?=[<>!~]|==)/, ''));
  if (parsed.ok) return pinOf(parsed.value);
  // The lock is exact: what it names is a version, though none of PEP 440.
  const exact = /^==([^,;\s<>=!~]{1,200})$/.exec(text)?.[1];
  return exact === undefined ? undefined : { version: redactUrl(exact), reasons: ['invalid-version'] };
}

function readIndex(table: PipenvTable, sources: ReadonlyMap<string, string>): ComponentSource | undefined {
  const named = textOf(table['index']);
  if (named === undefined) return indexSource(sources.values().next().value);
  // `index` may be an address as well as a name.
  if (named.includes('://')) return indexSource(named);
  const url = sources.get(named);
  // The name that pipenv itself gives PyPI needs no list.
  return url === undefined && named !== 'pypi' ? undefined : indexSource(url);
}

interface PipenvAddress {
  readonly source: ComponentSource;
  readonly pin: Pick<Component, 'version' | 'reasons'>;
}

/** A checkout, a file or a folder instead of an index; a folder of the repository is the project's own. */
function readAddress(table: PipenvTable, name: NormalizedName, file: SourceFile): PipenvAddress | 'root' | undefined {
  const unknown = { version: null, reasons: ['unknown-version'] };
  for (const type of ['git', 'hg', 'svn', 'bzr']) {
    const url = textOf(table[type]);
    if (url === undefined) continue;
    const subdirectory = textOf(table['subdirectory']);
    return { source: vcsSource({ type, url, commit: textOf(table['ref']), subdirectory }), pin: unknown };
  }
  const address = textOf(table['path']) ?? textOf(table['file']) ?? textOf(table['uri']);
  if (address === undefined) return undefined;
  const archive = archiveOf(address);
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
  const isArchive = archive !== undefined || /\.(?:whl|zip|tar\.(?:gz|bz2|xz)|tgz)$/i.test(address);
  if (!isRemote && !isArchive && isInRepository(file, address)) return 'root';
  return {
    source: { kind: isRemote ? 'url' : 'path', url: redactUrl(address) },
    pin: archive?.name === name ? { version: archive.version, reasons: [] } : unknown,
  };
}

/** The condition of `markers` and of each field that has a key of its own; one that cannot be read is taken for "always". */
function readMarker(table: PipenvTable): string | undefined {
  const parts = [textOf(table['markers'])];
  for (const field of FIELDS) {
    const compared = textOf(table[field]);
    if (compared !== undefined) parts.push(`${field} ${compared}`);
  }
  const written = parts.filter((part) => part !== undefined && part.trim() !== '' && part.length < 4000);
  const text = written.length > 1 ? written.map((part) => `(${part})`).join(' and ') : written[0];
  const parsed = text === undefined ? undefined : parseMarker(text);
  return parsed?.ok ? formatMarker(parsed.value) : undefined;
}
