import { parseDate, parseInstant } from '../../base/instant.ts';
import type { DeskAnswer, DeskAsk } from './desk.ts';

const MOST = 1000;
const ORDINARY = 100;

/** A value for who asked. */
export function value(of: unknown): DeskAnswer {
  return { answer: 'value', value: of };
}

/** What was asked makes no sense. */
export function invalid(why: string): DeskAnswer {
  return { answer: 'invalid', why };
}

/** One page of a list, and where the next begins: `limit` and `after` of the question. */
export function listed<T>(
  { parameters }: DeskAsk,
  key: string,
  all: readonly T[],
  shown: (one: T) => object,
): DeskAnswer {
  const limit = numberIn(parameters.get('limit'), ORDINARY);
  const after = numberIn(parameters.get('after'), 0);
  if (limit === undefined || limit < 1 || limit > MOST) return invalid(`\`limit\` is a number from 1 to ${MOST}`);
  if (after === undefined) return invalid('`after` is `next` of an answer');
  const end = after + limit;
  return value({ [key]: all.slice(after, end).map(shown), ...(end < all.length ? { next: String(end) } : {}) });
}

function numberIn(text: string | undefined, ordinary: number): number | undefined {
  if (text === undefined) return ordinary;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Epoch milliseconds of an end: a day's first moment in UTC, or a moment; undefined for what is neither, or over already. */
export function endIn(text: string, now: number): number | undefined {
  const parsed = text.includes('T') ? parseInstant(text) : parseDate(text);
  return parsed.ok && parsed.value > now ? parsed.value : undefined;
}

/** What is wrong with an end. */
export function wrongEnd(text: string): DeskAnswer {
  return invalid(`\`${text.slice(0, 40)}\` is no day to come: write one as in \`2027-01-31\``);
}
