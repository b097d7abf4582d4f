import type { Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { ByteSource } from './byte-source.ts';

/** What a stored file is called and how large it is. */
export interface BlobName {
  /** Hexadecimal, lower-case. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Bytes on their way into a store: hashed and counted as they come, readable before anybody decided about them, and
 * never served. It ends with `commit` or `discard`; what ends neither way is removed when the store is opened again.
 */
export interface Spool {
  /** Bytes so far. */
  readonly size: number;
  /**
   * Adds bytes; one call at a time. After a problem the spool is gone, and every later call says the same:
   * `file-too-large` beyond the limit, `storage-full`, `storage-failed`.
   */
  write(chunk: Uint8Array): Promise<Result<void, Problem>>;
  /** The SHA-256 of the bytes so far, hexadecimal. */
  sha256(): string;
  /** The bytes so far as a source; it ends with the spool. */
  source(): ByteSource;
}

/** A stored file, open: it can be read to the end whatever happens to its name. */
export interface Blob extends ByteSource, AsyncDisposable, BlobName {
  /** Of a store on disk: the open file, for who sends it on. Undefined elsewhere. */
  readonly descriptor: number | undefined;
}

/** How a stored file is when its bytes are read again. */
export type BlobHealth = 'sound' | 'damaged' | 'missing';

/** What a store holds. */
export interface BlobUsage {
  readonly files: number;
  /** In bytes, without what the file system adds. */
  readonly bytes: number;
}

/**
 * Files by the SHA-256 of their bytes. Whatever `commit` acknowledged is there after a crash, whole; several processes
 * may use one store.
 */
export interface BlobStore {
  /** Starts a file of at most so many bytes. Problem: `storage-full`, `storage-failed`. */
  spool(maxBytes: number): Promise<Result<Spool, Problem>>;
  /** Stores what was spooled, durably, under its hash. Stored bytes of that hash are replaced, damaged ones so mended. */
  commit(spool: Spool): Promise<Result<BlobName, Problem>>;
  /** Drops what was spooled; nothing where it is gone already. */
  discard(spool: Spool): Promise<void>;
  /** Opens a stored file; undefined where there is none. */
  open(sha256: string): Promise<Result<Blob | undefined, Problem>>;
  /** Removes a stored file; whether there was one. Who has it open reads on. */
  remove(sha256: string): Promise<Result<boolean, Problem>>;
  /** All stored files, in no order. */
  list(): AsyncIterable<BlobName>;
  /** Removes what was on its way when its process ended. */
  tidy(): Promise<void>;
  /** What they are together; it looks at each of them. */
  usage(): Promise<BlobUsage>;
  /** Reads a stored file and hashes it again. */
  verify(sha256: string): Promise<Result<BlobHealth, Problem>>;
}

/** Whether a text can be the name of a stored file: everything else is missing, and is never made a path. */
export function isBlobHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
