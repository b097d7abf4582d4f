import type { UpdateAutomation } from '../../inventory/update-automation.ts';
import type { EvidenceKind } from '../kind.ts';

/** What keeps a project up to date, and what there is to keep. */
export interface UpdateEvidence {
  /** Null where the repository has no configuration of an update tool. */
  readonly automation: UpdateAutomation | null;
  /** The project's folder. */
  readonly path: string;
  /** The ids of the formats that were found there. */
  readonly formats: readonly string[];
}

/** Dependabot's and Renovate's configuration, seen from one project. */
export const kind: EvidenceKind<'update-automation', UpdateEvidence> = {
  name: 'update-automation',
  title: 'Dependabot or Renovate configuration of the repository',
  levels: ['project'],
  collect(subject, { projects }) {
    const facts = projects?.get(subject.id);
    if (facts?.updates === undefined)
      return { state: 'not-configured', reason: 'no configuration of update tools was looked for' };
    const { updates, path, formats } = facts;
    const value = { automation: updates, path, formats };
    return { state: 'present', value, source: updates?.at.path ?? path, observedAt: '' };
  },
};
