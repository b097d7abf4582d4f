import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { makeFolder } from '../platform/folders.fs.ts';
import {
  type Blob,
  type BlobHealth,
  type BlobName,
  type BlobStore,
  type BlobUsage,
  isBlobHash,
  type Spool,
} from './blob-store.ts';
import { fileSource } from './byte-source.fs.ts';
import { FileSpool, storageProblem } from './spool.fs.ts';

/** What tests put in place of the world. */
export interface FileBlobStoreOptions {
  /** Opens a file for spooling. Default: that of `node:fs`. */
  readonly openSpool?: (file: string) => Promise<FileHandle>;
}

/** Digits of a hash that are a folder: 256 folders keep each of them short. */
const FOLDER_DIGITS = 2;
const SPOOL = /^([0-9a-f]{8})-([0-9]{1,10})-([0-9a-z]{1,12})-[0-9a-f]{16}\.part$/;
/** After so long a file on its way is a leftover, whoever may own it. Unit: ms. */
const LONGEST_SPOOLING = 24 * 60 * 60 * 1000;
const READ_AT_ONCE = 1024 * 1024;

/** This machine and this run of this process: of another run of the same number it is no owner. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const RUN = Math.round(performance.timeOrigin).toString(36);

/**
 * Opens a store in a folder: `blobs/sha256/ab/cd…` and, for files on their way, `spool`. Leftovers of processes that
 * are no more are removed. Problem: `storage-full`, `storage-failed`.
 */
export async function openFileBlobStore(
  folder: string,
  options: FileBlobStoreOptions = {},
): Promise<Result<BlobStore, Problem>> {
  const store = new FileBlobStore(folder, options);
  try {
    await store.prepare();
    return ok(store);
  } catch (error) {
    return err(storageProblem(error));
  }
}

class FileBlobStore implements BlobStore {
  readonly #blobs: string;
  readonly #spools: string;
  readonly #openSpool: (file: string) => Promise<FileHandle>;

  constructor(folder: string, { openSpool = (file) => open(file, 'wx+', 0o644) }: FileBlobStoreOptions) {
    this.#blobs = path.join(folder, 'blobs', 'sha256');
    this.#spools = path.join(folder, 'spool');
    this.#openSpool = openSpool;
  }

  async prepare(): Promise<void> {
    makeFolder(this.#blobs);
    makeFolder(this.#spools);
    await this.tidy();
  }

  async tidy(): Promise<void> {
    for (const name of await readdir(this.#spools)) {
      const file = path.join(this.#spools, name);
      if (await isLeftover(file, name)) await rm(file, { force: true });
    }
  }

  async spool(maxBytes: number): Promise<Result<Spool, Problem>> {
    const name = `${HOST}-${process.pid}-${RUN}-${randomBytes(8).toString('hex')}.part`;
    const file = path.join(this.#spools, name);
    try {
      return ok(new FileSpool(file, await this.#openSpool(file), maxBytes));
    } catch (error) {
      return err(storageProblem(error));
    }
  }

  async commit(spool: Spool): Promise<Result<BlobName, Problem>> {
    const own = ownSpool(spool);
    if (own.ended !== undefined) return err(own.ended);
    const sha256 = own.sha256();
    const { size } = own;
    const target = this.#fileOf(sha256);
    try {
      await own.handle.sync();
      if ((await mkdir(path.dirname(target), { recursive: true })) !== undefined) await syncFolder(this.#blobs);
      // Also over bytes of that name: a damaged file is mended, and nobody can remove it between a look and this.
      await rename(own.file, target);
      await syncFolder(path.dirname(target));
    } catch (error) {
      await own.end(storageProblem(error));
      return err(storageProblem(error));
    }
    await own.end(problem('storage-failed', 'the file is stored already'));
    return ok({ sha256, size });
  }

  async discard(spool: Spool): Promise<void> {
    await ownSpool(spool).end(problem('storage-failed', 'the file was dropped'));
  }

  async open(sha256: string): Promise<Result<Blob | undefined, Problem>> {
    if (!isBlobHash(sha256)) return ok(undefined);
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.#fileOf(sha256), 'r');
      const { size } = await handle.stat();
      return ok({ ...fileSource(handle, size, `sha256:${sha256}`), sha256 });
    } catch (error) {
      await handle?.close();
      return isMissing(error) ? ok(undefined) : err(storageProblem(error));
    }
  }

  async remove(sha256: string): Promise<Result<boolean, Problem>> {
    if (!isBlobHash(sha256)) return ok(false);
    try {
      await rm(this.#fileOf(sha256));
      return ok(true);
    } catch (error) {
      return isMissing(error) ? ok(false) : err(storageProblem(error));
    }
  }

  async *list(): AsyncGenerator<BlobName> {
    for await (const folder of await opendir(this.#blobs)) {
      if (!folder.isDirectory()) continue;
      for await (const { name } of await opendir(path.join(this.#blobs, folder.name))) {
        const sha256 = folder.name + name;
        if (!isBlobHash(sha256)) continue;
        // Another process may have removed it since it was listed.
        const facts = await stat(this.#fileOf(sha256)).catch(() => undefined);
        if (facts?.isFile() === true) yield { sha256, size: facts.size };
      }
    }
  }

  async usage(): Promise<BlobUsage> {
    let files = 0;
    let bytes = 0;
    for await (const { size } of this.list()) {
      files++;
      bytes += size;
    }
    return { files, bytes };
  }

  async verify(sha256: string): Promise<Result<BlobHealth, Problem>> {
    const opened = await this.open(sha256);
    if (!opened.ok) return opened;
    if (opened.value === undefined) return ok('missing');
    await using blob = opened.value;
    const hash = createHash('sha256');
    try {
      for (let at = 0; at < blob.size; ) {
        const piece = await blob.read(at, Math.min(READ_AT_ONCE, blob.size - at));
        hash.update(piece);
        at += piece.length;
      }
    } catch (error) {
      return err(storageProblem(error));
    }
    return ok(hash.digest('hex') === sha256 ? 'sound' : 'damaged');
  }

  #fileOf(sha256: string): string {
    return path.join(this.#blobs, sha256.slice(0, FOLDER_DIGITS), sha256.slice(FOLDER_DIGITS));
  }
}

function ownSpool(spool: Spool): FileSpool {
  if (spool instanceof FileSpool) return spool;
  throw new TypeError('a spool of another store');
}

/** Whether nobody writes to a file on its way any more: its process is gone, or it is too old for any. */
async function isLeftover(file: string, name: string): Promise<boolean> {
  const [, host, pid = '', run] = SPOOL.exec(name) ?? [];
  if (host === undefined) return false;
  if (host === HOST) {
    // In a container the process after a crash has the number of the one before: its run tells them apart.
    if (Number(pid) === process.pid) return run !== RUN;
    if (!isAlive(Number(pid))) return true;
  }
  const facts = await stat(file).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > LONGEST_SPOOLING;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // What may not be asked is there.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Makes the names in a folder durable. Where a system cannot (Windows), renaming is as durable as it gets. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EISDIR', 'EPERM', 'EINVAL'].includes(String(error.code))))
      throw error;
  } finally {
    await handle?.close();
  }
}
