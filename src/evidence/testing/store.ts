import { normalizeName } from '@rind/pypa';
import { memoryStore } from '../../advisory/memory-store.ts';
import { parseOsvRecord } from '../../advisory/osv-record.ts';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { ReleaseSubject, RequirementSubject } from '../subject.ts';

/** A store of records as JSON; with feeds where a test says what is in them. */
export function storeOf(
  records: readonly object[],
  feeds: { readonly epss?: Readonly<Record<string, number>>; readonly kev?: readonly string[] } = {},
): AdvisoryStore {
  const read = records.flatMap((record) => {
    const { advisory, details } = parseOsvRecord(record, 'test');
    return advisory === null || details === null ? [] : [{ advisory, details }];
  });
  const source = { name: 'test', records: read.length, newest: '2026-01-02T03:04:05Z', digest: 'sha256:00' };
  const { epss = {}, kev = [] } = feeds;
  return {
    ...memoryStore([{ source, records: read, problems: [] }]),
    epss: (id) => (epss[id] === undefined ? undefined : { probability: epss[id], percentile: 0 }),
    kev: (id) => (kev.includes(id) ? { added: '2024-01-01', due: '', ransomware: false } : undefined),
  };
}

/** A release from the index, or what else a test says of it. */
export function release(name: string, version: string, more: Partial<ReleaseSubject> = {}): ReleaseSubject {
  const [id, normal] = [`${name}==${version}`, normalizeName(name)];
  return { level: 'release', id, name: normal, version, origin: { kind: 'index' }, hashes: [], ...more };
}

/** A requirement without an exact version. */
export function requirement(name: string, more: Partial<RequirementSubject> = {}): RequirementSubject {
  return { level: 'requirement', id: name, name: normalizeName(name), origin: { kind: 'index' }, hashes: [], ...more };
}
