import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../platform/folders.fs.ts';
import { formatPageHead, formatPageRecord, parsePageHead, parsePageRecord } from './page-record.ts';
import { NO_PAGE_STORE, type PageStore, type StoredHead } from './page-store.ts';

/** What a folder of pages may take. */
export interface PageFolderLimits {
  /** All pages together. Default 512 MiB. */
  readonly maxBytes?: number;
  /** One page. Default 64 MiB. */
  readonly maxPageBytes?: number;
}

const MAX_BYTES = 512 * 1024 * 1024;
const MAX_PAGE = 64 * 1024 * 1024;
/** What a file takes at least, however little is in it: a million names that there are not are no little. */
const BLOCK = 4096;
/** Beyond the limit, the oldest go until so much is left. */
const KEEP = 0.8;
/** Bytes in which a head ends, unless somebody made it long: that one is read with its page. */
const LONGEST_HEAD = 8 * 1024;
/** No link is followed, and a pipe that stands there must not make the opening wait. */
const LOOK = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const NAME = /^[0-9a-f]{64}$/;
/** Bytes beyond which a record is one of a page: that there is none is said in fewer. */
const ABSENCE = 200;

/**
 * Keeps pages in a folder: a file a page, readable and writable by its owner alone, put in place whole. A folder
 * that belongs to somebody else, or that others may write to, keeps nothing: they could put pages there. What was
 * used longest ago goes first, and before any page what says that there is none: whoever asks for names that nobody has
 * drives no page out that may have to stand in for its index. A disk that fails makes it keep nothing; nobody has to hear of that.
 */
export async function pageFolder(folder: string, limits: PageFolderLimits = {}): Promise<PageStore> {
  const { maxBytes = MAX_BYTES, maxPageBytes = MAX_PAGE } = limits;
  try {
    makeFolder(folder, 0o700);
    if (!(await isOwn(folder))) return NO_PAGE_STORE;
  } catch {
    return NO_PAGE_STORE;
  }
  const size = new FolderSize(folder, maxBytes);
  const fileOf = (upstream: string, name: string) =>
    path.join(folder, createHash('sha256').update(`${upstream}\n${name}`).digest('hex'));
  return {
    async load(upstream, name) {
      const file = fileOf(upstream, name);
      try {
        await using handle = await open(file, LOOK);
        const facts = await handle.stat();
        if (!facts.isFile() || facts.size > maxPageBytes) return undefined;
        const stored = parsePageRecord(await handle.readFile());
        if (stored === undefined) await rm(file, { force: true });
        else await utimes(file, new Date(), facts.mtime);
        return stored;
      } catch {
        return undefined;
      }
    },
    async head(upstream, name) {
      try {
        await using handle = await open(fileOf(upstream, name), LOOK);
        return (await headIn(handle))?.head;
      } catch {
        return undefined;
      }
    },
    async renew(upstream, name, head) {
      try {
        await using handle = await open(fileOf(upstream, name), LOOK | constants.O_RDWR);
        const kept = await headIn(handle);
        if (kept === undefined || kept.head.kind !== 'page' || !isOfOneContent(kept.head, head)) return false;
        const written = formatPageHead(head, kept.length);
        // In its place: whoever is cut off in it leaves a page that is not read, and asked for again.
        if (written !== undefined) await handle.write(written, 0, written.length, 0);
        return written !== undefined;
      } catch {
        return false;
      }
    },
    async save(upstream, name, stored) {
      const parts = formatPageRecord(stored);
      const length = parts.reduce((sum, one) => sum + one.length, 0);
      if (length > maxPageBytes) return;
      const file = fileOf(upstream, name);
      const part = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
      try {
        {
          await using handle = await open(part, 'wx', 0o600);
          // Each is written behind the one before.
          for (const one of parts) await handle.writeFile(one);
        }
        await rename(part, file);
        await size.grow(length);
      } catch {
        await rm(part, { force: true }).catch(() => {});
      }
    },
    async remove(upstream, name) {
      await rm(fileOf(upstream, name), { force: true }).catch(() => {});
    },
  };
}

/** The head of a record; undefined where there is none to be read. */
async function headIn(handle: FileHandle): Promise<ReturnType<typeof parsePageHead>> {
  if (!(await handle.stat()).isFile()) return undefined;
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(LONGEST_HEAD), 0, LONGEST_HEAD, 0);
  return parsePageHead(buffer.subarray(0, bytesRead));
}

function isOfOneContent(one: StoredHead, other: StoredHead): boolean {
  return one.digest === other.digest && one.contentType === other.contentType && one.url === other.url;
}

async function isOwn(folder: string): Promise<boolean> {
  const facts = await lstat(folder);
  if (!facts.isDirectory()) return false;
  const uid = process.getuid?.();
  return uid === undefined || (facts.uid === uid && (facts.mode & 0o022) === 0);
}

/** How much a folder holds, about: counted once, then added up; counted again where it seems too much. */
class FolderSize {
  readonly #folder: string;
  readonly #most: number;
  #bytes: number | undefined;
  #pruning: Promise<void> | undefined;

  constructor(folder: string, most: number) {
    this.#folder = folder;
    this.#most = most;
  }

  async grow(bytes: number): Promise<void> {
    if (this.#bytes !== undefined) this.#bytes += Math.max(BLOCK, bytes);
    if (this.#bytes !== undefined && this.#bytes <= this.#most) return;
    this.#pruning ??= this.#prune().finally(() => {
      this.#pruning = undefined;
    });
    await this.#pruning;
  }

  async #prune(): Promise<void> {
    const found: { file: string; size: number; usedAt: number; isPage: boolean }[] = [];
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      try {
        const { size, atimeMs, mtimeMs } = await lstat(file);
        const left = !NAME.test(name) && Date.now() - mtimeMs > 3_600_000;
        // What a run left that was cut off.
        if (left) await rm(file, { force: true });
        else
          found.push({
            file,
            size: Math.max(BLOCK, size),
            usedAt: Math.max(atimeMs, mtimeMs),
            isPage: size > ABSENCE,
          });
      } catch {
        // Another run was quicker.
      }
    }
    let total = found.reduce((sum, { size }) => sum + size, 0);
    if (total > this.#most) {
      for (const { file, size } of found.toSorted(
        (a, b) => Number(a.isPage) - Number(b.isPage) || a.usedAt - b.usedAt,
      )) {
        if (total <= this.#most * KEEP) break;
        await rm(file, { force: true });
        total -= size;
      }
    }
    this.#bytes = total;
  }
}
