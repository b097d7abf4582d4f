import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { TOKEN_MIGRATIONS, Tokens } from '../access/tokens.sql.ts';
import { type Problem, problem } from '../base/problem.ts';
import { ADVISORY_HOLD_MIGRATIONS, AdvisoryHolds } from '../evidence/advisory-hold.sql.ts';
import { DOWNLOAD_MIGRATIONS, Downloads } from '../evidence/downloads.sql.ts';
import { FOLLOWER_MIGRATIONS, Followers } from '../evidence/followers.sql.ts';
import { HOLD_MIGRATIONS, Holds } from '../evidence/holds.sql.ts';
import { INSPECTION_MIGRATIONS, Inspections } from '../evidence/inspections.sql.ts';
import { KEPT_FILE_MIGRATIONS, KeptFiles } from '../evidence/kept-files.sql.ts';
import { WITNESS_MIGRATIONS, Witness } from '../evidence/log-witness.sql.ts';
import { NOTICE_MIGRATIONS, Notices } from '../evidence/notices.sql.ts';
import { PIN_MIGRATIONS, Pins } from '../evidence/pins.sql.ts';
import { POLICY_MIGRATIONS, Policies } from '../evidence/policies.sql.ts';
import { PROVENANCE_MIGRATIONS, Provenances } from '../evidence/provenances.sql.ts';
import { RULING_MIGRATIONS, Rulings } from '../evidence/rulings.sql.ts';
import { SIDECAR_MIGRATIONS, Sidecars } from '../evidence/sidecars.sql.ts';
import { HOSTING_MIGRATIONS, Hosted } from '../hosting/hosted.sql.ts';
import { type Db, DbError } from '../platform/db.ts';
import { makeFolder } from '../platform/folders.fs.ts';
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
  ...WITNESS_MIGRATIONS,
  ...POLICY_MIGRATIONS,
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
  readonly witness: Witness;
  readonly policies: Policies;
  readonly followers: Followers;
}

/** Opens what a gateway remembers, and makes it where there is nothing yet. Throws what the database throws. */
export async function openState(folder: string, now: number): Promise<GatewayState> {
  makeFolder(folder, 0o700);
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
    witness: new Witness(db),
    policies: new Policies(db),
    followers: new Followers(db),
  };
}

/** As {@link openState}: what the system or the database refuses is a problem. */
export async function openedState(folder: string, now: number): Promise<Result<GatewayState, Problem>> {
  try {
    return ok(await openState(folder, now));
  } catch (error) {
    return err(storageProblem(error));
  }
}

/** What kept the data of a gateway from being opened or changed. Throws what is no failure of the system: a bug of ours. */
export function storageProblem(error: unknown): Problem {
  if (!(error instanceof DbError) && !(error instanceof Error && 'code' in error)) throw error;
  const isBusy = error instanceof DbError && error.failure === 'busy';
  const hint = isBusy ? { hint: 'another process is changing it: try again' } : {};
  return problem('storage-failed', `the data of the gateway: ${error.message}`, hint);
}
