import { compareVersions, formatVersion, readVersion, sortVersions, type Version } from '@rind/pypa';
import type { Advisory, AffectedRange, AffectedRepository, RangeEvent } from './advisory.ts';
import { cpythonFirstReleases } from './cpython-releases.data.ts';

/** Where CPython is developed, as `repositoryKey` writes it: its advisories name no project, only commits of this. */
export const CPYTHON_REPOSITORY = 'https://github.com/python/cpython';

/** What an advisory says of one release of CPython. */
export type InterpreterMatch =
  | { readonly affected: true; readonly fixed: readonly string[] }
  | { readonly affected: false }
  /**
   * It cannot be told: the table of releases does not know a commit of the record, every fix is of older minor lines
   * than the release's (`older-lines`), or a part of the record cannot be read.
   */
  | {
      readonly affected: 'unknown';
      readonly reason: 'unknown-commit' | 'older-lines' | 'damaged-advisory' | 'invalid-version';
    };

/**
 * Whether a release of CPython is affected. Advisories name commits; a table that ships with Rind says
 * which release first contains each. A release contains a commit when one of those first releases is in
 * its own minor line and not after it, or is an X.Y.0 or a pre-release of one, not after it. It is free
 * of a flaw when it contains one of the fixes. What the table cannot say is `unknown`: also where every fix
 * was first in a line older than its own and in no X.Y.0, since what it mended may have gone by another way
 * (`imageop` was removed), or never have been in the line.
 *
 * Not told apart: flaws of some modules or systems only, and the fixes that a distribution adds to an
 * older release.
 *
 * Source: OSV schema, `affected[].ranges[]` of type GIT; the table, see `tools/cpython-data.ts`.
 */
export function matchInterpreter(advisory: Advisory, version: string): InterpreterMatch {
  const own = readVersion(version);
  let unknown: InterpreterMatch | undefined;
  for (const repository of advisory.repositories) {
    if (repository.repository.toLowerCase() !== CPYTHON_REPOSITORY) continue;
    if (own === undefined) return { affected: 'unknown', reason: 'invalid-version' };
    const match = matchRepository(repository, own);
    if (match.affected === true) return match;
    if (match.affected !== false) unknown = match;
  }
  return unknown ?? { affected: false };
}

function matchRepository({ ranges, versions }: AffectedRepository, own: Version): InterpreterMatch {
  let unknown: InterpreterMatch | undefined;
  for (const range of ranges) {
    const match = matchCommits(range, own);
    if (match.affected === true) return match;
    if (match.affected !== false) unknown = match;
  }
  const isListed = versions.some((tag) => {
    const listed = readVersion(tag);
    return listed !== undefined && compareVersions(listed, own) === 0;
  });
  return isListed ? { affected: true, fixed: [] } : (unknown ?? { affected: false });
}

function matchCommits({ events }: AffectedRange, own: Version): InterpreterMatch {
  const of = (wanted: RangeEvent['kind']) => events.filter(({ kind }) => kind === wanted).map(({ version }) => version);
  const [introduced, fixed] = [of('introduced'), of('fixed')];
  const fixes = fixed.map(releasesWith);
  if (fixes.some((releases) => contains(releases, own))) return { affected: false };
  const beginnings = introduced.map((commit) => (commit === '0' ? true : contains(releasesWith(commit), own)));
  if (introduced.length === 0 || events.some(({ version }) => version === ''))
    return { affected: 'unknown', reason: 'damaged-advisory' };
  // Of an end that is not a fix the table says nothing, nor of commits that it does not have.
  const isOpen = fixes.includes(undefined) || introduced.length + fixed.length < events.length;
  if (beginnings.every((begun) => begun === false)) return { affected: false };
  if (isOpen || !beginnings.includes(true)) return { affected: 'unknown', reason: 'unknown-commit' };
  const after = fixes.flatMap((releases) => releases ?? []).filter((release) => compareVersions(release, own) > 0);
  // Nobody would mend the lines before a flaw and leave it in all that come after; but no record says that it is gone.
  if (fixed.length > 0 && after.length === 0) return { affected: 'unknown', reason: 'older-lines' };
  return { affected: true, fixed: [...new Set(sortVersions(after).map(formatVersion))] };
}

const releases = new Map<string, readonly Version[] | undefined>();

/** The first releases with a commit; undefined when the table does not have it. */
function releasesWith(commit: string): readonly Version[] | undefined {
  if (releases.has(commit)) return releases.get(commit);
  const first = cpythonFirstReleases();
  if (!Object.hasOwn(first, commit)) return undefined;
  const known = first[commit]?.split(' ').flatMap((release) => readVersion(release) ?? []);
  releases.set(commit, known);
  return known;
}

/** Whether a release has a commit by the releases that had it first; undefined when those are not known. */
function contains(first: readonly Version[] | undefined, own: Version): boolean | undefined {
  return first?.some(
    (release) => compareVersions(release, own) <= 0 && (isOfLine(release, own) || isFirstOfLine(release)),
  );
}

function isOfLine(release: Version, own: Version): boolean {
  return release.release[0] === own.release[0] && (release.release[1] ?? '0') === (own.release[1] ?? '0');
}

/** An X.Y.0, or a pre-release of one: what is in it is in every later line. */
function isFirstOfLine({ release, post }: Version): boolean {
  return (release[2] ?? '0') === '0' && post === undefined;
}
