import { DAY, formatDate } from '../../base/instant.ts';
import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  age: {
    kind: 'duration',
    default: 3 * DAY,
    stricter: 'higher',
    what: 'how long a release must have been out, from the upload of its youngest file',
  },
} as const;

/** No release that nobody had time to look at. */
export const rule: Rule<typeof parameters> = {
  id: 'release-cooldown',
  title: 'no release that is only just out',
  what: 'Fails for a release whose youngest file was uploaded less than `age` ago (PEP 700).',
  why: 'Malicious releases are mostly found within hours or days. Whoever waits lets others find them.',
  bad: 'a release of this morning',
  good: 'the release before it',
  unknownMeans: 'The index does not list the release, or does not say when its files were uploaded.',
  levels: ['release'],
  needs: ['release-facts'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  parameters,
  judge({ id }: ComponentSubject, evidence, { parameters: { age }, now }) {
    return withValue(evidence['release-facts'], 'release-facts', ({ uploadedAt }) => {
      if (uploadedAt === null) {
        const message = `the index does not say when \`${id}\` was uploaded`;
        return [{ outcome: 'unknown', reason: 'unknown-upload-time', message }];
      }
      const until = uploadedAt + age;
      if (now >= until) return [];
      const message = `\`${id}\` came out on ${formatDate(uploadedAt)}, too lately to be trusted before ${formatDate(until)}`;
      return [{ outcome: 'fail', message, hint: 'wait, or take the release before', until, key: 'cooldown' }];
    });
  },
};
