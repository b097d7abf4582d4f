import type { ProjectFile } from '@rind/pypa';
import type { DecidedFile, Denial } from '../app/serve/answers.ts';
import type { Client } from '../app/serve/ask.ts';
import { neutralize } from '../base/text/neutral.ts';
import { formatSegment } from './target.ts';

/** How denied files look on a page: marked so that the reason arrives, or left out. */
export type Presentation = 'marked' | 'omitted';

/** A file as a client sees it. */
export interface PresentedFile {
  readonly file: ProjectFile;
  readonly denial: Denial | undefined;
}

/** The longest reason that a page gives. Clients print it on one line. */
const MOST_REASON = 300;

/**
 * How a client is told of denials. Poetry, locked and with a warm cache, installs a file that its page calls
 * yanked without asking for it again: for it, what is denied is not there. pip and uv lose the reason when a
 * file is missing, and show it when it is yanked or refused. Measured: facts in ADR 20.
 */
export function presentationFor(client: Client): Presentation {
  return client === 'poetry' ? 'omitted' : 'marked';
}

/** Whether a page leaves a denied file out: its client would install it unasked, or another file takes its place. */
export function isOmitted(denial: Denial | undefined, presentation: Presentation): boolean {
  return denial !== undefined && (presentation === 'omitted' || denial.presentation === 'omit');
}

/**
 * A file as it stands on a page; undefined for one that is left out. A denied version is shown as its denial says. The
 * address is the door's own: relative, beside the page.
 */
export function presentFile(
  decided: DecidedFile,
  presentation: Presentation,
  address: string | undefined,
): PresentedFile | undefined {
  const { file, denial } = decided;
  if (isOmitted(denial, presentation)) return undefined;
  const url = formatSegment(file.filename);
  const reason = denial?.presentation === 'yank' ? reasonOf(denial) : undefined;
  return {
    file: {
      ...file,
      url,
      requiresPython: file.requiresPython === undefined ? undefined : neutralize(file.requiresPython),
      yanked: reason ?? (typeof file.yanked === 'string' ? neutralize(file.yanked) : file.yanked),
      // A link of PEP 740 is a whole URL, and only configuration says what this host is called.
      provenance: file.provenance === undefined || address === undefined ? undefined : `${address}${url}.provenance`,
    },
    denial,
  };
}

/** Why a version is denied or held, as the reason of a yank: the rule, the summary, where to read more. */
function reasonOf(denial: Denial): string {
  const tail = ` (/why/${denial.id})`;
  const verdict = denial.verdict === 'hold' ? 'held' : 'denied';
  const head = neutralize(`${verdict} by ${denial.rule}: ${denial.summary}`);
  return head.length + tail.length <= MOST_REASON
    ? head + tail
    : `${head.slice(0, MOST_REASON - tail.length - 1)}…${tail}`;
}
