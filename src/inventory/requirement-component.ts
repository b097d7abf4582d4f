import {
  formatMarker,
  formatSpecifierSet,
  formatVersion,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseVersion,
  type Requirement,
  type SpecifierSet,
} from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { redactUrl } from '../base/secret.ts';
import type { Component, ComponentSource } from './component.ts';
import { archiveOf, vcsSource } from './source-address.ts';

/** Who asks for a requirement, and where. */
export interface RequirementContext {
  readonly groups: readonly string[];
  readonly at: Location;
  /** `algorithm:hex`. */
  readonly hashes?: readonly string[];
}

/** What a dependency specifier (PEP 508) asks for, as a component of a manifest. */
export function requirementComponent(requirement: Requirement, context: RequirementContext): Component {
  const { url, marker } = requirement;
  const name = normalizeName(requirement.name);
  const address = url === undefined ? undefined : readAddress(url);
  return {
    name,
    ...(address === undefined ? pinOf(requirement.specifiers) : pinOfAddress(address, name)),
    source: address?.source ?? { kind: 'index' },
    ...(marker === undefined ? {} : { marker: formatMarker(marker) }),
    extras: requirement.extras.map(normalizeName).sort(),
    groups: context.groups,
    hashes: [...new Set([...(context.hashes ?? []), ...(address?.hashes ?? [])])].sort(),
    locations: [context.at],
    requires: [],
  };
}

/** The one version that a specifier set lets in, or what it asks for. */
export function pinOf(set: SpecifierSet): Pick<Component, 'version' | 'reasons' | 'specifier'> {
  const [only, ...others] = set.specifiers;
  if (only !== undefined && others.length === 0) {
    if (only.operator === '===') {
      const parsed = parseVersion(only.text);
      return parsed.ok
        ? { version: formatVersion(parsed.value), reasons: [] }
        : { version: redactUrl(only.text), reasons: ['invalid-version'] };
    }
    if (only.operator === '==' && !only.wildcard && only.version !== undefined)
      return { version: formatVersion(only.version), reasons: [] };
  }
  const specifier = formatSpecifierSet(set);
  return { version: null, reasons: ['unpinned'], ...(specifier === '' ? {} : { specifier }) };
}

/** An address that a requirement names instead of an index. */
export interface RequirementAddress {
  readonly source: ComponentSource;
  /** Name and version of the file at the address, where its name says both for certain. */
  readonly archive: ReturnType<typeof archiveOf>;
  /** The project and the extras that an `egg` fragment names. */
  readonly egg: { readonly name: NormalizedName; readonly extras: readonly string[] } | undefined;
  readonly hashes: readonly string[];
}

const VCS = /^(git|hg|svn|bzr)(?:\+|:)/i;
const EGG = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([A-Za-z0-9._,\s-]*)\])?$/;

/**
 * What an address says by itself: a checkout (`git+https://host/x@commit#subdirectory=y`), a file with
 * its hash (`#sha256=…`), a path. Fragments are pip's: `egg`, `subdirectory`, hashes.
 */
export function readAddress(url: string): RequirementAddress {
  const cut = url.indexOf('#');
  const address = cut < 0 ? url : url.slice(0, cut);
  const fragment = new Map<string, string>();
  for (const part of cut < 0 ? [] : url.slice(cut + 1).split('&')) {
    const equals = part.indexOf('=');
    const key = part.slice(0, Math.max(equals, 0));
    if (equals > 0 && !fragment.has(key)) fragment.set(key, part.slice(equals + 1));
  }
  const [, name, extras = ''] = EGG.exec(decodeFragment(fragment.get('egg') ?? '')) ?? [];
  const egg =
    name === undefined
      ? undefined
      : { name: normalizeName(name), extras: extras.split(',').flatMap((extra) => normalizeName(extra.trim()) || []) };
  const vcs = VCS.exec(address)?.[1]?.toLowerCase();
  if (vcs !== undefined) {
    const source = checkout(vcs, address.replace(/^[a-z]+\+/i, ''), fragment.get('subdirectory'));
    return { source, archive: undefined, egg, hashes: [] };
  }
  const hashes = [...fragment].flatMap(([key, digest]) =>
    /^(?:md5|sha\d+)$/.test(key) && /^[0-9a-fA-F]+$/.test(digest) ? [`${key}:${digest.toLowerCase()}`] : [],
  );
  const kind = !address.includes('://') || /^file:/i.test(address) ? 'path' : 'url';
  const archive = archiveOf(kind === 'path' ? address.replaceAll('\\', '/') : address);
  return { source: { kind, url: redactUrl(address) }, archive, egg, hashes };
}

/** The reference is what follows the last `@` of the path; one before the path belongs to the host. */
function checkout(type: string, url: string, subdirectory: string | undefined): ComponentSource {
  const path = url.indexOf('/', url.indexOf('://') + 3);
  const at = path < 0 ? -1 : url.lastIndexOf('@');
  return at > path && path >= 0
    ? vcsSource({ type, url: url.slice(0, at), commit: url.slice(at + 1), subdirectory })
    : vcsSource({ type, url, subdirectory });
}

function decodeFragment(text: string): string {
  return text.replace(/%5B/gi, '[').replace(/%5D/gi, ']').replace(/%2C/gi, ',');
}

function pinOfAddress({ archive }: RequirementAddress, name: NormalizedName): Pick<Component, 'version' | 'reasons'> {
  return archive?.name === name
    ? { version: archive.version, reasons: [] }
    : { version: null, reasons: ['unknown-version'] };
}

/** The component of an address that stands alone, undefined where it does not say which project it is of. */
export function addressComponent(address: RequirementAddress, context: RequirementContext): Component | undefined {
  const { egg, source } = address;
  // A file may be called anything that ends like a source distribution.
  const archive = address.archive !== undefined && isValidName(address.archive.name) ? address.archive : undefined;
  const name = archive?.name ?? egg?.name;
  if (name === undefined) return undefined;
  return {
    name,
    version: archive?.version ?? null,
    source,
    extras: [...new Set(egg?.extras ?? [])].sort(),
    groups: context.groups,
    hashes: [...new Set([...(context.hashes ?? []), ...address.hashes])].sort(),
    locations: [context.at],
    reasons: archive === undefined ? ['unknown-version'] : [],
    requires: [],
  };
}
