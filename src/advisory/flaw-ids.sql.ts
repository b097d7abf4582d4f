import { textOf } from '../platform/sqlite.ts';
import { MAX_RELATED } from './related-ids.ts';
import type { Statements } from './source-state.sql.ts';

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

/** The ids that are connected by aliases, flaw by flaw (union-find). */
function connected(statements: Statements): Iterable<string[]> {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    for (let at = id; at !== root; ) {
      const up = parent.get(at) ?? root;
      parent.set(at, root);
      at = up;
    }
    return root;
  };
  for (const row of statements.of('SELECT id, other FROM alias').iterate()) {
    const [id, other] = [textOf(row, 'id'), textOf(row, 'other')];
    if (!parent.has(id)) parent.set(id, id);
    if (!parent.has(other)) parent.set(other, other);
    parent.set(find(other), find(id));
  }
  const flaws = new Map<string, string[]>();
  for (const id of parent.keys()) {
    const root = find(id);
    const members = flaws.get(root);
    if (members === undefined) flaws.set(root, [id]);
    else members.push(id);
  }
  return flaws.values();
}
