import { parseInstant } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Advisory, AdvisoryDetails } from './advisory.ts';
import { damageOf } from './match.ts';
import { affectedEntry } from './osv-affected.ts';
import { fields, isAbsent, list, texts } from './osv-fields.ts';
import { statedSeverities } from './osv-severity.ts';

/** What one OSV record says. */
export interface OsvReading {
  /** Null when it says nothing about a PyPI project or a repository that can be read. */
  readonly advisory: Advisory | null;
  /** Null with it. */
  readonly details: AdvisoryDetails | null;
  readonly problems: readonly Problem[];
}

/** No id of any database comes near; one without end would fill every report. */
const LONGEST_ID = 200;
/** Characters of a damaged value that a message quotes. */
const LONGEST_QUOTE = 80;

/**
 * Reads one OSV record. It says nothing when it is withdrawn or of another ecosystem. Where it cannot
 * be told which project is meant, that is `advisory-damaged`; a malformed range becomes one whose bound
 * is no version, and `advisory-range-damaged`: what the record lists by name still counts, see
 * `matchAdvisory`.
 *
 * A record is withdrawn when `withdrawn` is an instant, whichever: there is nothing to gain by announcing
 * a withdrawal, and an instant in the future is a clock that is fast. Anything else in its place is a
 * mistake, and the record counts.
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
  const { withdrawn } = record;
  if (typeof withdrawn === 'string' && parseInstant(withdrawn).ok) return NOTHING;
  const problems = isAbsent(withdrawn)
    ? []
    : [rangeDamaged(id, source, 'is withdrawn at what is no instant, so it counts')];
  const listed = record['affected'] ?? [];
  if (!Array.isArray(listed)) return damaged(`\`affected\` of \`${id}\` in \`${source}\` is no list`);
  const entries = listed.map(affectedEntry);
  if (entries.some(({ kind }) => kind === 'unreadable'))
    problems.push(...damaged(`\`${id}\` in \`${source}\` does not say which project it speaks of`).problems);
  const affected = entries.flatMap((entry) => (entry.kind === 'project' ? [entry.project] : []));
  const repositories = entries.flatMap((entry) => (entry.kind === 'repositories' ? entry.repositories : []));
  const damage = affected.map(damageOf).find((text) => text !== undefined);
  if (damage !== undefined) {
    const said = damage.length > LONGEST_QUOTE ? `${damage.slice(0, LONGEST_QUOTE)}…` : damage;
    problems.push(rangeDamaged(id, source, `has a range that cannot be read: ${said}`));
  }
  if (affected.length + repositories.length === 0) return { advisory: null, details: null, problems };
  const advisory = { ...named(id, record), affected, repositories, hashes: hashesOf(record), source };
  return { advisory, details: described(record), problems };
}

const NOTHING: OsvReading = { advisory: null, details: null, problems: [] };

function damaged(message: string): OsvReading {
  return { advisory: null, details: null, problems: [problem('advisory-damaged', message)] };
}

function rangeDamaged(id: string, source: string, what: string): Problem {
  return problem('advisory-range-damaged', `\`${id}\` in \`${source}\` ${what}`);
}

function named(
  id: string,
  record: Readonly<Record<string, unknown>>,
): Pick<Advisory, 'id' | 'aliases' | 'upstream' | 'modified'> {
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

const SHA256 = /^[0-9a-f]{64}$/i;
/** Hashes that are kept of one record. */
const MAX_HASHES = 1000;

/**
 * The hashes that reports of malicious packages list under `malicious-packages-origins`, of the record or
 * of what it affects. Some producers hash the file there, others their own report of it: a match is
 * certain either way, and that none matches says nothing.
 */
function hashesOf(record: Readonly<Record<string, unknown>>): string[] {
  const places = [record, ...list(record['affected'])].flatMap((place) => {
    const entry = fields(place);
    return [fields(entry?.['database_specific']), fields(entry?.['ecosystem_specific'])];
  });
  const found = new Set<string>();
  for (const origin of places.flatMap((place) => list(place?.['malicious-packages-origins']))) {
    const sha256 = fields(origin)?.['sha256'];
    if (typeof sha256 === 'string' && SHA256.test(sha256) && found.size < MAX_HASHES)
      found.add(`sha256:${sha256.toLowerCase()}`);
  }
  return [...found].sort();
}

function described(record: Readonly<Record<string, unknown>>): AdvisoryDetails {
  const { summary, details, published } = record;
  return {
    summary: typeof summary === 'string' ? summary : null,
    details: typeof details === 'string' ? details : '',
    published: typeof published === 'string' && parseInstant(published).ok ? published : '',
    severities: statedSeverities(record),
    references: list(record['references']).flatMap((item) => texts([fields(item)?.['url']])),
  };
}
