import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { type DatabaseSync, numberOf, openFinished, type Row, type StatementSync, textOf } from '../platform/sqlite.ts';
import { unpack } from '../platform/zstd.ts';
import type { Advisory, AdvisoryDetails } from './advisory.ts';
import { decodeAdvisory } from './advisory-code.ts';
import { isComplete } from './completeness.ts';
import { decodeDetails } from './details-code.ts';
import { MAX_LOOKED_AT } from './memory-store.ts';
import { parseOsvRecord } from './osv-record.ts';
import { relatedIds } from './related-ids.ts';
import { repositoryKey } from './repository-key.ts';
import type { AdvisorySource, AdvisoryStore } from './store.ts';
import { APPLICATION_ID, cveNumber, STORE_VERSION } from './store-schema.sql.ts';

/** What one record may be when it is unpacked: as much as one entry of an archive. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/**
 * Opens a synchronised store for reading. It shows one state, however often the file is replaced
 * meanwhile. Problems: `advisory-store-unreadable`, `advisory-store-outdated`.
 */
export function openStore(file: string): Result<AdvisoryStore, Problem> {
  let database: DatabaseSync | undefined;
  try {
    database = openFinished(file);
    const version = versionOf(database);
    if (version !== STORE_VERSION) {
      database.close();
      return err(version === undefined ? unreadableStore('it is no store of advisories') : outdated(version));
    }
    return ok(readStore(database));
  } catch (error) {
    if (database?.isOpen) database.close();
    return err(unreadableStore(error instanceof Error ? error.message : String(error)));
  }
}

/** The version of a store; undefined for any other database. */
export function versionOf(database: DatabaseSync): number | undefined {
  if (numberOf(database.prepare('PRAGMA application_id').get(), 'application_id') !== APPLICATION_ID) return undefined;
  return numberOf(database.prepare('PRAGMA user_version').get(), 'user_version');
}

/** The problem of a store that is there and cannot be read, with its cause. */
export function unreadableStore(cause: string): Problem {
  return problem('advisory-store-unreadable', 'the synchronised advisories cannot be read', { cause });
}

/** What is said of a store of another version. */
export function outdated(version: number): Problem {
  const whose = version > STORE_VERSION ? 'a newer' : 'an older';
  return problem('advisory-store-outdated', `the synchronised advisories were stored by ${whose} Rind`, {
    hint: 'run `rind sync`',
  });
}

