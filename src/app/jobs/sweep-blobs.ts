/** A stored file. */
interface StoredFile {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** What the sweep works with. */
export interface SweepParts {
  readonly blobs: {
    list(): AsyncIterable<StoredFile>;
    remove(sha256: string): Promise<boolean>;
    /** Removes what never became a stored file. */
    tidy(): Promise<void>;
  };
  readonly files: {
    kept(hashes: readonly string[]): Promise<ReadonlySet<string>>;
    lastUsed(hashes: readonly string[]): Promise<ReadonlyMap<string, number>>;
  };
  /** Bytes that all stored files together may take. */
  readonly budget: number;
  /** Epoch milliseconds. */
  now(): number;
}

/** What a sweep did. */
export interface Swept {
  /** Files removed, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Bytes that are left. */
  readonly left: number;
}

/** What was used so lately may be on its way to somebody who asked a moment ago. Unit: milliseconds. */
const IN_USE = 10 * 60_000;
/** So much below the budget, so that not every new file begins a sweep. */
const DOWN_TO = 0.9;

/**
 * Makes room: removes the files that were used longest ago until the rest fits. What has to stay stays, whatever room
 * it takes; what is removed is fetched again when somebody asks. Who reads a file that is removed reads on.
 */
export async function sweepBlobs(parts: SweepParts, signal: AbortSignal): Promise<Swept> {
  const { blobs, files, budget, now } = parts;
  await blobs.tidy();
  const stored: StoredFile[] = [];
  let left = 0;
  for await (const file of blobs.list()) {
    stored.push(file);
    left += file.size;
  }
  if (left <= budget) return { files: 0, bytes: 0, left };
  const hashes = stored.map(({ sha256 }) => sha256);
  const used = await files.lastUsed(hashes);
  const before = now() - IN_USE;
  const cold = stored
    .map((file) => ({ ...file, used: used.get(file.sha256) ?? 0 }))
    .filter((file) => file.used < before)
    .sort((a, b) => a.used - b.used);
  let [removed, bytes] = [0, 0];
  for (let from = 0; from < cold.length && left > budget * DOWN_TO; from += AT_ONCE) {
    const some = cold.slice(from, from + AT_ONCE);
    // Asked at the last moment: meanwhile somebody may have held or uploaded one of them.
    const kept = await files.kept(some.map(({ sha256 }) => sha256));
    for (const { sha256, size } of some) {
      if (signal.aborted) return { files: removed, bytes, left };
      if (left <= budget * DOWN_TO) break;
      if (kept.has(sha256) || !(await blobs.remove(sha256))) continue;
      removed++;
      bytes += size;
      left -= size;
    }
  }
  return { files: removed, bytes, left };
}

/** Files that are looked up together. */
const AT_ONCE = 200;
