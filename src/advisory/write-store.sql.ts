import { createHash } from 'node:crypto';
import { parseInstant } from '../base/instant.ts';
import type { Problem } from '../base/problem.ts';
import { type DatabaseSync, numberOf, textOf } from '../platform/sqlite.ts';
import { pack } from '../platform/zstd.ts';
import type { Advisory } from './advisory.ts';
import { encodeAdvisory } from './advisory-code.ts';
import { compactFor } from './compact.ts';
import { encodeDetails } from './details-code.ts';
import { saveFlawIds } from './flaw-ids.sql.ts';
import { parseOsvRecord } from './osv-record.ts';
import { storedProblems } from './read-store.sql.ts';
import {
  type AskedProject,
  type Origin,
  type SourceState,
  type Statements,
  saveSource,
  sourceKey,
} from './source-state.sql.ts';
import { SCHEMA } from './store-schema.sql.ts';

/** What a finished edit says beside its records. */
export interface Finish {
  readonly origin: Origin;
  readonly checked?: number;
  readonly whole?: number;
  /** What the source was asked about, where it is asked about single projects. */
  readonly asked?: readonly AskedProject[];
  /** Found beside the records: documents that are none. */
  readonly problems: readonly Problem[];
}

/** Makes the tables of an empty store. */
export function createStore(database: DatabaseSync): void {
  database.exec(SCHEMA);
  database.exec('INSERT INTO state (generation) VALUES (0)');
}

/** A record as the store has it. */
interface Held {
  readonly key: number;
  readonly digest: string;
}

/** What a record is found by. */
interface Links {
  readonly names: readonly string[];
  readonly others: readonly string[];
  readonly repositories: readonly string[];
  readonly hashes: readonly string[];
}

/**
 * Changes the records of one source. Records that stay the same are recognized by their text and cost
 * nothing but reading it. {@link SourceEdit.finish} says what the source is then; nothing counts before.
 */
export class SourceEdit {
  readonly #statements: Statements;
  readonly #name: string;
  readonly #source: number;
  readonly #held = new Map<string, Held[]>();
  readonly #seen = new Set<number>();
  readonly #ids = new Set<string>();
  readonly #touched = new Set<string>();
  #aliased = false;

