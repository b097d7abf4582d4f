import type { EvidenceKind } from '../kind.ts';
import type { OfferedProject } from '../offered-project.ts';

/** A project as its index presents it. */
export const kind: EvidenceKind<'offered-project', OfferedProject> = {
  name: 'offered-project',
  title: 'what the index says of a project: its status (PEP 792), how old it is, whether it is used here',
  levels: ['distribution'],
  collect(_subject, { offer }) {
    return offer === undefined
      ? { state: 'not-configured', reason: 'no index is served' }
      : { state: 'present', value: offer.project, source: 'index', observedAt: '' };
  },
};
