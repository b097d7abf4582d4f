import type { InspectedArtifact } from '../inspected-artifact.ts';
import type { EvidenceKind } from '../kind.ts';

/** What is in the bytes of a file. */
export const kind: EvidenceKind<'inspection', InspectedArtifact> = {
  name: 'inspection',
  title: 'what is in a fetched file: the structure of the archive, RECORD, metadata',
  levels: ['artifact'],
  collect(subject, { offer }) {
    if (offer === undefined) return { state: 'not-configured', reason: 'no file is looked into' };
    const found = subject.level === 'artifact' ? offer.inspections.get(subject.sha256) : undefined;
    return found === undefined
      ? { state: 'unknown', reason: 'the file was not looked into' }
      : { state: 'present', value: found, source: 'inspection', observedAt: '' };
  },
};
