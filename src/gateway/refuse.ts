import type { Absent, Denied, Forbidden, Later } from '../app/serve/answers.ts';
import { formatInstant } from '../base/instant.ts';
import { neutralize } from '../base/text/neutral.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { renderDenial, renderRefusal } from './home-refusal.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { isBrowser, rootOf, sendHtml } from './send-html.ts';

/** A problem as an answer. Source: RFC 9457. */
export interface HttpProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Where this one is explained. */
  readonly instance?: string;
  /** Last part of its `type`; `about:blank` without one. */
  readonly type?: string;
  /** Members of ours. */
  readonly members?: Readonly<Record<string, string | number | readonly string[]>>;
  /** Further headers, names and values by turns. */
  readonly headers?: readonly string[];
  /** What pip shows: instead of the status's usual phrase. */
  readonly reason?: string;
}

const MOST_DETAIL = 1000;

/**
 * Answers with a problem. The content type has no parameters: uv shows what it says only then.
 * Source: RFC 9457; facts in ADR 20.
 */
export function sendProblem(exchange: Exchange, problem: HttpProblem): void {
  const { status, title, detail, instance, type, members, headers = [], reason } = problem;
  const body = Buffer.from(
    `${JSON.stringify({
      type: type === undefined ? 'about:blank' : `urn:rind:problem:${type}`,
      title,
      status,
      detail: neutralize(detail.slice(0, MOST_DETAIL)),
      ...(instance === undefined ? {} : { instance }),
      ...members,
    })}\n`,
  );
  const all = [
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    ...headers,
  ];
  sendWhole(exchange, status, all, body, reason);
}

/** The same bytes whatever is missing: nobody learns by asking which names are somebody's. */
const ABSENT: HttpProblem = {
  status: 404,
  title: 'not found',
  detail: 'there is no such thing here, or it is not for whoever asks',
};

const UNAUTHORIZED: HttpProblem = {
  status: 401,
  title: 'who are you?',
  detail: 'a token is needed here: give it as the password, with `__token__` as the user',
  headers: ['WWW-Authenticate', 'Basic realm="rind", charset="UTF-8"'],
  // twine, Poetry, flit and hatch show it, and nothing of the body.
  reason: reasonPhrase('a token is needed here: give it as the password, with `__token__` as the user'),
};

/** Answers that there is no such thing: in a browser as a page. */
export function sendAbsent(exchange: Exchange): void {
  if (isBrowser(exchange)) sendHtml(exchange, 404, renderRefusal({ answer: 'absent', why: '' }, rootOf(exchange)).page);
  else sendProblem(exchange, ABSENT);
}

/** Asks for a token. */
export function sendUnauthorized(exchange: Exchange): void {
  sendProblem(exchange, UNAUTHORIZED);
}

/**
 * Says what a token lacks that somebody came with to upload or to administer: what it may read is not in question, so
 * that nothing is told of what is there. twine shows the reason phrase alone.
 */
export function refuseAct(exchange: Exchange, { authenticate, why }: Forbidden): void {
  const reason = reasonPhrase(why);
  if (authenticate) sendUnauthorized(exchange);
  else sendProblem(exchange, { status: 403, title: 'not for this token', detail: why, type: 'forbidden', reason });
}

/** Says why there is no answer of the kind that was asked for. */
export function refuse(exchange: Exchange, answer: Denied | Later | Absent | Forbidden, publicUrl: string): void {
  switch (answer.answer) {
    case 'absent':
      sendAbsent(exchange);
      break;
    case 'forbidden':
      if (answer.authenticate) sendUnauthorized(exchange);
      else sendAbsent(exchange);
      break;
    case 'later':
      sendLater(exchange, answer);
      break;
    case 'denied':
      sendDenied(exchange, answer, publicUrl);
      break;
  }
}

/** Answers that nothing was found out yet. */
export function sendLater(exchange: Exchange, { why, retryAfter }: Later, status: 429 | 503 = 503): void {
  const seconds = Number.isFinite(retryAfter) ? Math.min(Math.max(Math.ceil(retryAfter), 1), 86_400) : 60;
  sendProblem(exchange, {
    status,
    title: status === 429 ? 'too many requests' : 'not yet',
    detail: why,
    type: 'later',
    headers: ['Retry-After', String(seconds)],
    reason: reasonPhrase(why === '' ? 'not yet' : why),
  });
}

/**
 * Says that it is there, and why it is not given out: in the reason phrase for pip, which shows nothing else, in
 * the body for uv and everybody else, as a page for people.
 */
function sendDenied(exchange: Exchange, { denial }: Denied, publicUrl: string): void {
  const { id, verdict, rule, summary, nearest, until } = denial;
  exchange.denial = id;
  const why = `/why/${id}`;
  const said = `${verdict === 'hold' ? 'held' : 'denied'} by ${rule}: ${summary}`;
  const reason = reasonPhrase(said, ` - see ${publicUrl}${why}`);
  if (isBrowser(exchange)) {
    sendHtml(exchange, 403, renderDenial(denial, rootOf(exchange)), [], reason);
    return;
  }
  sendProblem(exchange, {
    status: 403,
    title: verdict === 'hold' ? 'held by policy' : 'denied by policy',
    detail: `${said}${nearest === undefined ? '' : ` (nearest that is allowed: ${nearest})`}; see ${publicUrl}${why}`,
    instance: why,
    type: verdict === 'hold' ? 'held' : 'denied',
    members: {
      verdict,
      rule: neutralize(rule),
      ...(nearest === undefined ? {} : { nearest: neutralize(nearest) }),
      ...(until === undefined ? {} : { until: formatInstant(until) }),
    },
    reason,
  });
}
