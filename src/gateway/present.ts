import type { ProjectFile } from '@rind/pypa';
import type { DecidedFile, Denial } from '../app/serve/answers.ts';
import type { Client } from '../app/serve/ask.ts';
import { yankReason } from '../app/serve/yank-reason.ts';
import { neutralize } from '../base/text/neutral.ts';
import { formatSegment } from './target.ts';

/** How denied files look on a page: marked so that the reason arrives, or left out. */
export type Presentation = 'marked' | 'omitted';

/** A file as a client sees it. */
export interface PresentedFile {
  readonly file: ProjectFile;
  readonly denial: Denial | undefined;
}

/**
 * How a client is told of denials. Poetry, locked and with a warm cache, installs a file that its page calls
 * yanked without asking for it again: for it, what is denied is not there. pip and uv lose the reason when a
 * file is missing, and show it when it is yanked or refused. Measured: facts in ADR 20.
 */
export function presentationFor(client: Client): Presentation {
  return client === 'poetry' ? 'omitted' : 'marked';
}

/** Whether a page leaves a denied file out: its client would install it unasked, or another file takes its place. */
function isOmitted(denial: Denial | undefined, presentation: Presentation): boolean {
  return denial !== undefined && (presentation === 'omitted' || denial.presentation === 'omit');
}

/**
 * A file as it stands on a page; undefined for one that is left out. A denied version is shown as its denial says,
 * unless everything on the page is refused: then a resolver has to choose one to be told why. The address is the door's
 * own: relative, beside the page.
 */
export function presentFile(
  decided: DecidedFile,
  presentation: Presentation,
  address: string | undefined,
  isAllRefused: boolean,
): PresentedFile | undefined {
  const { file, denial } = decided;
  if (isOmitted(denial, presentation)) return undefined;
  const url = formatSegment(file.filename);
  const reason = denial?.presentation === 'yank' && !isAllRefused ? yankReason(denial) : undefined;
  return {
    file: {
      ...file,
      url,
      requiresPython: file.requiresPython === undefined ? undefined : neutralize(file.requiresPython),
      yanked: reason ?? (typeof file.yanked === 'string' ? neutralize(file.yanked) : file.yanked),
      // HTML can only say whole addresses, JSON says it beside the file: there a relative one is as good. Source: PEP 740.
      provenance: file.provenance === undefined ? undefined : `${address ?? ''}${url}.provenance`,
    },
    denial,
  };
}
