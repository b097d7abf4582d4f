import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { TOKEN_MIGRATIONS, Tokens } from '../access/tokens.sql.ts';
import { ADVISORY_HOLD_MIGRATIONS, AdvisoryHolds } from '../evidence/advisory-hold.sql.ts';
import { DOWNLOAD_MIGRATIONS, Downloads, type Served } from '../evidence/downloads.sql.ts';
import { FOLLOWER_MIGRATIONS, Followers } from '../evidence/followers.sql.ts';
import { HOLD_MIGRATIONS, Holds } from '../evidence/holds.sql.ts';
import { INSPECTION_MIGRATIONS, Inspections } from '../evidence/inspections.sql.ts';
import { KEPT_FILE_MIGRATIONS, KeptFiles } from '../evidence/kept-files.sql.ts';
import { entryOfLine, type LogEntry } from '../evidence/log-chain.ts';
import { type LogWriter, linesOf, openLog, segmentsOf } from '../evidence/log-writer.fs.ts';
import { NOTICE_MIGRATIONS, Notices } from '../evidence/notices.sql.ts';
import { PIN_MIGRATIONS, Pins } from '../evidence/pins.sql.ts';
import { PROVENANCE_MIGRATIONS, Provenances } from '../evidence/provenances.sql.ts';
import { RULING_MIGRATIONS, Rulings } from '../evidence/rulings.sql.ts';
import { SIDECAR_MIGRATIONS, Sidecars } from '../evidence/sidecars.sql.ts';
import { HOSTING_MIGRATIONS, Hosted } from '../hosting/hosted.sql.ts';
import type { Db } from '../platform/db.ts';
import { LEASE_MIGRATIONS } from '../platform/lease.sql.ts';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';

/** Raised when an inspection finds other things: what an older one found is looked for again. */
const INSPECTION_VERSION = 1;

/** Every table of the gateway, each room's own, in the order in which they were added. */
const MIGRATIONS = [
  ...PIN_MIGRATIONS,
  ...INSPECTION_MIGRATIONS,
  ...SIDECAR_MIGRATIONS,
  ...RULING_MIGRATIONS,
  ...HOLD_MIGRATIONS,
  ...DOWNLOAD_MIGRATIONS,
  ...HOSTING_MIGRATIONS,
  ...TOKEN_MIGRATIONS,
  ...NOTICE_MIGRATIONS,
  ...ADVISORY_HOLD_MIGRATIONS,
  ...KEPT_FILE_MIGRATIONS,
  ...LEASE_MIGRATIONS,
  ...FOLLOWER_MIGRATIONS,
  ...PROVENANCE_MIGRATIONS,
];

/** What a gateway remembers. */
export interface GatewayState {
  readonly folder: string;
  readonly db: Db;
  readonly pins: Pins;
  readonly inspections: Inspections;
  readonly sidecars: Sidecars;
  readonly provenances: Provenances;
  readonly rulings: Rulings;
  readonly holds: Holds;
  readonly downloads: Downloads;
  readonly hosted: Hosted;
  readonly tokens: Tokens;
  readonly notices: Notices;
  readonly advisoryHolds: AdvisoryHolds;
  readonly keptFiles: KeptFiles;
  readonly followers: Followers;
}

/** Where the log lies. */
export function logFolder(folder: string): string {
  return path.join(folder, 'log');
}

/** Opens what a gateway remembers, and makes it where there is nothing yet. Throws what the database throws. */
export async function openState(folder: string, now: number): Promise<GatewayState> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = openSqlite(path.join(folder, 'gateway.db'));
  await migrate(db, MIGRATIONS, now);
  return {
    folder,
    db,
    pins: new Pins(db),
    inspections: new Inspections(db, INSPECTION_VERSION),
    sidecars: new Sidecars(db),
    provenances: new Provenances(db),
    rulings: new Rulings(db),
    holds: new Holds(db),
    downloads: new Downloads(db),
    hosted: new Hosted(db),
    tokens: new Tokens(db),
    notices: new Notices(db),
    advisoryHolds: new AdvisoryHolds(db),
    keptFiles: new KeptFiles(db),
    followers: new Followers(db),
  };
}

/** Opens the log for writing, and counts what it says of downloads that the tables do not have: a crash came between. */
export async function openBook(state: GatewayState, now: () => number): Promise<LogWriter> {
  const log = await openLog(logFolder(state.folder), now);
  const counted = await state.downloads.position(log.chain);
  if (counted < log.head.seq) {
    const place = path.join(logFolder(state.folder), log.chain);
    const missing: Served[] = [];
    for (const segment of segmentsOf(place))
      for (const line of linesOf(path.join(place, segment))) {
        const entry = entryOfLine(line);
        if (entry !== undefined && entry.seq > counted && entry.event === 'serve') missing.push(servedIn(entry));
      }
    await state.downloads.count(log.chain, missing, log.head.seq);
  }
  return log;
}

function servedIn(entry: LogEntry): Served {
  const text = (fact: string): string => {
    const value = entry[fact];
    return typeof value === 'string' ? value : '';
  };
  return {
    project: text('project'),
    version: text('version'),
    filename: text('filename'),
    sha256: text('sha256'),
    view: text('view'),
    principal: text('principal'),
    address: text('address'),
    agent: text('agent'),
    at: entry.at,
  };
}
