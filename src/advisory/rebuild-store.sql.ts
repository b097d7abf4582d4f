import { type DatabaseSync, numberOf, textOf } from '../platform/sqlite.ts';
import { unpackRecord } from './read-store.sql.ts';
import { askedProjects, type SourceState, Statements, saveSource, sourceStates } from './source-state.sql.ts';
import { nextGeneration, SourceEdit } from './write-store.sql.ts';

/**
 * Fills an empty store with the records of one of another version: what is made of a record may have
 * changed, the record has not. Every project gets a new epoch. Scores and lists of the feeds are copied where
 * their tables are the same, else left out: they are fetched whole. Closes the old one. Throws what SQLite throws where the tables are others.
 */
export function rebuildStore(old: DatabaseSync, database: DatabaseSync): DatabaseSync {
  const before = numberOf(old.prepare('SELECT generation FROM state').get(), 'generation') ?? 0;
  const generation = nextGeneration(database, before + 1);
  const statements = new Statements(database);
  for (const state of sourceStates(old)) {
    if (state.kind !== 'osv') {
      copyFeed(old, statements, state);
      continue;
    }
    const edit = new SourceEdit(statements, state.name);
    const rows = old
      .prepare(
        'SELECT raw.content FROM source JOIN record ON record.source = source.key JOIN raw ON raw.record = record.key WHERE source.name = ?',
      )
      .iterate(state.name);
    for (const row of rows) edit.put(unpackRecord(row['content']));
    const asked = state.byName ? { asked: askedProjects(old, state.name) } : {};
    edit.finish(true, generation, { ...state, ...asked, problems: state.documents });
  }
  old.close();
  return database;
}

const FEED_COLUMNS = { epss: ['cve', 'probability', 'percentile'], kev: ['id', 'added', 'due', 'ransomware'] } as const;

function copyFeed(old: DatabaseSync, statements: Statements, state: SourceState): void {
  const { kind } = state;
  if (kind === 'osv') return;
  const columns = FEED_COLUMNS[kind];
  const held = old.prepare(`PRAGMA table_info(${kind})`).all();
  const names = new Set(held.map((row) => textOf(row, 'name')));
  if (columns.some((column) => !names.has(column))) return;
  const listed = columns.join(', ');
  const insert = statements.of(`INSERT INTO ${kind} (${listed}) VALUES (${columns.map(() => '?').join(', ')})`);
  for (const row of old.prepare(`SELECT ${listed} FROM ${kind}`).iterate())
    insert.run(...columns.map((column) => row[column] ?? null));
  saveSource(statements, state);
}