function readStore(database: DatabaseSync): AdvisoryStore {
  const sources = new Map<number, string>();
  const listed: AdvisorySource[] = [];
  const feeds: AdvisorySource[] = [];
  const problems: Problem[] = [];
  let general = false;
  for (const row of database.prepare('SELECT * FROM source ORDER BY name').all()) {
    const checked = numberOf(row, 'checked');
    const isFeed = textOf(row, 'kind') !== 'osv';
    sources.set(numberOf(row, 'key') ?? -1, textOf(row, 'name'));
    // `rind sync` said which ranges are damaged; an audit says it where it leaves an answer open.
    const said = storedProblems(textOf(row, 'problems'));
    problems.push(...said.filter(({ code }) => code !== 'advisory-range-damaged'));
    general ||= (numberOf(row, 'projects') ?? 0) > 0 && numberOf(row, 'by_name') !== 1;
    (isFeed ? feeds : listed).push({
      name: textOf(row, 'name'),
      records: numberOf(row, 'records') ?? 0,
      newest: textOf(row, 'newest'),
      digest: textOf(row, 'digest'),
      ...(checked === undefined ? {} : { checked }),
    });
  }
  const held = new WeakMap<Advisory, number>();
  const described = new WeakMap<Advisory, AdvisoryDetails>();
  const lists = new Map<string, readonly Advisory[]>();
  const prepared = new Map<string, StatementSync>();
  /** A page is damaged. Whoever reads the problems afterwards learns why nothing could be told. */
  const damaged = (error: unknown): void => {
    if (problems.some(({ code }) => code === 'advisory-store-unreadable')) return;
    problems.push(unreadableStore(error instanceof Error ? error.message : String(error)));
  };
  const ask = (sql: string, ...values: readonly (string | number)[]): Row[] => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    try {
      return statement.all(...values);
    } catch (error) {
      damaged(error);
      return [];
    }
  };
  const whole = (row: Row): { advisory: Advisory; details: AdvisoryDetails } | undefined => {
    const source = sources.get(numberOf(row, 'source') ?? -1) ?? '';
    try {
      const { advisory, details } = parseOsvRecord(unpackRecord(row['content']), source);
      if (advisory === null || details === null) return undefined;
      held.set(advisory, numberOf(row, 'key') ?? -1);
      return { advisory, details };
    } catch (error) {
      damaged(error);
      return undefined;
    }
  };
  /** Rows of projects that were asked for together, until they are asked for by name. */
  const expected = new Map<string, Row[]>();
  const ofProject = database.prepare('SELECT name, record, source, body FROM project WHERE name = ?');
  ofProject.setReturnArrays(true);
  let lookedAt = 0;
  let hasScores: boolean | undefined;
  let hasList: boolean | undefined;
  let beginnings: ReadonlySet<string> | undefined;
  return {
    sources: listed,
    feeds,
    problems,
    get complete() {
      return isComplete(problems);
    },
    covers: (name, version) =>
      general || ask('SELECT 1 FROM asked WHERE name = ? AND version IN (?, ?)', name, '', version ?? '').length > 0,
    expect(names) {
      const statement = database.prepare(OF_PROJECTS);
      statement.setReturnArrays(true);
      for (let from = 0; from < names.length; from += MOST_NAMES) {
        const some = names.slice(from, from + MOST_NAMES).filter((name) => !lists.has(name) && !expected.has(name));
        try {
          const rows = statement.all(JSON.stringify(some));
          for (const row of rows) {
            const [name] = Object.values(row);
            const own = expected.get(String(name));
            if (own === undefined) expected.set(String(name), [row]);
            else own.push(row);
          }
          for (const name of some) if (!expected.has(name)) lists.set(name, NONE);
        } catch {
          // A page is damaged, and not all names may stand on it: each is asked for by itself.
        }
      }
    },
    again() {
      lookedAt = 0;
    },
    forProject(name) {
      let list = lists.get(name);
      if (list === undefined) {
        try {
          list = (expected.get(name) ?? ofProject.all(name)).map((row) => {
            // A row is a list here: making an object of each costs as much as finding it.
            const [, record, from, body] = Object.values(row);
            const source = sources.get(Number(from)) ?? '';
            const advisory = decodeAdvisory(String(body), name, source);
            held.set(advisory, Number(record));
            return advisory;
          });
        } catch (error) {
          damaged(error);
          return undefined;
        }
        lists.set(name, list);
        expected.delete(name);
      }
      lookedAt += list.length;
      return lookedAt > MAX_LOOKED_AT ? undefined : list;
    },
    forRepository: (url) => ask(BY_REPOSITORY, repositoryKey(url)).flatMap((row) => whole(row)?.advisory ?? []),
    forHash(hash) {
      // A lock has tens of hashes for each component, nearly none of them known: asking for each takes too long.
      beginnings ??= new Set(
        textOf(ask(HASH_BEGINNINGS)[0], 'beginnings')
          .split(',')
          .filter((text) => text !== ''),
      );
      if (beginnings.size === 0 || !beginnings.has(hash.slice(0, HASH_BEGINNING))) return [];
      return ask(BY_HASH, hash).flatMap((row) => whole(row)?.advisory ?? []);
    },
    byId: (id) => ask(BY_ID, id).flatMap((row) => whole(row)?.advisory ?? []),
    relatedIds(id) {
      const [row] = ask('SELECT ids FROM flaw WHERE id = ?', id);
      if (row === undefined) return [id];
      const ids = textOf(row, 'ids');
      if (ids !== '') return JSON.parse(ids);
      return relatedIds(id, (at) =>
        ask('SELECT DISTINCT other FROM alias WHERE id = ?', at).map((other) => textOf(other, 'other')),
      );
    },
    details(advisory) {
      const key = held.get(advisory);
      if (key === undefined) throw new Error(`\`${advisory.id}\` is not of this store`);
      const unpacked = (): AdvisoryDetails => {
        const [row] = ask(BY_KEY, key);
        return (row === undefined ? undefined : whole(row)?.details) ?? NO_DETAILS;
      };
      const known = described.get(advisory);
      if (known !== undefined) return known;
      const [row] = ask('SELECT content FROM shown WHERE record = ?', key);
      if (row === undefined) return NO_DETAILS;
      try {
        const details = decodeDetails(textOf(row, 'content'), () => unpacked().details);
        described.set(advisory, details);
        return details;
      } catch (error) {
        damaged(error);
        return NO_DETAILS;
      }
    },
    epss(id) {
      hasScores ??= ask('SELECT 1 FROM epss LIMIT 1').length > 0;
      if (!hasScores) return undefined;
      const cve = cveNumber(id);
      const [row] = cve === undefined ? [] : ask('SELECT probability, percentile FROM epss WHERE cve = ?', cve);
      const [probability, percentile] = [numberOf(row, 'probability'), numberOf(row, 'percentile')];
      return probability === undefined || percentile === undefined ? undefined : { probability, percentile };
    },
    kev(id) {
      hasList ??= ask('SELECT 1 FROM kev LIMIT 1').length > 0;
      if (!hasList) return undefined;
      const [row] = ask('SELECT added, due, ransomware FROM kev WHERE id = ?', id);
      if (row === undefined) return undefined;
      return { added: textOf(row, 'added'), due: textOf(row, 'due'), ransomware: numberOf(row, 'ransomware') === 1 };
    },
    epochOf: (name) => numberOf(ask('SELECT generation FROM epoch WHERE name = ?', name)[0], 'generation') ?? 0,
  };
}

