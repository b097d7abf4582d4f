import { type DatabaseSync, numberOf } from '../platform/sqlite.ts';
import { unpackRecord } from './read-store.sql.ts';
import { Statements, sourceStates } from './source-state.sql.ts';
import { nextGeneration, SourceEdit } from './write-store.sql.ts';

/**
 * Fills an empty store with the records of one of another version: what is made of a record may have
 * changed, the record has not. Every project gets a new epoch. Scores and lists of the feeds are left out:
 * they are fetched whole. Closes the old one. Throws what SQLite throws where the tables are others.
 */
export function rebuildStore(old: DatabaseSync, database: DatabaseSync): DatabaseSync {
  const before = numberOf(old.prepare('SELECT generation FROM state').get(), 'generation') ?? 0;
  const generation = nextGeneration(database, before + 1);
  const statements = new Statements(database);
  for (const state of sourceStates(old)) {
    if (state.kind !== 'osv') continue;
    const edit = new SourceEdit(statements, state.name);
    const rows = old
      .prepare(
        'SELECT raw.content FROM source JOIN record ON record.source = source.key JOIN raw ON raw.record = record.key WHERE source.name = ?',
      )
      .iterate(state.name);
    for (const row of rows) edit.put(unpackRecord(row['content']));
    edit.finish(true, generation, { ...state, problems: state.documents });
  }
  old.close();
  return database;
}
