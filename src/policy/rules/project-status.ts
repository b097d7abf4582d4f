import type { DistributionSubject, ReleaseSubject } from '../../evidence/subject.ts';
import type { Level, Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Quarantined: suspected to be malicious. The others are no longer looked after. Source: PEP 792. */
const LEVELS: Readonly<Record<string, Level>> = { quarantined: 'deny', archived: 'warn', deprecated: 'warn' };

/** Projects that are looked after, and that no index suspects. */
export const rule: Rule = {
  id: 'project-status',
  title: 'a project that is looked after',
  what: 'Fails for a project that its index calls quarantined, archived or deprecated (PEP 792). The last two only warn. A gateway goes on listing the files that it remembers of a quarantined project, and refuses each with the reason.',
  why: 'A quarantined project is suspected to be malicious; an archived or deprecated one gets no fix for the next flaw.',
  bad: 'pkg whose page says `"project-status": {"status": "quarantined"}`',
  good: 'a project whose status is `active`',
  unknownMeans: 'The index does not list the release, or gives a status that this version does not know.',
  levels: ['release', 'distribution'],
  needs: ['release-facts', 'offered-project'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  denial: { presentation: 'list', scope: 'project', gravity: 'danger' },
  judge(subject: ReleaseSubject | DistributionSubject, evidence) {
    if (subject.level === 'distribution')
      return withValue(evidence['offered-project'], 'offered-project', ({ status, statusReason }) =>
        judged(subject.name, status, statusReason),
      );
    return withValue(evidence['release-facts'], 'release-facts', ({ status, statusReason = '' }) =>
      judged(subject.name, status, statusReason),
    );
  },
};

function judged(name: string, status: string, reason: string): Outcome[] {
  if (status === 'active') return [];
  const why = reason === '' ? '' : `: ${reason.slice(0, 100)}`;
  const level = Object.hasOwn(LEVELS, status) ? LEVELS[status] : undefined;
  const message = `the index calls \`${name}\` \`${status.slice(0, 100)}\`${why}`;
  if (level === undefined) return [{ outcome: 'unknown', reason: 'unknown-status', message, key: status }];
  return [{ outcome: 'fail', level, message, hint: 'look for a successor of the project', key: status }];
}
