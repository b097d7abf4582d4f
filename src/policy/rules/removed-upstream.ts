import { formatInstant } from '../../base/instant.ts';
import type { DistributionSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Nothing that its index has taken down. */
export const rule: Rule = {
  id: 'removed-upstream',
  title: 'nothing that its index has taken down',
  what: 'Fails for a file that its upstream listed once and now, asked, says does not exist (404 or 410, or a page without it). An upstream that cannot be reached says nothing of the kind. Files of a quarantined project are for `project-status`.',
  why: 'PyPI takes malware down and deletes nothing else by itself; the publisher’s own deletions mean at least that nobody stands behind the file any more. A cache that goes on serving it undoes the removal for whoever is behind it.',
  bad: 'litellm-1.82.8-py3-none-any.whl, which PyPI answers 404 for since noon',
  good: 'litellm-1.82.6-py3-none-any.whl',
  unknownMeans: 'Nothing is known of the file.',
  levels: ['distribution'],
  needs: ['offered-file', 'offered-project'],
  defaultLevel: 'deny',
  defaultUnknown: 'deny',
  denial: { presentation: 'yank', scope: 'version', gravity: 'danger' },
  lift: 'bytes',
  judge({ filename }: DistributionSubject, evidence) {
    return withValue(evidence['offered-file'], 'offered-file', ({ gone, upstream, trust }) => {
      const project = evidence['offered-project'];
      const isQuarantined = project?.state === 'present' && project.value.status === 'quarantined';
      if (gone === null || trust === 'own' || isQuarantined) return [];
      const message = `\`${filename.slice(0, 100)}\` has been taken down by \`${upstream.slice(0, 100)}\`: gone since ${formatInstant(gone)}`;
      const hint = 'find out why before anything of it runs; whoever still needs the bytes can have them allowed';
      return [{ outcome: 'fail', message, hint, key: 'removed-upstream' }];
    });
  },
};
