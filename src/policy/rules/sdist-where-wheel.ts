import type { DistributionSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** No source distribution where a wheel would do. */
export const rule: Rule = {
  id: 'sdist-where-wheel',
  title: 'no source distribution where there is a wheel',
  what: 'Fails for a source distribution whose release has a wheel as well that is neither yanked nor gone.',
  why: 'Installing a source distribution runs its build: code of the publisher, on the machine that installs, before anything is imported. More than half of the malicious files that were collected attack just there. It is off by default, since a wheel for one platform says nothing about another: teams that install on one kind of machine turn it on.',
  bad: 'requests-2.32.3.tar.gz',
  good: 'requests-2.32.3-py3-none-any.whl',
  unknownMeans: 'Nothing is known of the file.',
  levels: ['distribution'],
  needs: ['offered-file'],
  defaultLevel: 'off',
  defaultUnknown: 'report',
  denial: { presentation: 'omit', scope: 'version', gravity: 'choice' },
  judge({ filename }: DistributionSubject, evidence) {
    return withValue(evidence['offered-file'], 'offered-file', ({ parsed, hasWheel, trust }) => {
      if (parsed.kind !== 'sdist' || !hasWheel || trust === 'own') return [];
      const message = `\`${filename.slice(0, 100)}\` is a source distribution, and the release has a wheel`;
      const hint = 'install the wheel: `--only-binary :all:`, or `no-build` for uv';
      return [{ outcome: 'fail', message, hint, key: 'sdist-where-wheel' }];
    });
  },
};
