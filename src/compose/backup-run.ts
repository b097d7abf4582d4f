import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { cutHalfLine } from '../evidence/log-lines.fs.ts';
import { chainsOf } from '../evidence/log-verify.fs.ts';
import { segmentsOf } from '../evidence/log-writer.fs.ts';
import { digestOfFile } from '../platform/file-digest.fs.ts';
import { makeFolder } from '../platform/folders.fs.ts';
import { copyDatabase } from '../platform/sqlite.ts';
import { type BackupFile, type BackupList, BLOBS_NAME, blobPath, LIST_NAME } from './backup-list.ts';
import { databaseOf, gatewayPlace, logFolder, type PlaceRequest } from './gateway-place.ts';
import type { Machine } from './machine.ts';

/** What is backed up, and where to. */
export interface BackupRequest extends PlaceRequest {
  /** A folder that is not there yet, or is empty. */
  readonly to: string;
  /** Whether the private key of the log goes along: whoever has it can sign as this gateway. */
  readonly withKey: boolean;
  /** Whether files are copied where they could be linked. */
  readonly copy: boolean;
  /** Whether each file is read and hashed again. */
  readonly rehash: boolean;
}

/** What was backed up. */
export interface Backup extends Pick<BackupList, 'asOf' | 'blobs' | 'key'> {
  readonly folder: string;
  /** Files that are not what their names say: only looked for with `rehash`. They are left out. */
  readonly damaged: readonly string[];
}

/**
 * Backs up a gateway, also while it runs. The database first, then the signed heads, then the log, then the files: each
 * may have more than the one before knows of, and none less. What is cut off is no backup: it gets its name last.
 */
export async function runBackup(
  machine: Machine,
  version: string,
  { to, withKey, copy, rehash, ...place }: BackupRequest,
): Promise<Result<Backup, Problem>> {
  const from = await gatewayPlace(machine, place);
  if (!from.ok) return from;
  const folder = path.resolve(machine.cwd, to);
  if (!isFree(folder)) return err(occupied(folder));
  const part = `${folder}.part`;
  try {
    rmSync(part, { recursive: true, force: true });
    makeFolder(part, 0o700);
    const asOf = machine.now();
    copyDatabase(databaseOf(from.value), databaseOf(part));
    copyLog(logFolder(from.value), logFolder(part), withKey);
    const blobs = takeBlobs(from.value, part, { copy, rehash });
    const files = listed(part);
    const key = files.some((file) => file.path === 'log/key.pem');
    const { damaged, ...counted } = blobs;
    const list: BackupList = { schema: 'rind.backup/1', asOf, version, key, files, blobs: counted };
    writeFileSync(path.join(part, LIST_NAME), `${JSON.stringify(list)}\n`, { flush: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
    syncFolder(path.dirname(folder));
    return ok({ folder, asOf, blobs: counted, key, damaged });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return err(
      problem('storage-failed', `the backup to \`${folder}\` was not finished`, {
        cause,
        hint: `what there is of it lies in \`${part}\``,
      }),
    );
  }
}

/** Whether nothing would be overwritten there. */
export function isFree(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

/** That something would be overwritten. */
export function occupied(folder: string): Problem {
  return problem('backup-refused', `\`${folder}\` is not empty`, { hint: 'name a folder that does not exist yet' });
}

function copyLog(from: string, to: string, withKey: boolean): void {
  makeFolder(to, 0o700);
  const chains = chainsOf(from);
  for (const chain of chains) {
    mkdirSync(path.join(to, chain), { mode: 0o700 });
    copyLines(path.join(from, chain, 'heads.log'), path.join(to, chain, 'heads.log'));
  }
  copyLines(path.join(from, 'keys.log'), path.join(to, 'keys.log'));
  if (withKey && existsSync(path.join(from, 'key.pem')))
    copyFileSync(path.join(from, 'key.pem'), path.join(to, 'key.pem'));
  for (const chain of chains)
    for (const segment of segmentsOf(path.join(from, chain)))
      copyLines(path.join(from, chain, segment), path.join(to, chain, segment));
}

/** Copies the whole lines of a file that somebody may be writing to. */
function copyLines(from: string, to: string): void {
  if (!existsSync(from)) return;
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  cutHalfLine(to);
}

interface TakeOptions {
  readonly copy: boolean;
  readonly rehash: boolean;
}

function takeBlobs(
  from: string,
  to: string,
  { copy, rehash }: TakeOptions,
): { readonly files: number; readonly bytes: number; readonly damaged: string[] } {
  const list = path.join(to, BLOBS_NAME);
  writeFileSync(list, '');
  let [files, bytes] = [0, 0];
  const damaged: string[] = [];
  for (const sha256 of blobsIn(from)) {
    const source = path.join(from, blobPath(sha256));
    const target = path.join(to, blobPath(sha256));
    makeFolder(path.dirname(target));
    // It may have been evicted since it was listed: what is not there is fetched again, or was nobody's.
    if (!took(source, target, copy)) continue;
    const found = rehash ? digestOfFile(target) : { sha256, size: sizeOf(target) };
    if (found.sha256 !== sha256) {
      rmSync(target);
      damaged.push(sha256);
      continue;
    }
    appendFileSync(list, `${sha256} ${found.size}\n`);
    files++;
    bytes += found.size;
  }
  return { files, bytes, damaged };
}

function took(source: string, target: string, copy: boolean): boolean {
  try {
    if (copy) copyFileSync(source, target, constants.COPYFILE_FICLONE);
    else linkOrCopy(source, target);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Blobs never change: where both lie on one file system they can be one file. */
function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'].includes(codeOf(error))) throw error;
    copyFileSync(source, target);
  }
}

function* blobsIn(folder: string): Generator<string> {
  const root = path.join(folder, 'blobs', 'sha256');
  if (!existsSync(root)) return;
  for (const start of readdirSync(root))
    for (const rest of readdirSync(path.join(root, start))) if (/^[0-9a-f]{64}$/.test(start + rest)) yield start + rest;
}

/** Every file of a backup but the blobs, on disk. */
function listed(folder: string): BackupFile[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !name.startsWith('blobs/'))
    .sort();
  return files.map((name) => {
    syncFile(path.join(folder, name));
    return { path: name, ...digestOfFile(path.join(folder, name)) };
  });
}

function sizeOf(file: string): number {
  return statSync(file).size;
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  syncFile(folder);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
