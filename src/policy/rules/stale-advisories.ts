import { DAY, formatDate, parseDate } from '../../base/instant.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  'max-age': {
    kind: 'duration',
    default: 7 * DAY,
    stricter: 'lower',
    what: 'how old the newest record of a source may be; the same as `advisories.max-age`',
  },
  'as-of': {
    kind: 'text',
    default: null,
    loosens: true,
    check: checkDay,
    what: 'the day (RFC 3339) that the data is meant to speak for: age is counted to it, and not to now; the same as `advisories.as-of`',
  },
} as const;

/** Advisories that are new enough to say something about today. */
export const rule: Rule<typeof parameters> = {
  id: 'stale-advisories',
  title: 'the advisories are not out of date',
  what: 'Cannot tell when the newest record of a source of advisories is older than `max-age`: what was found since is not in it. An old list of scores or of exploited flaws only warns.',
  why: '"Not affected" by the data of last year says nothing about this morning.',
  bad: 'advisories of 2024-10-01, audited on 2026-01-15',
  good: 'rind sync, then rind audit',
  unknownMeans: 'What was published after the day of the data cannot be known.',
  levels: ['run'],
  needs: ['advisory-age'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  answers: 'affected',
  parameters,
  judge(_subject, evidence, { parameters: values, now }) {
    const asOf = values['as-of'] === null ? undefined : parseDate(values['as-of']);
    // From then on time changes nothing any more.
    const end = asOf?.ok ? asOf.value + DAY : Number.POSITIVE_INFINITY;
    const meant = Math.min(now, end);
    return withValue(evidence['advisory-age'], 'advisory-age', (sources) =>
      oneDoubt(
        sources.flatMap(({ source, since, isFeed }): Outcome[] => {
          const shown = `\`${source.slice(0, 100)}\``;
          const old = isFeed ? staleFeed : stale;
          const changing = (until: number) => (until <= end ? { until } : {});
          const what = isFeed ? 'entries' : 'advisories';
          if (since === null) return [old(`of what day the ${what} of ${shown} are is not known`, source)];
          const until = since + values['max-age'];
          if (meant < until) return until <= end ? [{ outcome: 'pass', until }] : [];
          const days = Math.floor((meant - since) / DAY);
          return [
            {
              ...old(
                `the ${what} of ${shown} are of ${formatDate(since)}, ${days} days old: later ones are missing`,
                source,
              ),
              ...changing(since + (days + 1) * DAY),
            },
          ];
        }),
      ),
    );
  },
};

function stale(message: string): Outcome {
  return { outcome: 'unknown', reason: 'stale-advisories', message, hint: 'run `rind sync`' };
}

/** What is missing there makes a known flaw look less urgent, and hides none: it warns, and leaves the answers as they are. */
function staleFeed(message: string, source: string): Outcome {
  return { outcome: 'fail', level: 'warn', message, hint: 'run `rind sync`', key: source };
}

/** All sources that are too old are one doubt, which names each: the answers rest on all of them together. */
function oneDoubt(outcomes: readonly Outcome[]): readonly Outcome[] {
  const doubts = outcomes.flatMap((one) => (one.outcome === 'unknown' ? [one] : []));
  const [first] = doubts;
  if (first === undefined || doubts.length < 2) return outcomes;
  const untils = doubts.flatMap(({ until }) => until ?? []);
  const one: Outcome = {
    ...first,
    message: doubts.map(({ message }) => message).join('; '),
    ...(untils.length === 0 ? {} : { until: Math.min(...untils) }),
  };
  return [one, ...outcomes.filter(({ outcome }) => outcome !== 'unknown')];
}

function checkDay(text: string): string | undefined {
  return parseDate(text).ok ? undefined : 'a day is written as in `2026-12-31`';
}
