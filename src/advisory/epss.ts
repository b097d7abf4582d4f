import type { EpssScore } from './store.ts';

/** EPSS's file of one day. */
export interface EpssFile {
  /** The instant that the scores are of, as written: `2024-10-08T00:00:00+0000`; empty when it is not said. */
  readonly day: string;
  /** The version of the model, as written; empty when it is not said. */
  readonly model: string;
  readonly scores: ReadonlyMap<string, EpssScore>;
  /** Rows that could not be read. */
  readonly damaged: number;
}

const ROW = /^(CVE-\d{4}-\d{4,19}),(\d(?:\.\d{1,20})?(?:e-\d{1,3})?),(\d(?:\.\d{1,20})?(?:e-\d{1,3})?)$/;

/**
 * Reads EPSS's scores: a comment line with model and day, a line of headings, a row for each CVE.
 * Undefined when it is no such file.
 *
 * Source: FIRST, EPSS data, `epss_scores-YYYY-MM-DD.csv`.
 */
export function parseEpss(text: string): EpssFile | undefined {
  const scores = new Map<string, EpssScore>();
  let damaged = 0;
  let about = '';
  let headed = false;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
    if (line === '') continue;
    if (!headed && line.startsWith('#')) about = line.slice(1, 500);
    else if (!headed && line !== 'cve,epss,percentile') return undefined;
    else if (!headed) headed = true;
    else if (!addRow(scores, line)) damaged++;
  }
  return headed ? { day: said(about, 'score_date'), model: said(about, 'model_version'), scores, damaged } : undefined;
}

function addRow(scores: Map<string, EpssScore>, line: string): boolean {
  const match = line.length > 100 ? null : ROW.exec(line);
  const [probability, percentile] = [Number(match?.[2]), Number(match?.[3])];
  if (match?.[1] === undefined || probability > 1 || percentile > 1) return false;
  scores.set(match[1], { probability, percentile });
  return true;
}

function said(about: string, key: string): string {
  const entry = about.split(',').find((part) => part.startsWith(`${key}:`));
  return entry?.slice(key.length + 1) ?? '';
}
