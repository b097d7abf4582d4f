import type { NormalizedName } from '@rind/pypa';
import type { StatedSeverity } from './advisory.ts';
import { type CvssScore, type Rating, scoreCvss } from './cvss.ts';

/** How bad a flaw is: CVSS's ratings, and `unknown` where nobody says, which is a value of its own. */
export type Severity = Rating | 'unknown';

/** A severity, and the vector that it rests on; a producer's word has none. */
export interface JudgedSeverity {
  readonly severity: Severity;
  readonly cvss?: CvssScore;
}

const UNKNOWN: JudgedSeverity = { severity: 'unknown' };

/** The known severities, the mildest first. */
const ORDER: readonly Severity[] = ['unknown', 'none', 'low', 'medium', 'high', 'critical'];

/** Producers' words: GitHub's, and what distributions write for the same. */
const WORDS: Readonly<Record<string, Rating>> = {
  none: 'none',
  negligible: 'low',
  low: 'low',
  moderate: 'medium',
  medium: 'medium',
  important: 'high',
  high: 'high',
  critical: 'critical',
};

/**
 * What a record says of the severity for one project: what it states for that project, else for all that
 * it affects. A vector outweighs a word, and the newest version of CVSS the older ones, since each was made
 * because the last one rated badly; of several of one version the worst counts.
 */
export function severityOf(stated: readonly StatedSeverity[], project: NormalizedName | null): JudgedSeverity {
  const own = project === null ? [] : stated.filter((one) => one.project === project);
  const ofProject = judge(own);
  return ofProject.severity === 'unknown' ? judge(stated.filter((one) => one.project === null)) : ofProject;
}

function judge(stated: readonly StatedSeverity[]): JudgedSeverity {
  const scores = stated.flatMap(({ vectors }) => vectors.flatMap(({ score }) => scoreCvss(score) ?? []));
  const newest = scores.reduce<CvssScore | undefined>((best, next) => {
    if (best === undefined || next.version > best.version) return next;
    return next.version === best.version && next.score > best.score ? next : best;
  }, undefined);
  if (newest !== undefined) return { severity: newest.rating, cvss: newest };
  const words = stated.flatMap(({ vectors, word }) => [word, ...vectors.map(({ score }) => score)]);
  return words.map(fromWord).reduce(worse, UNKNOWN);
}

function fromWord(word: string | null): JudgedSeverity {
  const known = word === null ? '' : word.trim().toLowerCase();
  return Object.hasOwn(WORDS, known) ? { severity: WORDS[known] ?? 'unknown' } : UNKNOWN;
}

/** The worse of two severities, by rating, then by score; any that is known is worse than one that is not. */
export function worse<A extends JudgedSeverity, B extends JudgedSeverity>(a: A, b: B): A | B {
  const order = ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity) || (b.cvss?.score ?? 0) - (a.cvss?.score ?? 0);
  return order > 0 ? b : a;
}
