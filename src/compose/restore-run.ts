import { constants, copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { formatInstant } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import { entryOfLine } from '../evidence/log-chain.ts';
import { fileLines } from '../evidence/log-lines.fs.ts';
import { chainsOf } from '../evidence/log-verify.fs.ts';
import { segmentsOf } from '../evidence/log-writer.fs.ts';
import { digestOfFile } from '../platform/file-digest.fs.ts';
import { makeFolder } from '../platform/folders.fs.ts';
import { type BackupList, BLOBS_NAME, blobPath, LIST_NAME, readBackupList } from './backup-list.ts';
import { isFree, occupied, syncFolder } from './backup-run.ts';
import { openBook } from './gateway-book.ts';
import { logFolder } from './gateway-place.ts';
import { type GatewayState, openState } from './gateway-state.ts';
import type { Machine } from './machine.ts';
import { markRestored } from './restored.ts';

/** What is restored, and where to. */
export interface RestoreRequest {
  readonly from: string;
  /** A folder that is not there yet, or is empty. */
  readonly data: string;
}

/** What was restored. */
export interface Restored extends Pick<BackupList, 'asOf' | 'blobs' | 'key'> {
  readonly folder: string;
  /** Names of uploads that the log knows and the database did not: they stay taken. */
  readonly taken: readonly string[];
}

/**
 * Restores a backup into an empty folder: every file has to be what its list says. The log gets an entry that from here
 * on it goes on from an older state, and uploads that only the log knows of keep their names taken.
 */
export async function runRestore(machine: Machine, { from, data }: RestoreRequest): Promise<Result<Restored, Problem>> {
  const source = path.resolve(machine.cwd, from);
  const folder = path.resolve(machine.cwd, data);
  if (!isFree(folder)) return err(occupied(folder));
  const list = listIn(source);
  if (list === undefined)
    return err(invalid(source, `\`${LIST_NAME}\` is not there, or is none`, 'a backup that was cut off has none'));
  const part = `${folder}.part`;
  try {
    rmSync(part, { recursive: true, force: true });
    makeFolder(part, 0o700);
    const fault = copyFiles(source, part, list) ?? copyBlobs(source, part, list);
    if (fault !== undefined) {
      rmSync(part, { recursive: true, force: true });
      return err(invalid(source, fault, 'take another backup'));
    }
    const taken = await goOn(part, list, machine.now);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
    syncFolder(path.dirname(folder));
    return ok({ folder, asOf: list.asOf, blobs: list.blobs, key: list.key, taken });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return err(problem('storage-failed', `\`${source}\` was not restored`, { cause }));
  }
}

function listIn(source: string): BackupList | undefined {
  const file = path.join(source, LIST_NAME);
  return existsSync(file) ? readBackupList(readFileSync(file, 'utf8')) : undefined;
}

/** Copies what is listed, and says what is not as listed. */
function copyFiles(source: string, to: string, { files }: BackupList): string | undefined {
  if (!files.some((file) => file.path === 'gateway.db')) return 'it holds no database';
  for (const file of files) {
    const fault = copyOne(source, to, file.path, file);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function copyBlobs(source: string, to: string, { blobs }: BackupList): string | undefined {
  let files = 0;
  for (const { bytes } of fileLines(path.join(to, BLOBS_NAME))) {
    const [sha256 = '', size = ''] = Buffer.from(bytes).toString('latin1').split(' ');
    if (!/^[0-9a-f]{64}$/.test(sha256)) return `\`${BLOBS_NAME}\` is no list`;
    const fault = copyOne(source, to, blobPath(sha256), { sha256, size: Number(size) });
    if (fault !== undefined) return fault;
    files++;
  }
  rmSync(path.join(to, BLOBS_NAME));
  return files === blobs.files ? undefined : `\`${BLOBS_NAME}\` lists ${files} files of ${blobs.files}`;
}

/** Copies first and hashes the copy: what was hashed is what is there then. */
function copyOne(
  source: string,
  to: string,
  name: string,
  expected: { readonly sha256: string; readonly size: number },
): string | undefined {
  const [original, copy] = [path.join(source, name), path.join(to, name)];
  if (!existsSync(original)) return `\`${name}\` is not there`;
  makeFolder(path.dirname(copy), 0o700);
  copyFileSync(original, copy, constants.COPYFILE_FICLONE);
  const { sha256, size } = digestOfFile(copy);
  return sha256 === expected.sha256 && size === expected.size ? undefined : `\`${name}\` is not what was backed up`;
}

/** Makes of what was copied a state that says that it is an older one. */
async function goOn(folder: string, { asOf, version }: BackupList, now: () => number): Promise<readonly string[]> {
  const state = await openState(folder, now());
  try {
    const taken = await takeNames(state, now());
    const rethrow = (error: unknown): never => {
      throw error;
    };
    const log = await openBook(state, { now, failed: rethrow });
    await log.append({ event: 'restored', asOf: formatInstant(asOf), taken });
    await log.close();
    markRestored(folder, { asOf, at: now(), version });
    return taken;
  } finally {
    await state.db.close();
  }
}

/** The names of uploads that the log has and the database lacks: nobody may put other bytes there. */
async function takeNames({ folder, hosted }: GatewayState, now: number): Promise<readonly string[]> {
  const taken: string[] = [];
  const log = logFolder(folder);
  for (const chain of chainsOf(log))
    for (const segment of segmentsOf(path.join(log, chain)))
      for (const { bytes } of fileLines(path.join(log, chain, segment))) {
        const entry = entryOfLine(Buffer.from(bytes).toString('utf8'));
        if (entry?.event !== 'upload') continue;
        const [project, version, filename, sha256] = [
          entry['project'],
          entry['version'],
          entry['filename'],
          entry['sha256'],
        ].map(String);
        if (filename === undefined || (await hosted.taken(project ?? '', filename, '')) !== 'added') continue;
        await hosted.bury(
          { project: project ?? '', version: version ?? '', filename, sha256: sha256 ?? '' },
          entry.at,
          now,
        );
        taken.push(filename);
      }
  return taken;
}

function invalid(source: string, why: string, hint: string): Problem {
  return problem('backup-invalid', `\`${source}\` cannot be restored: ${why}`, { hint });
}
