import {
  compareVersions,
  formatVersion,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseVersion,
  type Requirement,
} from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { Component, ComponentSource } from './component.ts';
import type { DistributionFacts } from './distribution-facts.ts';

/** One distribution that is installed in an environment. */
export interface InstalledDistribution {
  readonly name: NormalizedName;
  /** As PEP 440 normalises it; as written where it is none; null where it is not told. */
  readonly version: string | null;
  /** `root`: the project itself, or a member of its workspace. */
  readonly source: ComponentSource | 'root';
  readonly at: Location;
  readonly requires: readonly Requirement[];
  /** Whether somebody asked for it by name, where its installer tells such from what came along. */
  readonly isRequested: boolean;
  /** Whether its RECORD lists files with hashes; undefined where its format has none. */
  readonly hasRecord?: boolean;
  readonly hashes: readonly string[];
  readonly reasons: readonly string[];
  readonly requiresPython?: string;
  readonly license?: string;
  readonly purl?: string;
}

/** What the name of a `.dist-info`, `.egg-info` or `.egg` says: name and version, as written. */
export interface WrittenIdentity {
  readonly name: string;
  readonly version: string | undefined;
}

/** What a distribution is, by its metadata and its folder's name, and why that is not certain. */
export interface Identity {
  readonly name: NormalizedName;
  readonly version: string | null;
  readonly reasons: readonly string[];
}

/** Cuts `NAME-VERSION` of a folder's name; what follows another dash (`-py3.11`) belongs to eggs. */
export function writtenIdentity(stem: string): WrittenIdentity {
  const [, base = stem] = /^(.+?)-py\d[\d.]*(?:-.*)?$/s.exec(stem) ?? [];
  const dash = base.lastIndexOf('-');
  return dash <= 0 ? { name: base, version: undefined } : { name: base.slice(0, dash), version: base.slice(dash + 1) };
}

/**
 * Brings metadata and folder name together. The metadata counts, as for pip and `importlib.metadata`; what
 * the folder's name says stands in for a name that is missing. Undefined where there is no name at all.
 */
export function identify(
  facts: DistributionFacts | undefined,
  written: WrittenIdentity,
  at: Location,
  problems: Problem[],
): Identity | undefined {
  const shown = `${at.path.slice(0, 200)}`;
  const note = (message: string) => problems.push(problem('environment-invalid', `\`${shown}\` ${message}`, { at }));
  const name = facts?.name ?? (isValidName(written.name) ? written.name : undefined);
  if (name === undefined) {
    note('does not say which project it is');
    return undefined;
  }
  const normal = normalizeName(name);
  if (facts?.name === undefined || facts.version === undefined) {
    // Without metadata there is no problem yet: reading it has been one.
    if (facts !== undefined) note(`has no ${facts.name === undefined ? 'valid name' : 'version'} in its metadata`);
    return { name: normal, version: null, reasons: ['unknown-version'] };
  }
  const version = parseVersion(facts.version);
  const folderVersion = written.version === undefined ? undefined : parseVersion(written.version);
  const agrees =
    normalizeName(written.name) === normal &&
    (!version.ok || !folderVersion?.ok || compareVersions(version.value, folderVersion.value) === 0);
  if (!agrees)
    note(
      `is called \`${written.name.slice(0, 100)}\` ${written.version?.slice(0, 50) ?? ''}, its metadata says otherwise`,
    );
  return {
    name: normal,
    version: version.ok ? formatVersion(version.value) : redactUrl(facts.version),
    reasons: [...(version.ok ? [] : ['invalid-version']), ...(agrees ? [] : ['unknown-version'])],
  };
}

/** The component of a distribution that is none of the project's own; edges and extras are the caller's to tell. */
export function installedComponent(
  { name, version, source, at, hashes, reasons, requiresPython, license, purl }: InstalledDistribution,
  extras: readonly string[],
  requires: readonly NormalizedName[],
): Component | undefined {
  if (source === 'root') return undefined;
  return {
    name,
    version,
    source,
    ...(purl === undefined ? {} : { purl }),
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(license === undefined ? {} : { license }),
    extras,
    groups: [''],
    hashes,
    locations: [at],
    reasons: [...reasons].sort(),
    requires,
  };
}
