import { formatVersion, normalizeName, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { formatPurl, makePurl } from '../base/purl.ts';
import { redactUrl } from '../base/secret.ts';
import type { Component, ComponentSource } from './component.ts';
import { isSubdir } from './conda-platform.ts';

/** One package of a conda channel, as a lock or a manifest names it. */
export interface CondaPackage {
  /** conda's name. */
  readonly name: string;
  /** As written; undefined where no exact version is known. */
  readonly version?: string | undefined;
  readonly build?: string | undefined;
  readonly subdir?: string | undefined;
  /** The channel's address, without the platform's folder. */
  readonly channel?: string | undefined;
  /** PyPI's name of the project, where the lock says it. */
  readonly pypiName?: string | undefined;
  /** What is asked for where no version is: a specifier set as PEP 440 writes it. */
  readonly specifier?: string | undefined;
  readonly license?: string | undefined;
  /** `algorithm:hex`. */
  readonly hashes?: readonly string[];
  readonly requires?: readonly string[];
  readonly groups: readonly string[];
  /** Why there is no version. */
  readonly reason?: 'unpinned' | 'unknown-version';
  readonly at: Location;
}

/** Where conda looks a channel's name up. Source: conda's documentation, `channel_alias` and `default_channels`. */
const CHANNEL_ALIAS = 'https://conda.anaconda.org';
const DEFAULTS = 'https://repo.anaconda.com/pkgs/main';
/** What a package file is called: name, version and build hold no `-` but the name does. */
const ARCHIVE = /^(.+)-([^-]+)-([^-]+)\.(?:conda|tar\.bz2)$/;

/** Whether conda lets a package be called so. Source: conda's documentation, "Package naming conventions". */
export function isCondaName(text: string): boolean {
  return /^[a-z0-9_][a-z0-9_.-]{0,200}$/i.test(text);
}

/** The address of a channel that is named; an address is one already. `defaults` where none is. */
export function channelAddress(written: string | undefined): string {
  const channel = withoutSubdir((written ?? 'defaults').trim().replace(/\/{1,4}$/, ''));
  if (channel === 'defaults' || channel === '') return DEFAULTS;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(channel)) return redactUrl(channel);
  const main = /^(?:anaconda|pkgs\/(main|r|msys2|free))$/.exec(channel);
  if (main?.[1] !== undefined) return `https://repo.anaconda.com/pkgs/${main[1]}`;
  return `${CHANNEL_ALIAS}/${channel}`;
}

/** Addresses may name the platform's folder: `conda-forge/linux-64`. */
function withoutSubdir(channel: string): string {
  const slash = channel.lastIndexOf('/');
  return slash > 0 && isSubdir(channel.slice(slash + 1)) ? channel.slice(0, slash) : channel;
}

/** What the address of a package file says: `https://host/channel/linux-64/name-1.0-build.conda`. */
export function readPackageUrl(
  url: string,
): Required<Pick<CondaPackage, 'name' | 'version' | 'build' | 'subdir' | 'channel'>> | undefined {
  const [path = ''] = url.split(/[?#]/, 1);
  const [file = '', subdir = ''] = path.split('/').reverse();
  const [, name, version, build] = ARCHIVE.exec(file.slice(0, 400)) ?? [];
  if (name === undefined || version === undefined || build === undefined) return undefined;
  const decoded = decode(name);
  if (!isCondaName(decoded)) return undefined;
  const folder = path.slice(0, Math.max(0, path.length - file.length - subdir.length - 2));
  return { name: decoded, version: decode(version), build, subdir, channel: redactUrl(folder) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A package as a component: `python` is the interpreter, every other comes from its channel. */
export function condaPackage(given: CondaPackage): Component {
  const { name, version, channel, specifier, license, groups, at } = given;
  const isPython = name.toLowerCase() === 'python';
  const parsed = version === undefined ? undefined : parseVersion(version);
  const normal = parsed?.ok ? formatVersion(parsed.value) : version === undefined ? null : redactUrl(version);
  const source: ComponentSource = isPython
    ? { kind: 'interpreter' }
    : { kind: 'conda', url: channel ?? channelAddress(undefined) };
  const purl = isPython ? interpreterPurl(normal) : packagePurl(given, source.url);
  const missing = given.reason ?? 'unknown-version';
  return {
    name: normalizeName(given.pypiName ?? name),
    version: normal,
    source,
    ...(specifier === undefined || specifier === '' ? {} : { specifier }),
    ...(purl === undefined ? {} : { purl }),
    ...(license === undefined || license === '' ? {} : { license }),
    extras: [],
    groups,
    hashes: [...new Set(given.hashes ?? [])].sort(),
    locations: [at],
    reasons: normal === null ? [missing] : parsed?.ok ? [] : ['invalid-version'],
    requires: [...new Set((given.requires ?? []).map(normalizeName))].sort(),
  };
}

function interpreterPurl(version: string | null): string | undefined {
  const purl = makePurl({ type: 'generic', name: 'python', version });
  return purl.ok ? formatPurl(purl.value) : undefined;
}

/** Source: purl-spec, type `conda`: build, channel and subdir are qualifiers. The build is of one platform, and left out. */
function packagePurl({ name, version }: CondaPackage, channel: string | undefined): string | undefined {
  const label = channel?.slice(channel.lastIndexOf('/') + 1) ?? '';
  const purl = makePurl({ type: 'conda', name, version, qualifiers: new Map([['channel', label]]) });
  return purl.ok ? formatPurl(purl.value) : undefined;
}

/** Digests that a record names, by algorithm. */
export function condaHashes(md5: string | undefined, sha256: string | undefined): string[] {
  return [
    ...(md5 !== undefined && /^[0-9a-f]{32}$/i.test(md5) ? [`md5:${md5.toLowerCase()}`] : []),
    ...(sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256) ? [`sha256:${sha256.toLowerCase()}`] : []),
  ];
}

/** The name that a dependency of a record asks for: `libzlib >=1.3.1,<2.0a0`. Virtual packages (`__glibc`) are none. */
export function dependName(text: string): string | undefined {
  const name = /^[^\s=<>!~[;,]{1,200}/.exec(text.trim())?.[0];
  return name === undefined || name.startsWith('__') ? undefined : name.slice(name.lastIndexOf(':') + 1);
}
