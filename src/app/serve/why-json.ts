import { formatInstant } from '../../base/instant.ts';
import type { WhyAnswer } from './why.ts';

/** A decision as a value for JSON, as `/why/ID` and the API show it. */
export function whyJson(why: WhyAnswer, now: number): object {
  const { answer: _, decidedAt, until, evidence, ...rest } = why;
  return {
    ...rest,
    decided_at: formatInstant(decidedAt),
    ...(until === undefined
      ? {}
      : { until: formatInstant(until), seconds_left: Math.max(0, Math.ceil((until - now) / 1000)) }),
    evidence: evidence.map(({ observedAt, link, ...one }) => ({
      ...one,
      ...(observedAt === undefined ? {} : { observed_at: formatInstant(observedAt) }),
      ...(webLink(link) === undefined ? {} : { link: webLink(link) }),
    })),
  };
}

/** An address that a browser opens as a web page; anything else is no link. */
export function webLink(link: string | undefined): string | undefined {
  if (link === undefined || link.length > 2000 || !URL.canParse(link)) return undefined;
  const { protocol, username, password, href } = new URL(link);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : undefined;
}