/** Stands for what is damaged: the finding stays, and the problem says why it is bare. */
const NO_DETAILS: AdvisoryDetails = { summary: null, details: '', published: '', severities: [], references: [] };

const NONE: readonly Advisory[] = [];

/** Projects that are asked for at once. */
const MOST_NAMES = 2000;
/** By the names, and of each its records in their order. */
const OF_PROJECTS =
  'SELECT name, record, source, body FROM json_each(?) AS asked CROSS JOIN project ON project.name = asked.value';

const WHOLE = 'SELECT record.key, record.source, raw.content FROM record JOIN raw ON raw.record = record.key';
const BY_KEY = `${WHOLE} WHERE record.key = ?`;
const BY_ID = `${WHOLE} WHERE record.id = ? ORDER BY record.key`;
/** Characters of a hash that tell it from nearly all others: its algorithm and four bytes. */
const HASH_BEGINNING = 'sha256:'.length + 8;
const HASH_BEGINNINGS = `SELECT group_concat(substr(hash, 1, ${HASH_BEGINNING})) AS beginnings FROM hash`;
const BY_HASH = `${WHOLE} JOIN hash ON hash.record = record.key WHERE hash.hash = ? ORDER BY record.key`;
const BY_REPOSITORY = `${WHOLE} JOIN repository ON repository.record = record.key WHERE repository.url = ? ORDER BY record.key`;

/** A record as it came. */
export function unpackRecord(content: unknown): unknown {
  if (!(content instanceof Uint8Array)) return undefined;
  return JSON.parse(new TextDecoder().decode(unpack(content, MAX_RECORD_BYTES)));
}

/** Problems as they were stored. */
export function storedProblems(text: string): Problem[] {
  return JSON.parse(text);
}
