import type { EvidenceKind } from '../kind.ts';
import type { ReleaseFacts } from '../release-facts.ts';

/** Facts of an index page. Nothing consults an index yet: then it is not configured. */
export const kind: EvidenceKind<'release-facts', ReleaseFacts> = {
  name: 'release-facts',
  title: 'what the index says of a release: yanked, status of the project, day of upload',
  levels: ['release'],
  collect(subject, { releases }) {
    if (releases === undefined)
      return { state: 'not-configured', reason: 'no index is consulted; `--index` asks PyPI' };
    const facts = releases.get(subject.id);
    return facts === undefined
      ? { state: 'unknown', reason: `the index says nothing of \`${subject.id}\`` }
      : { state: 'present', value: facts, source: 'index', observedAt: '' };
  },
};
