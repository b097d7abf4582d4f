/** What reading may cost. Passing a limit is a problem, never a crash. */
export interface FileLimits {
  /** Bytes of one file. Default 64 MB: a lock of 20,000 components has 16 MB. */
  readonly maxFileBytes: number;
  /** Nesting of TOML, JSON or YAML. Default 200. */
  readonly maxDepth: number;
  /** Includes of requirements files in one run. Default 1,000. */
  readonly maxIncludes: number;
  /** Bytes of one archive entry, unpacked. Default 16 MB. */
  readonly maxEntryBytes: number;
  /** Entries that one walk of a folder looks at. Default 100,000. */
  readonly maxWalkEntries: number;
  /** Levels that one walk of a folder goes down. Default 64. */
  readonly maxWalkDepth: number;
}

/** The defaults of {@link FileLimits}. */
export const DEFAULT_FILE_LIMITS: FileLimits = {
  maxFileBytes: 64 * 1024 * 1024,
  maxDepth: 200,
  maxIncludes: 1000,
  maxEntryBytes: 16 * 1024 * 1024,
  maxWalkEntries: 100_000,
  maxWalkDepth: 64,
};