  constructor(statements: Statements, name: string) {
    this.#statements = statements;
    this.#name = name;
    this.#source = sourceKey(statements, name);
    for (const row of statements.of('SELECT key, id, digest FROM record WHERE source = ?').all(this.#source)) {
      const held = { key: numberOf(row, 'key') ?? -1, digest: textOf(row, 'digest') };
      const same = this.#held.get(textOf(row, 'id'));
      if (same) same.push(held);
      else this.#held.set(textOf(row, 'id'), [held]);
    }
  }

  /** The ids that the store had before, with nothing said of which of them is still there. */
  ids(): Iterable<string> {
    return this.#held.keys();
  }

  /** Takes a record over, in place of all that the source had under its id before this edit. */
  put(record: unknown): void {
    const text = JSON.stringify(record) ?? 'null';
    const digest = createHash('sha256').update(text).digest('hex');
    const id = idOf(record);
    this.#ids.add(id);
    const same = this.#held.get(id)?.find((held) => held.digest === digest && !this.#seen.has(held.key));
    if (same !== undefined) {
      this.#seen.add(same.key);
      return;
    }
    const { advisory, details, problems } = parseOsvRecord(record, this.#name);
    const links: Links = {
      names: [...new Set(advisory?.affected.map(({ name }) => name) ?? [])],
      others: [...new Set([...(advisory?.aliases ?? []), ...(advisory?.upstream ?? [])])].filter(
        (other) => other !== id,
      ),
      repositories: [...new Set(advisory?.repositories.map(({ repository }) => repository) ?? [])],
      hashes: advisory?.hashes ?? [],
    };
    const modified = advisory?.modified ?? modifiedOf(record);
    const instant = parseInstant(modified);
    const speaks = links.names.length + links.repositories.length > 0 ? 1 : 0;
    const { lastInsertRowid } = this.#statements
      .of(
        'INSERT INTO record (source, id, modified, instant, digest, speaks, links, problems) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        this.#source,
        id,
        modified,
        instant.ok ? instant.value : 0,
        digest,
        speaks,
        JSON.stringify(links),
        problems.length === 0 ? null : JSON.stringify(problems),
      );
    const key = Number(lastInsertRowid);
    this.#seen.add(key);
    this.#statements.of('INSERT INTO raw (record, content) VALUES (?, ?)').run(key, pack(text));
    if (details !== null)
      this.#statements.of('INSERT INTO shown (record, content) VALUES (?, ?)').run(key, encodeDetails(details));
    if (advisory !== null) this.#link(key, advisory, links);
  }

  #link(key: number, advisory: Advisory, { names, others, repositories, hashes }: Links): void {
    for (const name of names) {
      this.#touched.add(name);
      this.#statements
        .of('INSERT INTO project (name, record, source, body) VALUES (?, ?, ?, ?)')
        .run(name, key, this.#source, encodeAdvisory(compactFor(advisory, name)));
    }
    if (others.length > 0) this.#aliased = true;
    const alias = this.#statements.of('INSERT INTO alias (id, other, record) VALUES (?, ?, ?)');
    for (const other of others) {
      alias.run(advisory.id, other, key);
      alias.run(other, advisory.id, key);
    }
    for (const url of repositories)
      this.#statements.of('INSERT INTO repository (url, record) VALUES (?, ?)').run(url, key);
    for (const hash of hashes) this.#statements.of('INSERT INTO hash (hash, record) VALUES (?, ?)').run(hash, key);
  }

  /** Keeps the records of an id as they are. */
  keep(id: string): void {
    for (const { key } of this.#held.get(id) ?? []) this.#seen.add(key);
  }

  /** Takes the records of an id away: its source does not have them any longer. */
  drop(id: string): void {
    this.#ids.add(id);
  }

  /**
   * Ends the edit.
   *
   * @param all whether what was put is all that there is: then whatever else was there goes
   * @param generation what the epochs of the projects become whose records changed
   */
  finish(all: boolean, generation: number, finish: Finish): SourceState {
    for (const [id, held] of this.#held) {
      if (!all && !this.#ids.has(id)) continue;
      for (const { key } of held) if (!this.#seen.has(key)) this.#remove(key, id);
    }
    const epoch = this.#statements.of(
      'INSERT INTO epoch (name, generation) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET generation = excluded.generation',
    );
    for (const name of this.#touched) epoch.run(name, generation);
    if (this.#aliased) saveFlawIds(this.#statements);
    this.#saveAsked(finish.asked ?? []);
    return this.#describe(finish);
  }

  #remove(key: number, id: string): void {
    const row = this.#statements.of('SELECT links FROM record WHERE key = ?').get(key);
    const { names, others, repositories, hashes }: Links = JSON.parse(textOf(row, 'links'));
    for (const name of names) {
      this.#touched.add(name);
      this.#statements.of('DELETE FROM project WHERE name = ? AND record = ?').run(name, key);
    }
    if (others.length > 0) this.#aliased = true;
    const alias = this.#statements.of('DELETE FROM alias WHERE id = ? AND other = ? AND record = ?');
    for (const other of others) {
      alias.run(id, other, key);
      alias.run(other, id, key);
    }
    for (const url of repositories)
      this.#statements.of('DELETE FROM repository WHERE url = ? AND record = ?').run(url, key);
    for (const hash of hashes) this.#statements.of('DELETE FROM hash WHERE hash = ? AND record = ?').run(hash, key);
    this.#statements.of('DELETE FROM shown WHERE record = ?').run(key);
    this.#statements.of('DELETE FROM raw WHERE record = ?').run(key);
    this.#statements.of('DELETE FROM record WHERE key = ?').run(key);
  }

  #projects(): number {
    const row = this.#statements
      .of('SELECT count(DISTINCT record) AS records FROM project WHERE source = ?')
      .get(this.#source);
    return numberOf(row, 'records') ?? 0;
  }

  #saveAsked(asked: readonly AskedProject[]): void {
    this.#statements.of('DELETE FROM asked WHERE source = ?').run(this.#source);
    const insert = this.#statements.of('INSERT OR IGNORE INTO asked (name, version, source) VALUES (?, ?, ?)');
    for (const { name, version } of asked) insert.run(name, version ?? '', this.#source);
  }

  #describe({ origin, checked, whole, asked, problems: documents }: Finish): SourceState {
    const hash = createHash('sha256');
    const problems = [...documents];
    let [total, records, damaged, newest, latest] = [0, 0, documents.length, '', -1];
    const rows = this.#statements
      .of('SELECT id, modified, instant, digest, speaks, problems FROM record WHERE source = ? ORDER BY id, digest')
      .iterate(this.#source);
    for (const row of rows) {
      hash.update(`${textOf(row, 'id')}\0${textOf(row, 'digest')}\n`);
      total++;
      const wrong = textOf(row, 'problems');
      if (wrong !== '') {
        problems.push(...storedProblems(wrong));
        damaged++;
      }
      if (numberOf(row, 'speaks') !== 1) continue;
      records++;
      const instant = numberOf(row, 'instant') ?? 0;
      if (instant <= latest || textOf(row, 'modified') === '') continue;
      [newest, latest] = [textOf(row, 'modified'), instant];
    }
    const state: SourceState = {
      name: this.#name,
      kind: 'osv',
      origin,
      total: total + documents.length,
      records,
      projects: this.#projects(),
      byName: asked !== undefined,
      damaged,
      newest,
      digest: `sha256:${hash.digest('hex')}`,
      ...(checked === undefined ? {} : { checked }),
      ...(whole === undefined ? {} : { whole }),
      documents,
      problems,
    };
    saveSource(this.#statements, state);
    return state;
  }
}

/** The generation of the next change: greater than every one before, and than those of a store that was lost. */
export function nextGeneration(database: DatabaseSync, now: number): number {
  const before = numberOf(database.prepare('SELECT generation FROM state').get(), 'generation') ?? 0;
  const generation = Math.max(before + 1, Math.floor(now));
  database.prepare('UPDATE state SET generation = ?').run(generation);
  return generation;
}

function fieldOf(record: unknown, key: string): unknown {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, key)
    ? Reflect.get(record, key)
    : undefined;
}

/** The id of a record, whatever else of it can be read; empty when it has none. */
function idOf(record: unknown): string {
  const id = fieldOf(record, 'id');
  return typeof id === 'string' ? id.slice(0, 200) : '';
}

function modifiedOf(record: unknown): string {
  const modified = fieldOf(record, 'modified');
  return typeof modified === 'string' && parseInstant(modified).ok ? modified : '';
}
