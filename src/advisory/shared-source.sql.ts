import { type DatabaseSync, numberOf, textOf } from '../platform/sqlite.ts';
import { unpack } from '../platform/zstd.ts';
import type { SourceState } from './source-state.sql.ts';

/** Bytes of a document: many small ones would pack badly, and a large one would keep others waiting. */
const DOCUMENT = 256 * 1024;
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** A piece of what is handed out of a source. */
export interface SharedPiece {
  readonly text: string;
  /** Records in it. */
  readonly records: number;
}

/**
 * What a store has of a source, piece by piece, in an order that the records alone determine: of records JSON lists as
 * `readRecords` takes them, of a feed the parts of a file as its publisher writes it.
 */
export function sharedPieces(database: DatabaseSync, state: SourceState): Generator<SharedPiece> {
  if (state.kind === 'epss') return epssPieces(database, state.newest);
  return state.kind === 'kev' ? kevPieces(database, state.newest) : recordPieces(database, state.name);
}

function* recordPieces(database: DatabaseSync, name: string): Generator<SharedPiece> {
  const keys = database
    .prepare(
      'SELECT record.key FROM record JOIN source ON source.key = record.source WHERE source.name = ? ORDER BY record.id, record.digest',
    )
    .all(name)
    .map((row) => numberOf(row, 'key') ?? -1);
  const content = database.prepare('SELECT content FROM raw WHERE record = ?');
  let [texts, size]: [string[], number] = [[], 0];
  for (const key of keys) {
    const packed = content.get(key)?.['content'];
    if (!(packed instanceof Uint8Array)) throw new Error('a record of the store has no content');
    const text = new TextDecoder().decode(unpack(packed, MAX_RECORD_BYTES));
    // A document has a limit: a large record stands by itself.
    if (texts.length > 0 && size + text.length > DOCUMENT) {
      yield { text: `[${texts.join(',')}]`, records: texts.length };
      [texts, size] = [[], 0];
    }
    texts.push(text);
    size += text.length;
  }
  if (texts.length > 0) yield { text: `[${texts.join(',')}]`, records: texts.length };
}

/** Source: FIRST, EPSS data, `epss_scores-YYYY-MM-DD.csv`. */
function* epssPieces(database: DatabaseSync, newest: string): Generator<SharedPiece> {
  let lines = [`${newest === '' ? '' : `#score_date:${newest}\n`}cve,epss,percentile`];
  let records = 0;
  for (const row of database.prepare('SELECT cve, probability, percentile FROM epss ORDER BY cve').iterate()) {
    const cve = numberOf(row, 'cve') ?? 0;
    const id = `CVE-${Math.floor(cve / 1e10)}-${String(cve % 1e10).padStart(4, '0')}`;
    lines.push(`${id},${numberOf(row, 'probability')},${numberOf(row, 'percentile')}`);
    if (++records < 8000) continue;
    yield { text: `${lines.join('\n')}\n`, records };
    [lines, records] = [[], 0];
  }
  if (lines.length > 0) yield { text: `${lines.join('\n')}\n`, records };
}

/** Source: CISA, Known Exploited Vulnerabilities catalogue and its JSON schema. */
function* kevPieces(database: DatabaseSync, newest: string): Generator<SharedPiece> {
  const vulnerabilities = database
    .prepare('SELECT id, added, due, ransomware FROM kev ORDER BY id')
    .all()
    .map((row) => ({
      cveID: textOf(row, 'id'),
      dateAdded: textOf(row, 'added'),
      dueDate: textOf(row, 'due'),
      knownRansomwareCampaignUse: numberOf(row, 'ransomware') === 1 ? 'Known' : 'Unknown',
    }));
  yield { text: JSON.stringify({ dateReleased: newest, vulnerabilities }), records: vulnerabilities.length };
}
