import { createHash, type Hash } from 'node:crypto';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import type { Log } from '../platform/log.ts';
import type { LoadedRecord, LoadedSource } from './memory-store.ts';
import { parseOsvRecord } from './osv-record.ts';
import { readRecords, type SourceFile } from './records.fs.ts';

/**
 * Reads a source of OSV records into memory, as `readRecords` finds them. One damaged record is one
 * problem; the rest is read.
 */
export function loadSource(source: SourceFile, limits: FileLimits, log: Log): Result<LoadedSource, Problem> {
  const { name } = source;
  const opened = readRecords(source, limits);
  if (!opened.ok) return opened;
  const digest = new DocumentDigest();
  const read: LoadedRecord[] = [];
  const problems: Problem[] = [...opened.value.problems];
  let done = 0;
  let newest = '';
  for (const { bytes, records } of opened.value.entries) {
    log.progress(`reading ${neutralize(name)}`, ++done, opened.value.documents);
    if (bytes !== undefined) digest.add(bytes);
    for (const record of records) {
      if (!record.ok) {
        if (record.error.code === 'archive-invalid') return record;
        problems.push(record.error);
        continue;
      }
      const { advisory, details, problems: wrong } = parseOsvRecord(record.value, name);
      for (const one of wrong) problems.push(one);
      if (advisory === null || details === null) continue;
      read.push({ advisory, details });
      if (advisory.modified > newest) newest = advisory.modified;
    }
  }
  // Matched against nothing, everything would look unaffected.
  if (read.length === 0) return err(emptySource(name, problems));
  return ok({
    source: {
      name,
      records: read.length,
      newest,
      // Few reports show it, and the module that makes it takes longer to load than the records do.
      get digest() {
        return digest.value;
      },
    },
    records: read,
    problems,
  });
}

/** Bytes that are kept until somebody asks for their digest. */
const MAX_KEPT = 4 * 1024 * 1024;

/** The digest of documents, made when it is read; of many, as they come. */
class DocumentDigest {
  #kept: Uint8Array[] = [];
  #size = 0;
  #hash: Hash | undefined;
  #value: string | undefined;

  add(bytes: Uint8Array): void {
    this.#kept.push(bytes);
    this.#size += bytes.length;
    if (this.#size > MAX_KEPT) this.#flush();
  }

  get value(): string {
    this.#value ??= `sha256:${this.#flush().digest('hex')}`;
    return this.#value;
  }

  #flush(): Hash {
    this.#hash ??= createHash('sha256');
    for (const bytes of this.#kept) this.#hash.update(bytes);
    [this.#kept, this.#size] = [[], 0];
    return this.#hash;
  }
}

/** What is said of a source that holds nothing to match against. */
export function emptySource(name: string, problems: readonly Problem[]): Problem {
  const [first] = problems;
  const cause = first === undefined ? {} : { cause: first.message };
  return problem('advisory-source-empty', `advisory source \`${name}\` holds no record about a PyPI project`, cause);
}
