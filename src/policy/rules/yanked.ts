import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** No release that its maintainers withdrew. */
export const rule: Rule = {
  id: 'yanked',
  title: 'no release that its maintainers withdrew',
  what: 'Fails for a release all of whose files are yanked on the index (PEP 592).',
  why: 'Maintainers yank what is broken, flawed or published by mistake. A pin keeps installing it.',
  bad: 'cryptography==37.0.3  # yanked: wheels were linked against a flawed OpenSSL',
  good: 'cryptography==37.0.4',
  unknownMeans: 'The index does not list the release.',
  levels: ['release'],
  needs: ['release-facts'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  judge({ id }: ComponentSubject, evidence) {
    return withValue(evidence['release-facts'], 'release-facts', ({ yanked, yankedReason }) => {
      if (!yanked) return [];
      const why = yankedReason === undefined || yankedReason === '' ? '' : `: ${yankedReason.slice(0, 100)}`;
      const hint = 'take a release that is not yanked';
      return [{ outcome: 'fail', message: `\`${id}\` is yanked${why}`, hint, key: 'yanked' }];
    });
  },
};
