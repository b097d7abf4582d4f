import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import type { Log } from '../platform/log.ts';
import { emptySource } from './load.fs.ts';
import { readRecords } from './records.fs.ts';
import {
  type AskedProject,
  askedProjects,
  type SourceState,
  Statements,
  saveSource,
  sourceStates,
} from './source-state.sql.ts';
import { changeStore } from './store.fs.ts';
import { refusal } from './sync-guard.ts';
import { type Finish, nextGeneration, SourceEdit } from './write-store.sql.ts';

/** What every sync is given. */
export interface SyncContext {
  readonly dataFolder: string;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whether what would be refused is taken over all the same. */
  readonly force: boolean;
  readonly limits: FileLimits;
}

/** What a sync did. */
export interface Synced {
  readonly state: SourceState;
  /** Records that changed, came or went. */
  readonly change: 'none' | 'some' | 'whole';
}

/** Records of a source as they change. */
interface Change {
  /** Whether what is put is all that there is. */
  readonly all: boolean;
  readonly finish: Finish;
  /** Puts records; a problem ends it, and nothing changes. */
  fill(edit: SourceEdit, problems: Problem[]): Result<void, Problem>;
}

/** Changes one source of records, unless what it would be then is refused. The caller holds the lock. */
export function changeSource(
  name: string,
  { dataFolder, log, now, force }: SyncContext,
  change: Change,
): Result<Synced, Problem> {
  return changeStore(dataFolder, log, (database): Result<Synced, Problem> => {
    const before = sourceStates(database).find((source) => source.name === name);
    if (before !== undefined && before.kind !== 'osv')
      return err(problem('sync-refused', `\`${name}\` is the name of a feed, and not of records`));
    const previous = askedProjects(database, name);
    const edit = new SourceEdit(new Statements(database), name);
    const problems = [...change.finish.problems];
    const filled = change.fill(edit, problems);
    if (!filled.ok) return filled;
    const state = edit.finish(change.all, nextGeneration(database, now), { ...change.finish, problems });
    // Asked about single projects, it is an answer that nothing is known of any.
    const { asked } = change.finish;
    if (state.records === 0 && asked === undefined) return err(emptySource(name, state.problems));
    const refused = refusal(isComparable(before, previous, asked) ? before : undefined, state);
    if (refused !== undefined && !force) return err(refused);
    if (refused !== undefined)
      log.warn(`with \`--force\` taken over all the same; without: ${neutralize(refused.message)}`);
    return ok({ state, change: change.all ? 'whole' : 'some' });
  });
}

/** Whether a source should have at least what it had: it speaks of all projects, or was asked about all that it was before. */
function isComparable(
  before: SourceState | undefined,
  previous: readonly AskedProject[],
  asked: readonly AskedProject[] | undefined,
): boolean {
  if (asked === undefined || before?.byName !== true) return true;
  const now = new Set(asked.map(({ name, version }) => `${name} ${version ?? ''}`));
  return previous.every(({ name, version }) => now.has(`${name} ${version ?? ''}`));
}

/** Says of a source that it was asked, and has nothing new. */
export function confirmSource(state: SourceState, { dataFolder, log }: SyncContext): Result<Synced, Problem> {
  return changeStore(dataFolder, log, (database) => {
    saveSource(new Statements(database), state);
    return ok({ state, change: 'none' });
  });
}

/** Takes the records of a folder or a file over, in place of what the source had. */
export function syncFile(
  name: string,
  file: string,
  context: SyncContext,
  finish: Omit<Finish, 'problems'> & Partial<Finish> = { origin: {} },
): Result<Synced, Problem> {
  const opened = readRecords({ name, file }, context.limits);
  if (!opened.ok) return opened;
  const { documents, entries, problems: listed } = opened.value;
  return changeSource(name, context, {
    all: true,
    finish: { ...finish, problems: [...(finish.problems ?? []), ...listed] },
    fill(edit, problems) {
      let done = 0;
      for (const { records } of entries) {
        context.log.progress(`reading ${neutralize(name)}`, ++done, documents);
        for (const record of records) {
          if (record.ok) edit.put(record.value);
          else if (record.error.code === 'archive-invalid') return record;
          else problems.push(record.error);
        }
      }
      return ok(undefined);
    },
  });
}
