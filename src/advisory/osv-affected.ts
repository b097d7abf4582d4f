import { type NormalizedName, normalizeName } from '@rind/pypa';
import type { AffectedProject, AffectedRange, AffectedRepository, RangeEvent } from './advisory.ts';
import { fields, isAbsent, list, texts } from './osv-fields.ts';
import { repositoryKey } from './repository-key.ts';

const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/** What one entry of `affected` speaks of. */
export type AffectedEntry =
  | { readonly kind: 'project'; readonly project: AffectedProject }
  | { readonly kind: 'repositories'; readonly repositories: readonly AffectedRepository[] }
  /** Another ecosystem. */
  | { readonly kind: 'other' }
  /** It cannot be told which project is meant. */
  | { readonly kind: 'unreadable' };

/** Stands for a range that cannot be read: its bound is no version, so `matchAdvisory` cannot tell. */
const UNREADABLE: AffectedRange = { events: [{ kind: 'introduced', version: '' }] };

/**
 * Reads an entry of a record's `affected`. A malformed range becomes one whose bound is no version.
 *
 * Source: OSV schema, `affected[]`.
 */
export function affectedEntry(value: unknown): AffectedEntry {
  const entry = fields(value);
  if (entry === undefined) return { kind: 'unreadable' };
  // A record may speak of commits alone: then there is no `package`.
  if (isAbsent(entry['package'])) return { kind: 'repositories', repositories: affectedRepositories(entry) };
  const name = affectedName(entry);
  if (name === 'other' || name === 'unreadable') return { kind: name };
  const ranges = affectedRanges(entry);
  const versions = listedVersions(name.name, texts(entry['versions']));
  // With ranges of commits alone, or nothing at all, it is affected in some version that is not said.
  const silent = ranges.length + versions.length === 0;
  return { kind: 'project', project: { name: name.name, ranges: silent ? [UNREADABLE] : ranges, versions } };
}

/** The PyPI project that an entry of `affected` names. */
export function affectedName(
  entry: Readonly<Record<string, unknown>>,
): { readonly name: NormalizedName } | 'other' | 'unreadable' {
  const subject = fields(entry['package']);
  const [name, registry] = [subject?.['name'], subject?.['ecosystem']];
  if (typeof registry !== 'string') return 'unreadable';
  // Ecosystems may carry a suffix after a colon (`PyPI:…`); the prefix alone names the registry.
  if (registry.split(':', 1)[0]?.toLowerCase() !== 'pypi') return 'other';
  return typeof name === 'string' && name !== '' ? { name: normalizeName(name) } : 'unreadable';
}

/** As written; where one is written as a pin of the project (`NAME==1.0`, seen in the wild), its version too. */
function listedVersions(name: NormalizedName, written: readonly string[]): readonly string[] {
  if (!written.some((text) => text.includes('=='))) return written;
  const pinned = written.flatMap((text) => {
    const at = text.indexOf('==');
    return at > 0 && normalizeName(text.slice(0, at).trim()) === name ? [text.slice(at + 2).trim()] : [];
  });
  return [...written, ...pinned];
}

function affectedRanges({ ranges, versions }: Readonly<Record<string, unknown>>): AffectedRange[] {
  const read = isAbsent(ranges)
    ? []
    : Array.isArray(ranges)
      ? ranges.flatMap((item) => affectedRange(item) ?? [])
      : [UNREADABLE];
  // A list with anything but texts may mean a version that was not seen.
  const named =
    isAbsent(versions) || (Array.isArray(versions) && versions.every((version) => typeof version === 'string'));
  return named ? read : [...read, UNREADABLE];
}

function affectedRange(value: unknown): AffectedRange | undefined {
  const range = fields(value);
  // GIT ranges speak of commits; they say nothing about a version.
  if (range?.['type'] === 'GIT') return undefined;
  if (range?.['type'] !== 'ECOSYSTEM' && range?.['type'] !== 'SEMVER') return UNREADABLE;
  const events = list(range['events']);
  return events.length === 0 ? UNREADABLE : { events: events.map(rangeEvent) };
}

/** An event that cannot be read, or says two things, keeps its place as a bound that is no version. */
function rangeEvent(value: unknown): RangeEvent {
  const event = fields(value);
  const kinds = EVENTS.filter((kind) => !isAbsent(event?.[kind]));
  const [kind] = kinds;
  const version = kind === undefined ? undefined : event?.[kind];
  return kind !== undefined && kinds.length === 1 && typeof version === 'string'
    ? { kind, version: version.trim() }
    : { kind: 'introduced', version: '' };
}

function affectedRepositories(entry: Readonly<Record<string, unknown>>): AffectedRepository[] {
  const byRepository = new Map<string, AffectedRange[]>();
  for (const item of list(entry['ranges'])) {
    const range = fields(item);
    const address = range?.['repo'];
    if (range?.['type'] !== 'GIT' || typeof address !== 'string' || address === '') continue;
    const events = list(range['events']).map(rangeEvent);
    const read = { events: events.map(({ kind, version }) => ({ kind, version: version.toLowerCase() })) };
    const repository = repositoryKey(address);
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), read]);
  }
  const versions = texts(entry['versions']);
  return [...byRepository].map(([repository, ranges]) => ({ repository, ranges, versions }));
}
