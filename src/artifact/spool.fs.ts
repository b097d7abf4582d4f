import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Spool } from './blob-store.ts';
import { fileSource } from './byte-source.fs.ts';
import type { ByteSource } from './byte-source.ts';

/** A spool in a file of its own. */
export class FileSpool implements Spool {
  readonly file: string;
  readonly handle: FileHandle;
  readonly #maxBytes: number;
  readonly #hash = createHash('sha256');
  #size = 0;
  #ended: Problem | undefined;

  constructor(file: string, handle: FileHandle, maxBytes: number) {
    this.file = file;
    this.handle = handle;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#size;
  }

  /** Why it takes nothing any more; undefined while it does. */
  get ended(): Problem | undefined {
    return this.#ended;
  }

  async write(chunk: Uint8Array): Promise<Result<void, Problem>> {
    if (this.#ended !== undefined) return err(this.#ended);
    if (this.#size + chunk.length > this.#maxBytes)
      return this.#fail(problem('file-too-large', `the file is larger than ${this.#maxBytes} bytes`));
    try {
      for (let done = 0; done < chunk.length; )
        done += (await this.handle.write(chunk, done, chunk.length - done, this.#size + done)).bytesWritten;
    } catch (error) {
      return this.#fail(storageProblem(error));
    }
    this.#hash.update(chunk);
    this.#size += chunk.length;
    return ok(undefined);
  }

  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  source(): ByteSource {
    return fileSource(this.handle, this.#size, 'the file on its way');
  }

  /** Removes the file; what is written afterwards goes nowhere. */
  async end(why: Problem): Promise<void> {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    await this.handle.close().catch(() => undefined);
    await rm(this.file, { force: true }).catch(() => undefined);
  }

  async #fail(why: Problem): Promise<Result<never, Problem>> {
    await this.end(why);
    return err(why);
  }
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a refusal of the operating system to store something is called. */
export function storageProblem(error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return FULL.has(code)
    ? problem('storage-full', `there is no space left for the file: ${code}`)
    : problem('storage-failed', `the file cannot be stored: ${code}`);
}
