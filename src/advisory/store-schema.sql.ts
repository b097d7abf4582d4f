/**
 * The version of the file. Raise it when a table changes, or when what `parseOsvRecord`, `compactFor` or `ranksOf`
 * make of a record does: a store of another version is not read, and the next sync makes it anew from
 * the records in it.
 */
export const STORE_VERSION = 4;

/** Marks a file as ours: "RIND". */
export const APPLICATION_ID = 0x52494e44;

/**
 * `record` is a record as it came, of whatever ecosystem; `raw` its text, packed by zstd. `project` has what
 * matching needs, ready to use, a row for each project that a record speaks of. `alias` connects ids in both
 * directions, and `flaw` has every id of the flaw that an id names. `shown` is what reports show of a record.
 * `hash` has the malicious files that a record lists. `epoch` is the generation of the sync that last
 * changed a record of a project: rows stay when the records go. `epss` has the year and number of a CVE as one
 * number: there are 300,000 of them. `projects` counts the records of a source that name a project. A source with
 * `by_name` was asked about single projects, which `asked` lists: all versions of one, where `version` is empty.
 */
export const SCHEMA = `
CREATE TABLE state (generation INTEGER NOT NULL);
CREATE TABLE source (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  origin TEXT NOT NULL,
  total INTEGER NOT NULL,
  records INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  newest TEXT NOT NULL,
  digest TEXT NOT NULL,
  checked INTEGER,
  whole INTEGER,
  documents TEXT NOT NULL,
  problems TEXT NOT NULL,
  projects INTEGER NOT NULL,
  by_name INTEGER NOT NULL
);
CREATE TABLE record (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  id TEXT NOT NULL,
  modified TEXT NOT NULL,
  instant INTEGER NOT NULL,
  digest TEXT NOT NULL,
  speaks INTEGER NOT NULL,
  links TEXT NOT NULL,
  problems TEXT
);
CREATE INDEX record_by_id ON record (id);
CREATE INDEX record_by_source ON record (source);
CREATE TABLE raw (record INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE project (
  name TEXT NOT NULL, record INTEGER NOT NULL, source INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (name, record)
) WITHOUT ROWID;
CREATE TABLE alias (
  id TEXT NOT NULL, other TEXT NOT NULL, record INTEGER NOT NULL,
  PRIMARY KEY (id, other, record)
) WITHOUT ROWID;
CREATE TABLE shown (record INTEGER PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE flaw (id TEXT PRIMARY KEY, ids TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE repository (
  url TEXT NOT NULL, record INTEGER NOT NULL,
  PRIMARY KEY (url, record)
) WITHOUT ROWID;
CREATE TABLE hash (
  hash TEXT NOT NULL, record INTEGER NOT NULL,
  PRIMARY KEY (hash, record)
) WITHOUT ROWID;
CREATE TABLE asked (
  name TEXT NOT NULL, version TEXT NOT NULL, source INTEGER NOT NULL,
  PRIMARY KEY (name, version, source)
) WITHOUT ROWID;
CREATE TABLE epoch (name TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE epss (cve INTEGER PRIMARY KEY, probability REAL NOT NULL, percentile REAL NOT NULL);
CREATE TABLE kev (id TEXT PRIMARY KEY, added TEXT NOT NULL, due TEXT NOT NULL, ransomware INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${STORE_VERSION};
`;

/** A CVE id as one number: its year and its number; undefined for any other id. */
export function cveNumber(id: string): number | undefined {
  const match = /^CVE-(\d{4})-(\d{4,9})$/.exec(id);
  return match === null ? undefined : Number(match[1]) * 1e10 + Number(match[2]);
}
