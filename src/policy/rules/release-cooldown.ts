import { DAY, formatDate, formatInstant } from '../../base/instant.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import type { OfferedFile } from '../../evidence/offered-file.ts';
import type { DistributionSubject, ReleaseSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  age: {
    kind: 'duration',
    default: 3 * DAY,
    stricter: 'higher',
    what: 'how long a release, or at a gateway each file of it, must have been out',
  },
  'early-release': {
    kind: 'boolean',
    default: true,
    stricter: false,
    what: 'whether a version is let through earlier that an advisory names as the fix of a flaw in a version in use, where anybody but its own publisher vouches for the flaw',
  },
} as const;

/** No release that nobody had time to look at. */
export const rule: Rule<typeof parameters> = {
  id: 'release-cooldown',
  title: 'no release that is only just out',
  what: 'Fails for a release whose youngest file was uploaded less than `age` ago (PEP 700), at a gateway for each such file. Where an index does not say when, the upload of the same bytes to PyPI counts, else the day on which the gateway saw the file first. An index that does not serve PyPI’s files can say what it likes: of what it says and the first sight of it the later counts. What the team uploads to the gateway itself is not judged.',
  why: 'Malicious releases are mostly found within hours or days. Whoever waits lets others find them. At a gateway the default is `hold` and not `deny`: time ends it, or somebody who has looked at the release. A fix that is needed need not wait, but the word of whoever publishes the release is not enough: an attacker who has taken over a project could otherwise have the new version hurried in.',
  bad: 'a release of this morning',
  good: 'the release before it',
  unknownMeans: 'The index does not list the release, or does not say when its files were uploaded.',
  levels: ['release', 'distribution'],
  needs: ['release-facts', 'offered-file', 'repairs'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  parameters,
  judge(subject: ReleaseSubject | DistributionSubject, evidence, { parameters: values, now }) {
    const { age } = values;
    if (subject.level === 'distribution') return judgeFile(subject, evidence, age, values['early-release'], now);
    const { id } = subject;
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

function judgeFile(
  { filename }: DistributionSubject,
  evidence: Evidence,
  age: number,
  mayBeEarly: boolean,
  now: number,
): readonly Outcome[] {
  return withValue(evidence['offered-file'], 'offered-file', (file) => {
    const since = outSince(file);
    const until = since + age;
    if (file.trust === 'own' || now >= until || (mayBeEarly && isNeeded(evidence))) return [];
    const shown = `\`${filename.slice(0, 100)}\``;
    const message = `${shown} came out on ${formatInstant(since)}, too lately to be trusted before ${formatInstant(until)}`;
    return [{ outcome: 'fail', message, hint: 'wait, or take the release before', until, key: 'cooldown' }];
  });
}

/** An index that is not PyPI's can date a file back; the first sight of it here cannot be. */
function outSince({ trust, claimedAt, firstSeen, since }: OfferedFile): number {
  return trust !== 'pypi' && claimedAt !== null ? Math.max(claimedAt, firstSeen) : since;
}

/** Whether it repairs what is in use here, by more than its own publisher's word. */
function isNeeded({ repairs }: Evidence): boolean {
  return repairs?.state === 'present' && repairs.value.some(({ isIndependent }) => isIndependent);
}
