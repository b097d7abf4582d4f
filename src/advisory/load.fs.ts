import { createHash } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { readZip } from '../artifact/zip.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { kindOfPath, readFile, walkFolder } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import type { Advisory } from './advisory.ts';
import type { LoadedSource } from './memory-store.ts';
import { parseOsvRecord } from './osv-record.ts';

/**
 * Reads a source of OSV records: a folder or a zip of JSON files, one record each (as OSV's bucket
 * lays out `all.zip`), or one JSON file with a list of records (as {@link storeSource} writes it).
 * One damaged record is one problem; the rest is read.
 */
export function loadSource(name: string, file: string, limits: FileLimits, log: Log): Result<LoadedSource, Problem> {
  const kind = kindOfPath(file);
  if (kind === 'missing')
    return err(problem('advisory-source-missing', `advisory source \`${name}\` is not at \`${file}\``));
  const documents = kind === 'folder' ? folderDocuments(file, limits) : fileDocuments(file, limits);
  if (!documents.ok) return documents;
  const hash = createHash('sha256');
  const advisories: Advisory[] = [];
  const problems: Problem[] = [...documents.value.problems];
  const kept: unknown[] = [];
  let newest = '';
  const { entries } = documents.value;
  for (const [i, { label, bytes }] of entries.entries()) {
    log.progress(`reading ${name}`, i + 1, entries.length);
    hash.update(bytes);
    for (const record of records(bytes, `${name}/${label}`, problems)) {
      kept.push(record);
      const parsed = parseOsvRecord(record, name);
      if (!parsed.ok) problems.push(parsed.error);
      else if (parsed.value !== null) {
        advisories.push(parsed.value);
        if (parsed.value.modified > newest) newest = parsed.value.modified;
      }
    }
  }
  // Matched against nothing, everything would look unaffected.
  if (advisories.length === 0) {
    return err(problem('advisory-source-empty', `advisory source \`${name}\` holds no record about a PyPI project`));
  }
  return ok({
    source: { name, records: advisories.length, newest, digest: `sha256:${hash.digest('hex')}` },
    records: kept,
    advisories,
    problems,
  });
}

interface Documents {
  readonly entries: readonly { readonly label: string; readonly bytes: Uint8Array }[];
  readonly problems: readonly Problem[];
}

function folderDocuments(folder: string, limits: FileLimits): Result<Documents, Problem> {
  const walk = walkFolder(folder, path.basename(folder), limits);
  const problems = [...walk.problems];
  const entries = walk.files
    .filter((file) => file.endsWith('.json'))
    .flatMap((label) => {
      const bytes = readFile(path.join(folder, label), label, { maxFileBytes: limits.maxEntryBytes });
      if (bytes.ok) return [{ label, bytes: bytes.value }];
      problems.push(bytes.error);
      return [];
    });
  return ok({ entries, problems });
}

function fileDocuments(file: string, limits: FileLimits): Result<Documents, Problem> {
  const label = path.basename(file);
  const bytes = readFile(file, label, limits);
  if (!bytes.ok) return bytes;
  if (!label.endsWith('.zip')) return ok({ entries: [{ label, bytes: bytes.value }], problems: [] });
  const archive = readZip(bytes.value, limits);
  if (!archive.ok) return err(problem('archive-invalid', `\`${label}\`: ${archive.error.message}`));
  const entries = archive.value
    .filter(({ name }) => name.endsWith('.json'))
    .map(({ name, bytes: content }) => ({ label: name, bytes: content }));
  return ok({ entries, problems: [] });
}

function records(bytes: Uint8Array, label: string, problems: Problem[]): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(value) ? value : [value];
  } catch {
    problems.push(problem('advisory-damaged', `\`${label}\` is no JSON`));
    return [];
  }
}
