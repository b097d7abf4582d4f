import { normalizeName } from '@rind/pypa';
import { parseInstant } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Advisory, AdvisoryDetails, AffectedProject, AffectedRange, RangeEvent } from './advisory.ts';

const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

function fields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): string[] {
  return list(value).filter((item) => typeof item === 'string');
}

/** What one OSV record says. */
export interface OsvReading {
  /** Null when it says nothing about a PyPI project that can be read. */
  readonly advisory: Advisory | null;
  /** Null with it. */
  readonly details: AdvisoryDetails | null;
  readonly problems: readonly Problem[];
}

/** No id of any database comes near; one without end would fill every report. */
const LONGEST_ID = 200;

/**
 * Reads one OSV record. It says nothing when it is withdrawn or of another ecosystem. Where it cannot
 * be told which project is meant, that is `advisory-damaged`; a malformed range becomes one whose bound
 * is no version: what the record lists by name still counts, see `matchAdvisory`.
 *
 * Source: OSV schema, https://ossf.github.io/osv-schema/.
 */
export function parseOsvRecord(value: unknown, source: string): OsvReading {
  const record = fields(value);
  const id = record?.['id'];
  if (record === undefined || typeof id !== 'string' || id === '') {
    return damaged(`a record of \`${source}\` has no \`id\``);
  }
  if (id.length > LONGEST_ID)
    return damaged(`the \`id\` of a record of \`${source}\` is longer than ${LONGEST_ID} characters`);
  if (typeof record['withdrawn'] === 'string') return { advisory: null, details: null, problems: [] };
  const listed = record['affected'] ?? [];
  if (!Array.isArray(listed)) return damaged(`\`affected\` of \`${id}\` in \`${source}\` is no list`);
  const subjects = listed.map(affectedProject);
  const problems = subjects.includes('unreadable')
    ? damaged(`\`${id}\` in \`${source}\` does not say which project it speaks of`).problems
    : [];
  const affected = subjects.filter((project) => typeof project === 'object');
  if (affected.length === 0) return { advisory: null, details: null, problems };
  return { advisory: { ...named(id, record), affected, source }, details: described(record), problems };
}

function damaged(message: string): OsvReading {
  return { advisory: null, details: null, problems: [problem('advisory-damaged', message)] };
}

function named(id: string, record: Readonly<Record<string, unknown>>): Omit<Advisory, 'affected' | 'source'> {
  const { modified } = record;
  return {
    id,
    aliases: ids(record['aliases']),
    upstream: ids(record['upstream']),
    modified: typeof modified === 'string' && parseInstant(modified).ok ? modified : '',
  };
}

function ids(value: unknown): string[] {
  return texts(value).filter((id) => id !== '' && id.length <= LONGEST_ID);
}

function described(record: Readonly<Record<string, unknown>>): AdvisoryDetails {
  const { summary, details, published } = record;
  const word = fields(record['database_specific'])?.['severity'];
  return {
    summary: typeof summary === 'string' ? summary : null,
    details: typeof details === 'string' ? details : '',
    published: typeof published === 'string' && parseInstant(published).ok ? published : '',
    severity: list(record['severity']).flatMap((item) => {
      const entry = fields(item);
      const [type, score] = [entry?.['type'], entry?.['score']];
      return typeof type === 'string' && typeof score === 'string' ? [{ type, score }] : [];
    }),
    severityWord: typeof word === 'string' ? word : null,
    references: list(record['references']).flatMap((item) => texts([fields(item)?.['url']])),
  };
}

function affectedProject(value: unknown): AffectedProject | 'other' | 'unreadable' {
  const entry = fields(value);
  const subject = fields(entry?.['package']);
  // A record may speak of commits alone: then there is no `package`.
  if (entry !== undefined && entry['package'] === undefined) return 'other';
  const [name, registry] = [subject?.['name'], subject?.['ecosystem']];
  if (typeof registry !== 'string') return 'unreadable';
  // Ecosystems may carry a suffix after a colon (`PyPI:…`); the prefix alone names the registry.
  if (registry.split(':', 1)[0] !== 'PyPI') return 'other';
  if (typeof name !== 'string') return 'unreadable';
  const ranges = affectedRanges(entry ?? {});
  const versions = texts(entry?.['versions']);
  // With ranges of commits alone, or nothing at all, it is affected in some version that is not said.
  const silent = ranges.length + versions.length === 0;
  return { name: normalizeName(name), ranges: silent ? [UNREADABLE] : ranges, versions };
}

/** Stands for a range that cannot be read: its bound is no version, so `matchAdvisory` cannot tell. */
const UNREADABLE: AffectedRange = { events: [{ kind: 'introduced', version: '' }] };

function affectedRanges({ ranges = [], versions = [] }: Readonly<Record<string, unknown>>): AffectedRange[] {
  const read = Array.isArray(ranges) ? ranges.flatMap((item) => affectedRange(item) ?? []) : [UNREADABLE];
  // A list with anything but texts may mean a version that was not seen.
  const named = Array.isArray(versions) && versions.every((version) => typeof version === 'string');
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
  const kinds = EVENTS.filter((kind) => event?.[kind] !== undefined);
  const [kind] = kinds;
  const version = kind === undefined ? undefined : event?.[kind];
  return kind !== undefined && kinds.length === 1 && typeof version === 'string'
    ? { kind, version }
    : { kind: 'introduced', version: '' };
}
