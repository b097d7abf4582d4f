import { hash } from 'node:crypto';
import { ACTIVE, type NormalizedName, type ProjectFile } from '@rind/pypa';
import type { Decision } from '../../../policy/decide.ts';
import type { Denial } from '../answers.ts';
import type { Asker } from '../ask.ts';
import type { Standing, StandingFile, StandingFiles } from '../standing.ts';
import { PackedStandings } from '../standing-files.ts';

/** Somebody who asks. */
export const ASKER: Asker = { principal: 'anonymous', address: '127.0.0.1', client: 'pip', agent: 'pip/26.3' };

/** A file of an index, allowed. */
export function standingFile(
  filename: string,
  version: string,
  { file, ...overrides }: Partial<Omit<StandingFile, 'file'>> & { readonly file?: Partial<ProjectFile> } = {},
): StandingFile {
  const sha256 = hash('sha256', filename);
  const denial: Denial | undefined = overrides.denial;
  const decision: Decision = {
    id: denial?.id ?? 'd1',
    verdict: denial?.verdict ?? 'allow',
    reasons: [],
    basis: { policy: 'p', evidence: '' },
    validUntil: null,
  };
  return {
    file: {
      filename,
      url: `https://files.example/${filename}`,
      hashes: new Map([['sha256', sha256]]),
      requiresPython: '>=3.9',
      yanked: false,
      size: 1000,
      uploadTime: { text: '2024-05-01T12:00:00.250000Z', epochMilliseconds: 1_714_564_800_250 },
      coreMetadata: undefined,
      gpgSig: undefined,
      provenance: undefined,
      ...file,
    },
    upstream: 'pypi',
    version,
    sha256,
    decision,
    denial,
    isJudged: false,
    size: null,
    since: 1_714_564_800_250,
    isOffered: true,
    undetermined: [],
    ...overrides,
  };
}

/** Files as a gateway keeps them. */
export function standingFiles(files: readonly StandingFile[]): StandingFiles {
  const packed = new PackedStandings('p', (version) => files.find((file) => file.version === version)?.denial?.nearest);
  for (const file of files) packed.add(file);
  packed.close();
  return packed;
}

/** A project that stands so. */
export function standing(name: string, files: readonly StandingFile[]): Standing {
  return {
    state: 'found',
    page: {
      page: {
        apiVersion: { major: 1, minor: 4 },
        name: name as NormalizedName,
        versions: undefined,
        status: ACTIVE,
        namespaces: undefined,
        alternateLocations: [],
        tracks: [],
        baseUrl: undefined,
      },
      files: [],
      isRefused: false,
      digest: 'd',
      notes: [],
    },
    files: standingFiles(files),
    nearest: () => undefined,
    likely: [],
  };
}

/** Why a version is refused. */
export function denied(overrides: Partial<Denial> = {}): Denial {
  return {
    id: 'w1',
    verdict: 'deny',
    rule: 'known-vulnerability',
    summary: 'a flaw; update',
    scope: 'version',
    presentation: 'yank',
    ...overrides,
  };
}

/** Nobody waits in a test. */
export const AT_ONCE = {
  within: async <T>(promise: Promise<T>): Promise<T | undefined> => await promise,
  inSlices: async <T>(work: Generator<void, T, void>): Promise<T> => {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  },
};
