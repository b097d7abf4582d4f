import { formatInstant, parseDate, parseInstant } from '../../base/instant.ts';
import type { DistributionSubject, ReleaseSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  instant: {
    kind: 'text',
    default: null,
    check: checkInstant,
    what: 'the moment (RFC 3339) after which nothing may have been uploaded, as `2026-01-15T12:00:00Z`; a day means its beginning in UTC',
  },
} as const;

/** Nothing newer than a moment. */
export const rule: Rule<typeof parameters> = {
  id: 'freeze-date',
  title: 'nothing newer than a moment that the team has chosen',
  what: 'Where `instant` is set, fails for what was uploaded after it: by the time that the index gives (PEP 700), else that PyPI gives for the same bytes, else when the gateway saw it first. What the team uploads to the gateway itself is not judged.',
  why: 'While an attack on many projects is under way, nobody knows yet which releases are bad; that those of last week are not, everybody knows.',
  bad: '[rules.freeze-date]\ninstant = "2026-01-15T12:00:00Z"\n\na release of 2026-01-16',
  good: 'a release of 2026-01-10',
  unknownMeans: 'The index does not list the release, or does not say when its files were uploaded.',
  levels: ['release', 'distribution'],
  needs: ['release-facts', 'offered-file'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  denial: { presentation: 'yank', scope: 'version', gravity: 'choice' },
  parameters,
  judge(subject: ReleaseSubject | DistributionSubject, evidence, { parameters: { instant } }) {
    const frozen = instant === null ? undefined : readInstant(instant);
    if (frozen === undefined) return [{ outcome: 'pass' }];
    if (subject.level === 'distribution')
      return withValue(evidence['offered-file'], 'offered-file', ({ trust, since }) =>
        trust === 'own' ? [] : judged(subject.filename.slice(0, 100), since, frozen),
      );
    return withValue(evidence['release-facts'], 'release-facts', ({ uploadedAt }) => {
      if (uploadedAt !== null) return judged(subject.id, uploadedAt, frozen);
      const message = `the index does not say when \`${subject.id}\` was uploaded`;
      return [{ outcome: 'unknown', reason: 'unknown-upload-time', message }];
    });
  },
};

function judged(what: string, uploaded: number, frozen: number): Outcome[] {
  if (uploaded <= frozen) return [];
  const message = `\`${what}\` was uploaded on ${formatInstant(uploaded)}, and nothing after ${formatInstant(frozen)} is taken`;
  return [{ outcome: 'fail', message, hint: 'take an earlier release, or have this one allowed', key: 'freeze-date' }];
}

function readInstant(text: string): number | undefined {
  const day = parseDate(text);
  if (day.ok) return day.value;
  const instant = parseInstant(text);
  return instant.ok ? instant.value : undefined;
}

function checkInstant(text: string): string | undefined {
  return readInstant(text) === undefined ? 'a moment is written as in `2026-01-15T12:00:00Z`, or a day' : undefined;
}
