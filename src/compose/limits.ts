import { DEFAULT_FILE_LIMITS, type FileLimits } from '../platform/file-limits.ts';

/** Limits as a door asks for them; what is absent keeps its default. */
export interface LimitRequest {
  /** Bytes. */
  readonly maxFileSize?: number;
  readonly maxDepth?: number;
  readonly maxIncludes?: number;
  /** Bytes. */
  readonly maxEntrySize?: number;
}

/** The limits of a run. */
export function limitsFrom({ maxFileSize, maxDepth, maxIncludes, maxEntrySize }: LimitRequest): FileLimits {
  return {
    ...DEFAULT_FILE_LIMITS,
    ...(maxFileSize === undefined ? {} : { maxFileBytes: maxFileSize }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(maxIncludes === undefined ? {} : { maxIncludes }),
    ...(maxEntrySize === undefined ? {} : { maxEntryBytes: maxEntrySize }),
  };
}
