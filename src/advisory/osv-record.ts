import { err, normalizeName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Advisory, AffectedProject, AffectedRange, RangeEvent } from './advisory.ts';

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

/**
 * Reads one OSV record. Null when it says nothing about a PyPI project: withdrawn, or of another
 * ecosystem. A record without `id` or `modified`, or with malformed ranges, is `advisory-damaged`:
 * what it lists by name still counts, see `matchAdvisory`.
 *
 * Source: OSV schema, https://ossf.github.io/osv-schema/.
 */
export function parseOsvRecord(value: unknown, source: string): Result<Advisory | null, Problem> {
  const record = fields(value);
  const id = record?.['id'];
  if (record === undefined || typeof id !== 'string' || id === '') {
    return err(problem('advisory-damaged', `a record of \`${source}\` has no \`id\``));
  }
  if (typeof record['withdrawn'] === 'string') return ok(null);
  const affected = list(record['affected']).flatMap((item) => affectedProject(item) ?? []);
  if (affected.length === 0) return ok(null);
  return ok({
    id,
    aliases: texts(record['aliases']),
    summary: typeof record['summary'] === 'string' ? record['summary'] : null,
    details: typeof record['details'] === 'string' ? record['details'] : '',
    modified: typeof record['modified'] === 'string' ? record['modified'] : '',
    severity: list(record['severity']).flatMap((item) => {
      const entry = fields(item);
      const [type, score] = [entry?.['type'], entry?.['score']];
      return typeof type === 'string' && typeof score === 'string' ? [{ type, score }] : [];
    }),
    affected,
    references: list(record['references']).flatMap((item) => texts([fields(item)?.['url']])),
    source,
  });
}

function affectedProject(value: unknown): AffectedProject | undefined {
  const entry = fields(value);
  const subject = fields(entry?.['package']);
  const name = subject?.['name'];
  // Ecosystems may carry a suffix after a colon (`PyPI:…`); the prefix alone names the registry.
  const ecosystem = typeof subject?.['ecosystem'] === 'string' ? subject['ecosystem'].split(':', 1)[0] : undefined;
  if (typeof name !== 'string' || ecosystem !== 'PyPI') return undefined;
  return {
    name: normalizeName(name),
    ranges: list(entry?.['ranges']).flatMap((item) => affectedRange(item) ?? []),
    versions: texts(entry?.['versions']),
  };
}

function affectedRange(value: unknown): AffectedRange | undefined {
  const range = fields(value);
  // GIT ranges speak of commits; they say nothing about a version.
  if (range?.['type'] !== 'ECOSYSTEM' && range?.['type'] !== 'SEMVER') return undefined;
  return { events: list(range['events']).map(rangeEvent) };
}

/** An event that cannot be read keeps its place as a bound that is no version: `matchAdvisory` then cannot tell. */
function rangeEvent(value: unknown): RangeEvent {
  const event = fields(value);
  for (const kind of EVENTS) {
    const version = event?.[kind];
    if (typeof version === 'string') return { kind, version };
  }
  return { kind: 'introduced', version: '' };
}
