import type { DistributionSubject, ReleaseSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** No release that its maintainers withdrew. */
export const rule: Rule = {
  id: 'yanked',
  title: 'no release that its maintainers withdrew',
  what: 'Fails for a release all of whose files are yanked on the index (PEP 592), at a gateway for each yanked file.',
  why: 'Maintainers yank what is broken, flawed or published by mistake. A pin keeps installing it. It only warns by default: installers pass over yanked files already, and whoever pins one says so.',
  bad: 'cryptography==37.0.3  # yanked: wheels were linked against a flawed OpenSSL',
  good: 'cryptography==37.0.4',
  unknownMeans: 'The index does not list the release.',
  levels: ['release', 'distribution'],
  needs: ['release-facts', 'offered-file'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  judge(subject: ReleaseSubject | DistributionSubject, evidence) {
    if (subject.level === 'distribution')
      return withValue(evidence['offered-file'], 'offered-file', ({ yanked }) =>
        yanked === null ? [] : [failure(subject.filename.slice(0, 100), yanked)],
      );
    return withValue(evidence['release-facts'], 'release-facts', ({ yanked, yankedReason = '' }) =>
      yanked ? [failure(subject.id, yankedReason)] : [],
    );
  },
};

function failure(what: string, reason: string): Outcome {
  const why = reason === '' ? '' : `: ${reason.slice(0, 100)}`;
  const hint = 'take a release that is not yanked';
  return { outcome: 'fail', message: `\`${what}\` is yanked${why}`, hint, key: 'yanked' };
}
