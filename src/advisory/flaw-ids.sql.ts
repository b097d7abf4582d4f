import { textOf } from '../platform/sqlite.ts';
import { MAX_RELATED } from './related-ids.ts';
import type { Statements } from './source-state.sql.ts';
import { UnionFind } from './union-find.ts';

/**
 * Writes down for every id which ids are one flaw with it, so that nobody has to follow the aliases one by
 * one. Whatever changed, all are connected again: it takes a tenth of a second, and an alias that went may
 * part a flaw in two. Only rows that differ are written.
 */
export function saveFlawIds(statements: Statements): void {
  const before = new Map<string, string>();
  for (const row of statements.of('SELECT id, ids FROM flaw').iterate())
    before.set(textOf(row, 'id'), textOf(row, 'ids'));
  const save = statements.of('INSERT OR REPLACE INTO flaw (id, ids) VALUES (?, ?)');
  for (const members of connected(statements)) {
    // So many are followed when they are asked for: nothing real connects them.
    const ids = members.length > MAX_RELATED ? '' : JSON.stringify(members.sort());
    for (const id of members) {
      if (before.get(id) !== ids) save.run(id, ids);
      before.delete(id);
    }
  }
  const drop = statements.of('DELETE FROM flaw WHERE id = ?');
  for (const id of before.keys()) drop.run(id);
}

/** The ids that are connected by aliases, flaw by flaw. */
function connected(statements: Statements): Iterable<string[]> {
  const ids = new UnionFind();
  for (const row of statements.of('SELECT id, other FROM alias').iterate())
    ids.unite(textOf(row, 'id'), textOf(row, 'other'));
  return ids.groups();
}
