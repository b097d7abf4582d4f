import { createHash } from 'node:crypto';
import {
  compareVersions,
  formatVersion,
  isValidName,
  type NormalizedName,
  normalizeName,
  type Parsed,
  parseSdistFilename,
  parseVersion,
  parseWheelFilename,
  type Requirement,
  type Version,
} from '@rind/pypa';
import { type DistributionMetadata, readSdistMetadata, readWheelMetadata } from '../artifact/distribution-metadata.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { ComponentSource } from './component.ts';
import { type DistributionFacts, readFacts } from './distribution-facts.ts';
import { shownPath, startOf } from './folder-place.ts';
import type { SourceFolder } from './format.ts';
import type { InstalledDistribution } from './installed-distribution.ts';

/** What the name of a wheel or source distribution says. */
export interface DistributionName {
  readonly name: NormalizedName;
  readonly version: Version;
  readonly kind: 'wheel' | 'sdist-tar' | 'sdist-zip';
}

/** Reads the name of a distribution file; undefined where the file is none by its name. */
export function distributionName(fileName: string): DistributionName | undefined {
  const isWheel = fileName.endsWith('.whl');
  const parsed = isWheel ? parseWheelFilename(fileName) : parseSdistFilename(fileName);
  if (!parsed.ok || !isValidName(parsed.value.name)) return undefined;
  const { name, version } = parsed.value;
  return { name, version, kind: isWheel ? 'wheel' : fileName.endsWith('.zip') ? 'sdist-zip' : 'sdist-tar' };
}

/**
 * Reads one wheel or source distribution of a folder. Its metadata counts; where that cannot be read, its
 * name does, and that is a problem.
 */
export function readDistributionFile(
  folder: SourceFolder,
  fileName: string,
  named: DistributionName,
  problems: Problem[],
): InstalledDistribution {
  const at = startOf(folder, fileName);
  // One release may have many files here: they are one component.
  const source: ComponentSource = { kind: 'path', url: folder.path };
  const byName: InstalledDistribution = {
    name: named.name,
    version: formatVersion(named.version),
    source,
    at,
    requires: [],
    isRequested: false,
    hashes: [],
    reasons: [],
  };
  const bytes = folder.bytes(fileName);
  if (!bytes.ok) {
    problems.push(bytes.error);
    return byName;
  }
  const hashes = [`sha256:${createHash('sha256').update(bytes.value).digest('hex')}`];
  const metadata = readMetadata(bytes.value, named);
  if (!metadata.ok) {
    problems.push(problem('archive-invalid', `\`${fileName.slice(0, 200)}\`: ${metadata.error.message}`, { at }));
    return { ...byName, hashes };
  }
  const facts = readFacts(metadata.value.bytes, shownPath(folder, fileName));
  // Lines of a file inside an archive are no lines of the archive.
  for (const one of facts.problems) problems.push({ ...one, at });
  return { ...byName, hashes, ...described(facts, named, fileName, at, problems) };
}

function readMetadata(bytes: Uint8Array, { kind }: DistributionName): Parsed<DistributionMetadata> {
  return kind === 'wheel' ? readWheelMetadata(bytes) : readSdistMetadata(bytes, kind === 'sdist-zip');
}

interface Described {
  readonly name: NormalizedName;
  readonly version: string | null;
  readonly reasons: readonly string[];
  readonly requires: readonly Requirement[];
  readonly requiresPython?: string;
  readonly license?: string;
}

function described(
  { name, version, requires, requiresPython, license }: DistributionFacts,
  named: DistributionName,
  fileName: string,
  at: Problem['at'] & {},
  problems: Problem[],
): Described {
  const parsed = version === undefined ? undefined : parseVersion(version);
  const agrees =
    name !== undefined &&
    normalizeName(name) === named.name &&
    parsed?.ok === true &&
    compareVersions(parsed.value, named.version) === 0;
  if (!agrees) {
    const said = `${name ?? 'no valid name'} ${version ?? 'without a version'}`.slice(0, 100);
    problems.push(
      problem('archive-mismatch', `\`${fileName.slice(0, 200)}\` holds the metadata of \`${said}\``, { at }),
    );
  }
  return {
    name: name === undefined ? named.name : normalizeName(name),
    version: parsed?.ok ? formatVersion(parsed.value) : (version ?? null),
    reasons: agrees ? [] : parsed?.ok === false ? ['invalid-version', 'unknown-version'] : ['unknown-version'],
    requires,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(license === undefined ? {} : { license }),
  };
}
