import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { assertInside, type ByteSource, SourceFailure } from './byte-source.ts';

/** A file as a source: one descriptor, so that whatever takes the name's place later is never read. */
export interface FileSource extends ByteSource, AsyncDisposable {
  /** The open descriptor, for who sends the same bytes on. It ends with the source. */
  readonly descriptor: number;
}

/** Smallest memory kept for reading: most reads of an archive fit. */
const SMALLEST_POOL = 64 * 1024;
/** Memory beyond this is given back after the read that needed it. */
const LARGEST_POOL = 4 * 1024 * 1024;

/**
 * Opens a regular file as a source. Problem: `file-unreadable`, `file-not-regular`.
 *
 * @param shown the path as people know it, for messages
 */
export async function openFileSource(file: string, shown: string = file): Promise<Result<FileSource, Problem>> {
  let handle: FileHandle | undefined;
  try {
    // A pipe that stands in the file's place must not make the opening wait.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = await handle.stat();
    if (facts.isFile()) return ok(fileSource(handle, facts.size, shown));
    await handle.close();
    return err(problem('file-not-regular', `\`${shown}\` is no regular file`));
  } catch (error) {
    await handle?.close();
    return err(problem('file-unreadable', `cannot read \`${shown}\`: ${errorCode(error)}`));
  }
}

/** An open file of so many bytes as a source, which closes it in the end. */
export function fileSource(handle: FileHandle, size: number, shown: string): FileSource {
  let pool = Buffer.allocUnsafeSlow(0);
  return {
    size,
    descriptor: handle.fd,
    async read(offset, length) {
      assertInside(size, offset, length);
      if (pool.length < length) {
        const fresh = Buffer.allocUnsafeSlow(Math.max(SMALLEST_POOL, length));
        if (fresh.length > LARGEST_POOL) return fill(handle, fresh.subarray(0, length), offset, shown);
        pool = fresh;
      }
      return fill(handle, pool.subarray(0, length), offset, shown);
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
    },
  };
}

async function fill(handle: FileHandle, target: Buffer, offset: number, shown: string): Promise<Buffer> {
  for (let done = 0; done < target.length; ) {
    let count: number;
    try {
      count = (await handle.read(target, done, target.length - done, offset + done)).bytesRead;
    } catch (error) {
      throw new SourceFailure(problem('file-unreadable', `cannot read \`${shown}\`: ${errorCode(error)}`));
    }
    if (count === 0)
      throw new SourceFailure(problem('file-unreadable', `cannot read \`${shown}\`: it became shorter meanwhile`));
    done += count;
  }
  return target;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
