import type { DbFailure } from '../../platform/db.ts';
import type { Later } from './answers.ts';

/** What the operating system says where something is wanting that may be there again. */
const WANTING: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'EIO',
  'EROFS',
]);
const NO_ROOM = 'nothing can be written down here now';
/** Failures of the database that pass. */
const PASSING: ReadonlyMap<string, string> = new Map<DbFailure, string>([
  ['busy', 'the database is being changed'],
  ['full', NO_ROOM],
  ['disk', NO_ROOM],
]);
/** Seconds. */
const RETRY_AFTER = 30;
/** A file that is fetched again is mostly there soon. Seconds. */
const FETCHED_AFTER = 5;

/** Something is not at hand now that was, and may be again. */
export class NotAtHand extends Error {}

/** A file was refused while it was on its way. */
export class Refused extends Error {}

/**
 * What whoever asks is told of a failure that passes: no room on the disk, a database that somebody else is changing, a
 * file that is to be fetched again. Nothing was given out, and the next asking may go well. Undefined for a
 * defect.
 */
export function passingFailure(error: unknown): Later | undefined {
  const why = whyOf(error);
  if (why === undefined) return undefined;
  return { answer: 'later', why, retryAfter: error instanceof NotAtHand ? FETCHED_AFTER : RETRY_AFTER };
}

function whyOf(error: unknown): string | undefined {
  if (error instanceof NotAtHand || error instanceof Refused) return error.message;
  if (!(error instanceof Error)) return undefined;
  if ('failure' in error && error.name === 'DbError') return PASSING.get(String(error.failure));
  return 'code' in error && WANTING.has(String(error.code)) ? NO_ROOM : undefined;
}
