import { posix } from 'node:path';
import { fileNameOfUrl, formatVersion, type NormalizedName, parseSdistFilename, parseWheelFilename } from '@rind/pypa';
import { redactUrl } from '../base/secret.ts';
import type { ComponentSource } from './component.ts';
import type { SourceFile } from './format.ts';

const PYPI = /^https:\/\/pypi\.org\/simple\/?$/;

/** An index as a source; PyPI, which every tool means when it names none, has no address. */
export function indexSource(url: string | undefined): ComponentSource {
  return url === undefined || PYPI.test(url) ? { kind: 'index' } : { kind: 'index', url: redactUrl(url) };
}

/** A checkout, in the parts that locks name it by. */
export interface VcsAddress {
  /** `git`, `hg`, `svn`, `bzr`; unknown where the lock does not say. */
  readonly type?: string | undefined;
  readonly url: string;
  readonly commit?: string | undefined;
  readonly subdirectory?: string | undefined;
}

/** A checkout as a source, named alike whatever lock it stands in: `git+https://host/repository@commit`. */
export function vcsSource({ type, url, commit, subdirectory }: VcsAddress): ComponentSource {
  const at = commit === undefined ? '' : `@${commit}`;
  // A second address behind the first may have been cut at the `@` of its password.
  const isNested = url.indexOf('://') !== url.lastIndexOf('://');
  const parts = [
    // A damaged record may have an address there.
    type === undefined ? '' : `${redactUrl(type)}+`,
    isNested ? redactUrl(url + at) : redactUrl(url) + redactUrl(at),
    subdirectory === undefined ? '' : `#subdirectory=${redactUrl(subdirectory)}`,
  ];
  return { kind: 'vcs', url: parts.join('') };
}

/**
 * Whether a folder that a file names lies in the repository: then it is the project itself or
 * a member of its workspace. Paths count from the file's folder and may use either separator.
 */
export function isInRepository(file: SourceFile, directory: string): boolean {
  const path = directory.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return false;
  const folder = posix.join(posix.dirname(file.path), path);
  return folder !== '..' && !folder.startsWith('../');
}

/** Name and version where a file's name, or that of the file at an address, says both for certain. */
export function archiveOf(address: string): { name: NormalizedName; version: string } | undefined {
  const file = fileNameOfUrl(address.replace(/[?#].*$/s, '')) ?? '';
  const parsed = file.endsWith('.whl') ? parseWheelFilename(file) : parseSdistFilename(file);
  return parsed.ok ? { name: parsed.value.name, version: formatVersion(parsed.value.version) } : undefined;
}
