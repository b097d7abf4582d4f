/** A file of a backup. */
export interface BackupFile {
  /** Below the backup, with `/`. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** What a backup says of itself: its last file, so that what is cut off is none. */
export interface BackupList {
  readonly schema: 'rind.backup/1';
  /** Epoch milliseconds: the state that it holds. */
  readonly asOf: number;
  /** The version of the program that made it. */
  readonly version: string;
  /** Whether the private key of the log is in it. */
  readonly key: boolean;
  /** All but the blobs, which are named by their digests and listed in `blobs.list`. */
  readonly files: readonly BackupFile[];
  readonly blobs: { readonly files: number; readonly bytes: number };
}

/** The names of a backup's own files. */
export const LIST_NAME = 'backup.json';
export const BLOBS_NAME = 'blobs.list';

/** Reads the list of a backup; undefined for what is none, or names files outside of it. */
export function readBackupList(text: string): BackupList | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isList(value) ? value : undefined;
}

/** Where the blob of a digest lies, below the folder of a gateway. */
export function blobPath(sha256: string): string {
  return `blobs/sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

const PATH = /^(?:gateway\.db|blobs\.list|log\/(?:keys\.log|key\.pem|\d{2}\/(?:heads|\d{16})\.log))$/;

function isList(value: unknown): value is BackupList {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    value.schema === 'rind.backup/1' &&
    'asOf' in value &&
    typeof value.asOf === 'number' &&
    'version' in value &&
    typeof value.version === 'string' &&
    'key' in value &&
    typeof value.key === 'boolean' &&
    'files' in value &&
    Array.isArray(value.files) &&
    value.files.every(isFile) &&
    'blobs' in value
  );
}

function isFile(value: unknown): value is BackupFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    PATH.test(value.path) &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    'size' in value &&
    typeof value.size === 'number'
  );
}
