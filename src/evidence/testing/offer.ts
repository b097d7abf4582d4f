import { normalizeName } from '@rind/pypa';
import type { InspectedArtifact } from '../inspected-artifact.ts';
import type { Offer } from '../offer.ts';
import { type OfferedFiles, offeredFilesInPieces, type ParsedFilename, type RememberedFile } from '../offered-file.ts';
import type { OfferedProject } from '../offered-project.ts';
import type { Ruling } from '../ruling.ts';
import type { ArtifactSubject, DistributionSubject } from '../subject.ts';

/** The digest that files of tests have. */
export const SHA: string = 'ab'.repeat(32);

/** A file as PyPI lists it, uploaded at 0, or what else a test says of it. */
export function remembered(filename: string, more: Partial<RememberedFile> = {}): RememberedFile {
  return {
    filename,
    upstream: 'pypi',
    trust: 'pypi',
    hashes: [`sha256:${SHA}`],
    pinned: SHA,
    size: 1000,
    claimedAt: 0,
    backfilledAt: null,
    firstSeen: 0,
    yanked: null,
    requiresPython: null,
    metadataSha256: null,
    sidecarSha256: null,
    gone: null,
    ...more,
  };
}

/** An offer of some files of a project. */
export function offerOf(
  files: readonly RememberedFile[],
  more: Partial<Omit<Offer, 'files' | 'project'>> & { readonly project?: Partial<OfferedProject> } = {},
): Offer {
  const { project = {}, ...rest } = more;
  return {
    files: offeredFiles(files),
    inspections: new Map(),
    rulings: [],
    inUse: [],
    ...rest,
    project: {
      status: 'active',
      statusReason: '',
      firstSeen: 0,
      since: 0,
      isTakenDown: false,
      isUsed: false,
      ...project,
    },
  };
}

/** The files of one project by name, without a pause. */
export function offeredFiles(files: readonly RememberedFile[]): OfferedFiles {
  const work = offeredFilesInPieces(files);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** What a file's name says, as the files of a project are read. */
export function parsedName(filename: string): ParsedFilename {
  return offeredFiles([remembered(filename)]).get(filename)?.parsed ?? { kind: 'unreadable', why: 'it is not offered' };
}

/** The subject that a file of a project is judged as by what its index says. */
export function distribution(filename: string, more: Partial<DistributionSubject> = {}): DistributionSubject {
  const parsed = parsedName(filename);
  const [name, version] = parsed.kind === 'unreadable' ? [normalizeName('demo'), '1.0'] : [parsed.name, parsed.version];
  const hashes = [`sha256:${SHA}`];
  return { level: 'distribution', id: filename, name, version, filename, origin: { kind: 'index' }, hashes, ...more };
}

/** The subject that its bytes are judged as. */
export function artifact(filename: string, sha256: string = SHA): ArtifactSubject {
  return { ...distribution(filename), level: 'artifact', sha256, hashes: [`sha256:${sha256}`] };
}

/** What an honest wheel of `demo 1.0` comes to, or what else a test says of it. */
export function inspected(more: Partial<InspectedArtifact> = {}): InspectedArtifact {
  const metadata = { name: 'demo', version: '1.0', requiresPython: null, license: null };
  return { kind: 'wheel', faults: [], recordFaults: [], metadata, metadataSha256: 'cd'.repeat(32), ...more };
}

/** A person's word, for ever, or what else a test says of it. */
export function ruled(word: Ruling['word'], spec: string, more: Partial<Ruling> = {}): Ruling {
  return { id: `${word} ${spec}`, word, spec, reason: 'r', owner: 'o', made: 0, expires: null, ...more };
}
