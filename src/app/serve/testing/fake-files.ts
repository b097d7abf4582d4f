import type { ProjectFile } from '@rind/pypa';
import type { Decision } from '../../../policy/decide.ts';
import type { Denial } from '../answers.ts';
import type { Asker, Client } from '../ask.ts';
import type { StandingFile } from '../standing.ts';

/** A day that everything is long before. */
export const TODAY: number = Date.parse('2026-05-01T00:00:00Z');

/** A file as an index lists it. */
export function listed(filename: string, facts: Partial<ProjectFile> = {}): ProjectFile {
  return {
    filename,
    url: `https://files.example/${filename}`,
    hashes: new Map([['sha256', 'a'.repeat(64)]]),
    requiresPython: undefined,
    yanked: false,
    size: 10,
    uploadTime: uploadedAt(Date.parse('2024-01-01T00:00:00Z')),
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
    ...facts,
  };
}

/** An upload time as pages say it. */
export function uploadedAt(epochMilliseconds: number): NonNullable<ProjectFile['uploadTime']> {
  return { text: new Date(epochMilliseconds).toISOString(), epochMilliseconds };
}

/** A denial as an asker is told it. */
export const DENIAL: Denial = {
  id: 'w1',
  verdict: 'deny',
  rule: 'ruling',
  summary: 'it steals keys',
  scope: 'version',
  presentation: 'yank',
};

const DECISION: Decision = {
  id: 'd1',
  verdict: 'allow',
  reasons: [],
  basis: { policy: 'p', evidence: '' },
  validUntil: null,
};

/** A file that was fetched, judged and allowed. */
export function standingFile(filename: string, facts: Partial<StandingFile> = {}): StandingFile {
  return {
    file: listed(filename),
    upstream: 'up',
    version: '1.0',
    sha256: 'a'.repeat(64),
    decision: DECISION,
    denial: undefined,
    isJudged: true,
    size: 10,
    since: Date.parse('2024-01-01T00:00:00Z'),
    isOffered: true,
    undetermined: [],
    ...facts,
  };
}

/** Somebody who asks. */
export function askerOf(client: Client = 'pip'): Asker {
  return { principal: 'anonymous', address: '127.0.0.1', client, agent: client };
}
