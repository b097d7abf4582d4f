import type { MarkerEnvironment } from './environment.ts';
import { excerpt } from './excerpt.ts';
import type { Marker } from './marker.ts';
import { evaluateMarker, type MarkerContext } from './marker-evaluate.ts';
import type { NormalizedName } from './name.ts';
import type {
  Pylock,
  PylockArchive,
  PylockDirectory,
  PylockEntry,
  PylockSdist,
  PylockVcs,
  PylockWheel,
} from './pylock.ts';
import { err, ok, type Result, type TreeFault, type TreePath } from './result.ts';
import { contains, formatSpecifierSet, type SpecifierSet } from './specifier-set.ts';
import type { Tag } from './tag.ts';
import { rankTags, type TagRanking, tagPriority } from './tag-ranking.ts';
import { formatVersion } from './version.ts';

/** What a lock file is to be installed for. */
export interface PylockRequest {
  /** The environment; it must define the fields that the lock's markers name, and `python_full_version`. */
  readonly environment: MarkerEnvironment;
  /** The tags that the environment supports, best first. */
  readonly tags: readonly Tag[];
  /** The extras asked for; default none. */
  readonly extras?: readonly string[] | undefined;
  /** The dependency groups asked for, in place of the lock's default groups; empty asks for no group. */
  readonly dependencyGroups?: readonly string[] | undefined;
  /** Whether an sdist is to be taken even where a wheel would do; default never. */
  readonly preferSdist?: ((name: NormalizedName) => boolean) | undefined;
}

/** Where to get an entry's files from. */
export type PylockSource =
  | { readonly kind: 'vcs'; readonly vcs: PylockVcs }
  | { readonly kind: 'directory'; readonly directory: PylockDirectory }
  | { readonly kind: 'archive'; readonly archive: PylockArchive }
  | { readonly kind: 'sdist'; readonly file: PylockSdist }
  | { readonly kind: 'wheel'; readonly file: PylockWheel };

/** One thing to install. */
export interface PylockChoice {
  /** The entry's place in `packages`. */
  readonly index: number;
  readonly entry: PylockEntry;
  readonly source: PylockSource;
}

/**
 * What a lock file says to install, in the order of its entries. Nothing is looked up: the same lock
 * and request always give the same answer. `dependencies` are not followed; markers alone decide.
 *
 * Of several wheels the one with the best tag is taken, among equals the first listed; where no wheel
 * fits, the sdist. Faults, each at its place in the lock: `unsupported-python`,
 * `unsupported-environment`, `ambiguous-entry` (several entries of one name remain), `no-fitting-file`,
 * `undefined-field` and `undefined-comparison` (a marker that cannot be answered). All are told.
 *
 * Source: packaging.python.org, "`pylock.toml` Specification" (PEP 751), "Installation".
 */
export function selectFromPylock(lock: Pylock, request: PylockRequest): Result<PylockChoice[], TreeFault[]> {
  const faults: TreeFault[] = [];
  const python = pythonVersion(request.environment);
  checkPython(lock.requiresPython, python, ['requires-python'], faults);
  if (lock.environments !== undefined && lock.environments.length > 0) {
    checkEnvironments(lock.environments, request.environment, faults);
  }
  const environment: MarkerEnvironment = {
    ...request.environment,
    extras: request.extras ?? [],
    dependency_groups: request.dependencyGroups ?? lock.defaultGroups ?? [],
  };
  const slated = new Map<NormalizedName, number>();
  for (const [index, entry] of lock.packages.entries()) {
    const at = ['packages', index];
    if (entry.marker && !holds(entry.marker, environment, 'lock_file', [...at, 'marker'], faults)) continue;
    checkPython(entry.requiresPython, python, [...at, 'requires-python'], faults);
    const other = slated.get(entry.name);
    if (other === undefined) slated.set(entry.name, index);
    else {
      const message = `\`${excerpt(entry.name)}\` is to be installed by \`packages[${other}]\` already: only one entry may remain`;
      faults.push({ code: 'ambiguous-entry', message, path: at });
    }
  }
  const ranking = rankTags(request.tags);
  const choices: PylockChoice[] = [];
  for (const index of slated.values()) {
    const entry = lock.packages[index];
    if (!entry) continue;
    const source = chooseSource(entry, ranking, request.preferSdist);
    if (source) choices.push({ index, entry, source });
    else faults.push(noFile(entry, index));
  }
  return faults.length > 0 ? err(faults) : ok(choices);
}

/** Builds between releases call themselves `3.12.1+`, which is no version. */
function pythonVersion(environment: MarkerEnvironment): string {
  const version = environment.python_full_version ?? '';
  return version.endsWith('+') ? `${version}local` : version;
}

function checkPython(wanted: SpecifierSet | undefined, python: string, path: TreePath, faults: TreeFault[]): void {
  if (wanted === undefined || contains(wanted, python)) return;
  const message = `Python \`${excerpt(python)}\` does not satisfy \`${excerpt(formatSpecifierSet(wanted))}\``;
  faults.push({ code: 'unsupported-python', message, path });
}

/** One that holds is enough, and those after it are not asked. */
function checkEnvironments(markers: readonly Marker[], environment: MarkerEnvironment, faults: TreeFault[]): void {
  const before = faults.length;
  for (const [i, marker] of markers.entries()) {
    if (holds(marker, environment, 'requirement', ['environments', i], faults)) return;
    if (faults.length > before) return;
  }
  const message = 'the lock file is for none of the environments like this one: no marker holds';
  faults.push({ code: 'unsupported-environment', message, path: ['environments'] });
}

function holds(
  marker: Marker,
  environment: MarkerEnvironment,
  context: MarkerContext,
  path: TreePath,
  faults: TreeFault[],
): boolean {
  const answer = evaluateMarker(marker, environment, context);
  if (answer.ok) return answer.value;
  faults.push({ code: answer.error.code, message: answer.error.message, path });
  return false;
}

function chooseSource(
  entry: PylockEntry,
  ranking: TagRanking,
  preferSdist: PylockRequest['preferSdist'],
): PylockSource | undefined {
  const { vcs, directory, archive, sdist, wheels } = entry;
  if (vcs) return { kind: 'vcs', vcs };
  if (directory) return { kind: 'directory', directory };
  if (archive) return { kind: 'archive', archive };
  if (sdist && preferSdist?.(entry.name) === true) return { kind: 'sdist', file: sdist };
  const wheel = firstBest(ranking, wheels ?? []);
  if (wheel) return { kind: 'wheel', file: wheel };
  return sdist && { kind: 'sdist', file: sdist };
}

/** Unlike on an index, build tags do not decide: the lock's order does, so that all installers take the same file. */
function firstBest(ranking: TagRanking, wheels: readonly PylockWheel[]): PylockWheel | undefined {
  let best: PylockWheel | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const file of wheels) {
    const rank = tagPriority(ranking, file.wheel.tags);
    if (rank === undefined || rank >= least) continue;
    least = rank;
    best = file;
  }
  return best;
}

function noFile(entry: PylockEntry, index: number): TreeFault {
  const shown = `\`${excerpt(`${entry.name}${entry.version ? ` ${formatVersion(entry.version)}` : ''}`)}\``;
  const message = `none of the wheels of ${shown} fits the environment, and there is no sdist`;
  return { code: 'no-fitting-file', message, path: ['packages', index] };
}
