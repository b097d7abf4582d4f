import { type NormalizedName, normalizeName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import { type DatabaseSync, numberOf, type Row, type StatementSync, textOf } from '../platform/sqlite.ts';
import { storedProblems } from './read-store.sql.ts';

/** A project that a source was asked about. */
export interface AskedProject {
  readonly name: NormalizedName;
  /** Null for all of its versions. */
  readonly version: string | null;
}

/** Where a source came from, so that it can be asked again. */
export interface Origin {
  /** The address; absent for a file. */
  readonly url?: string;
  /** The entity tag of what was last fetched whole there. */
  readonly etag?: string;
  /** The entity tag of the list of what is there, as it was when all of it was taken over. */
  readonly listEtag?: string;
  /** What was believed of another Rind that it came from. */
  readonly rind?: {
    /** The key that signed: lower-case hex. */
    readonly key: string;
    /** When its statement was made, epoch milliseconds. */
    readonly at: number;
    /** Of the bytes, lower-case hex. */
    readonly sha256: string;
    /** The keys that a configuration pinned when that key was found to follow them; absent where none did. */
    readonly pin?: string;
  };
}

/** What the store knows of a source. */
export interface SourceState {
  readonly name: string;
  readonly kind: 'osv' | 'epss' | 'kev';
  readonly origin: Origin;
  /** Records, whatever they speak of. */
  readonly total: number;
  /** Those that speak of a PyPI project or of a repository. */
  readonly records: number;
  /** Those that name a PyPI project. */
  readonly projects: number;
  /** Whether it was asked about single projects, so that it says nothing about any other. */
  readonly byName: boolean;
  /** Records and documents that could not be read whole. */
  readonly damaged: number;
  /** RFC 3339 for records; the day of a feed. Empty when it is not known. */
  readonly newest: string;
  readonly digest: string;
  /** Epoch milliseconds; absent for a file. */
  readonly checked?: number;
  /** When it was last read whole and not by what changed, epoch milliseconds. */
  readonly whole?: number;
  /** Those of documents that could not be read, so that no record of them is kept. */
  readonly documents: readonly Problem[];
  /** All: those of records too. */
  readonly problems: readonly Problem[];
}

/** Prepares statements once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  of(sql: string): StatementSync {
    const known = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }
}

/** The sources of a store, by name. */
export function sourceStates(database: DatabaseSync): SourceState[] {
  return database
    .prepare('SELECT * FROM source ORDER BY name')
    .all()
    .map((row) => sourceState(row));
}

/** When each record of a source was last modified, by id, epoch milliseconds. */
export function heldInstants(database: DatabaseSync, name: string): Map<string, number> {
  const held = new Map<string, number>();
  const rows = database
    .prepare(
      'SELECT record.id, record.instant FROM record JOIN source ON source.key = record.source WHERE source.name = ?',
    )
    .all(name);
  for (const row of rows) held.set(textOf(row, 'id'), numberOf(row, 'instant') ?? -1);
  return held;
}

/** What a source was asked about, by name; none where it speaks of all projects. */
export function askedProjects(database: DatabaseSync, name: string): AskedProject[] {
  return database
    .prepare(
      'SELECT asked.name, asked.version FROM asked JOIN source ON source.key = asked.source WHERE source.name = ? ORDER BY asked.name, asked.version',
    )
    .all(name)
    .map((row) => {
      const version = textOf(row, 'version');
      return { name: normalizeName(textOf(row, 'name')), version: version === '' ? null : version };
    });
}

function sourceState(row: Row): SourceState {
  const kind = textOf(row, 'kind');
  const [checked, whole] = [numberOf(row, 'checked'), numberOf(row, 'whole')];
  return {
    name: textOf(row, 'name'),
    kind: kind === 'epss' || kind === 'kev' ? kind : 'osv',
    origin: JSON.parse(textOf(row, 'origin')),
    total: numberOf(row, 'total') ?? 0,
    records: numberOf(row, 'records') ?? 0,
    projects: numberOf(row, 'projects') ?? 0,
    byName: numberOf(row, 'by_name') === 1,
    damaged: numberOf(row, 'damaged') ?? 0,
    newest: textOf(row, 'newest'),
    digest: textOf(row, 'digest'),
    ...(checked === undefined ? {} : { checked }),
    ...(whole === undefined ? {} : { whole }),
    documents: storedProblems(textOf(row, 'documents')),
    problems: storedProblems(textOf(row, 'problems')),
  };
}

/** The key of a source, which is made when it is new. */
export function sourceKey(statements: Statements, name: string): number {
  const known = statements.of('SELECT key FROM source WHERE name = ?').get(name);
  if (known !== undefined) return numberOf(known, 'key') ?? -1;
  const { lastInsertRowid } = statements
    .of(
      "INSERT INTO source (name, kind, origin, total, records, damaged, newest, digest, documents, problems, projects, by_name) VALUES (?, 'osv', '{}', 0, 0, 0, '', '', '[]', '[]', 0, 0)",
    )
    .run(name);
  return Number(lastInsertRowid);
}

/** Keeps what is known of a source. */
export function saveSource(statements: Statements, state: SourceState): void {
  sourceKey(statements, state.name);
  statements
    .of(
      'UPDATE source SET kind = ?, origin = ?, total = ?, records = ?, damaged = ?, newest = ?, digest = ?, checked = ?, whole = ?, documents = ?, problems = ?, projects = ?, by_name = ? WHERE name = ?',
    )
    .run(
      state.kind,
      JSON.stringify(state.origin),
      state.total,
      state.records,
      state.damaged,
      state.newest,
      state.digest,
      state.checked ?? null,
      state.whole ?? null,
      JSON.stringify(state.documents),
      JSON.stringify(state.problems),
      state.projects,
      state.byName ? 1 : 0,
      state.name,
    );
}
