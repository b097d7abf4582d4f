import { posix } from 'node:path';
import { isValidName, normalizeName, parseRequirement, type Requirement } from '@rind/pypa';
import { readZip } from '../artifact/zip.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { type DistributionFacts, readFacts } from './distribution-facts.ts';
import { readMetadataFile } from './environment-distribution.ts';
import { isInside } from './environment-origin.ts';
import { eggRequirements } from './environment-requires-txt.ts';
import { shownPath, startOf } from './folder-place.ts';
import type { FolderEntry, SourceFolder } from './format.ts';
import { type InstalledDistribution, identify, writtenIdentity } from './installed-distribution.ts';

const PKG_INFO = 'PKG-INFO';
const EGG_INFO = 'EGG-INFO';
const LIMITS = { maxEntryBytes: 16 * 1024 * 1024, maxTotalBytes: Number.MAX_SAFE_INTEGER };

/** The endings that this file reads. */
export const EGG_ENDING: RegExp = /\.(?:egg-info|egg|egg-link)$/;

/**
 * Reads what setuptools and distutils left before wheels: an `.egg-info` folder or file, an `.egg` folder or
 * archive, an `.egg-link`. Undefined where not even a name can be told, which is a problem then.
 *
 * Source: setuptools' documentation, "The Internal Structure of Python Eggs".
 */
export function readEgg(
  folder: SourceFolder,
  site: string,
  { name, kind }: FolderEntry,
  problems: Problem[],
): InstalledDistribution | undefined {
  const path = posix.join(site, name);
  const stem = name.replace(EGG_ENDING, '');
  if (name.endsWith('.egg-link')) return readLink(folder, path, stem, problems);
  if (kind === 'file' && name.endsWith('.egg')) return readArchive(folder, path, stem, problems);
  const inner = name.endsWith('.egg') ? posix.join(path, EGG_INFO) : path;
  const facts = readMetadataFile(folder, kind === 'file' ? path : posix.join(inner, PKG_INFO), problems);
  const said = kind === 'file' ? undefined : folder.text(posix.join(inner, 'requires.txt'));
  return toDistribution(folder, path, stem, facts, said?.ok ? said.value.text : undefined, problems);
}

function toDistribution(
  folder: SourceFolder,
  path: string,
  stem: string,
  facts: DistributionFacts | undefined,
  requiresTxt: string | undefined,
  problems: Problem[],
): InstalledDistribution | undefined {
  const at = facts?.at ?? startOf(folder, path);
  const identity = identify(facts, writtenIdentity(stem), at, problems);
  if (identity === undefined) return undefined;
  const { requiresPython, license, requires = [] } = facts ?? {};
  return {
    ...identity,
    source: { kind: 'installed' },
    at,
    // Newer metadata says it itself.
    requires: requires.length > 0 ? requires : requirementsOf(requiresTxt ?? ''),
    isRequested: false,
    hashes: [],
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(license === undefined ? {} : { license }),
  };
}

function requirementsOf(requiresTxt: string): Requirement[] {
  return eggRequirements(requiresTxt).flatMap((text) => {
    const parsed = parseRequirement(text);
    return parsed.ok ? [parsed.value] : [];
  });
}

function readArchive(
  folder: SourceFolder,
  path: string,
  stem: string,
  problems: Problem[],
): InstalledDistribution | undefined {
  const at = startOf(folder, path);
  const read = (name: string): Uint8Array | undefined => {
    const content = entries?.find((entry) => entry.name === `${EGG_INFO}/${name}`)?.read();
    return content?.ok ? content.value : undefined;
  };
  const bytes = folder.bytes(path);
  const archive = bytes.ok ? readZip(bytes.value, LIMITS) : undefined;
  const entries = archive?.ok ? archive.value : undefined;
  if (!bytes.ok) problems.push(bytes.error);
  else if (archive?.ok === false) problems.push(problem('archive-invalid', archive.error.message, { at }));
  const metadata = read(PKG_INFO);
  if (entries !== undefined && metadata === undefined)
    problems.push(
      problem('environment-invalid', `\`${at.path.slice(0, 200)}\` holds no readable \`${EGG_INFO}/${PKG_INFO}\``, {
        at,
      }),
    );
  const facts = metadata && readFacts(metadata, shownPath(folder, path));
  const requiresTxt = read('requires.txt');
  return toDistribution(
    folder,
    path,
    stem,
    // Lines of a file inside an archive are no lines of the archive.
    facts && { ...facts, at },
    requiresTxt && Buffer.from(requiresTxt).toString('utf8'),
    problems,
  );
}

/** A folder elsewhere that is imported from as it stands: its first line is the path. */
function readLink(
  folder: SourceFolder,
  path: string,
  stem: string,
  problems: Problem[],
): InstalledDistribution | undefined {
  const at = startOf(folder, path);
  const file = folder.text(path);
  if (!file.ok) problems.push(file.error);
  const target = file.ok ? (file.value.text.split(/[\r\n]/, 1)[0]?.trim() ?? '') : '';
  if (!isValidName(stem)) {
    problems.push(
      problem('environment-invalid', `\`${at.path.slice(0, 200)}\` does not say which project it is`, { at }),
    );
    return undefined;
  }
  const isRoot = target !== '' && isInside(target, folder.root);
  return {
    name: normalizeName(stem),
    version: null,
    source: isRoot ? 'root' : { kind: 'path', ...(target === '' ? {} : { url: redactUrl(target) }) },
    at,
    requires: [],
    isRequested: false,
    hashes: [],
    reasons: ['unknown-version'],
  };
}
