import { posix } from 'node:path';
import { parseRecord } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { type DistributionFacts, readFacts } from './distribution-facts.ts';
import { readOrigin } from './environment-origin.ts';
import { shownPath, startOf } from './folder-place.ts';
import type { SourceFolder } from './format.ts';
import { type InstalledDistribution, identify, writtenIdentity } from './installed-distribution.ts';

const ENDING = '.dist-info';
/** Installers that mark everything as asked for, and so say nothing by it: uv's `pip install`. */
const MARKS_ALL = /^uv\s*$/;

/**
 * Reads a `.dist-info` folder: METADATA, INSTALLER, REQUESTED, RECORD, `direct_url.json` and
 * `provenance_url.json`. Undefined where not even a name can be told, which is a problem then.
 *
 * Source: packaging.python.org, Recording installed projects (PEP 376, 610, 627, 710).
 */
export function readDistInfo(
  folder: SourceFolder,
  path: string,
  problems: Problem[],
): InstalledDistribution | undefined {
  const name = posix.basename(path);
  if (name.startsWith('~')) {
    problems.push(
      problem(
        'environment-invalid',
        `\`${name.slice(0, 100)}\` is left over from an uninstallation that was cut short`,
        {
          at: startOf(folder, path),
        },
      ),
    );
    return undefined;
  }
  const files = new Set(folder.list(path).flatMap((entry) => (entry.kind === 'file' ? [entry.name] : [])));
  const facts = readMetadataFile(folder, posix.join(path, 'METADATA'), problems);
  const at = facts?.at ?? startOf(folder, path);
  const identity = identify(facts, writtenIdentity(name.slice(0, -ENDING.length)), at, problems);
  if (identity === undefined) return undefined;
  const { source, hashes, reasons, problems: wrong } = readOrigin(folder, path, files);
  problems.push(...wrong);
  const { requiresPython, license } = facts ?? {};
  return {
    ...identity,
    source,
    at,
    requires: facts?.requires ?? [],
    isRequested: files.has('REQUESTED') && !marksAll(folder, path, files),
    hasRecord: files.has('RECORD') && listsHashes(folder, posix.join(path, 'RECORD')),
    hashes,
    reasons: [...identity.reasons, ...reasons],
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(license === undefined ? {} : { license }),
  };
}

/** METADATA or PKG-INFO of a folder; a problem where there is none. */
export function readMetadataFile(
  folder: SourceFolder,
  path: string,
  problems: Problem[],
): DistributionFacts | undefined {
  const bytes = folder.bytes(path);
  if (!bytes.ok) {
    problems.push(
      problem('environment-invalid', `there is no metadata: ${bytes.error.message}`, { at: startOf(folder, path) }),
    );
    return undefined;
  }
  const facts = readFacts(bytes.value, shownPath(folder, path));
  problems.push(...facts.problems);
  return facts;
}

function marksAll(folder: SourceFolder, path: string, files: ReadonlySet<string>): boolean {
  const installer = files.has('INSTALLER') ? folder.text(posix.join(path, 'INSTALLER')) : undefined;
  return installer?.ok === true && MARKS_ALL.test(installer.value.text);
}

/** Characters of a RECORD that are looked at: one that lists hashes does so from its first lines on. */
const MOST_OF_RECORD = 256 * 1024;

/** Whether a RECORD has a hash for a file beside the ones that never have one. PEP 376, "RECORD". */
function listsHashes(folder: SourceFolder, path: string): boolean {
  const file = folder.text(path);
  return (
    file.ok &&
    parseRecord(file.value.text.slice(0, MOST_OF_RECORD), 'installed').entries.some(({ hash }) => hash !== undefined)
  );
}
