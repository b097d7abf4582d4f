import type { Decision, Reason } from './decide.ts';

/** Every file that everything could be told of has the same. */
const NONE: readonly string[] = [];

/**
 * Ids of the rules that could not tell, sorted, each once: those that are unknown, and those that are to say whether
 * something is affected and had nothing to say it by. What somebody waived counts: it is known no better. A rule that the
 * policy turns off was asked nothing. Pure.
 */
export function undeterminedBy({ reasons }: Pick<Decision, 'reasons'>): readonly string[] {
  const ids = reasons.filter(isOpen).map(({ rule }) => rule);
  return ids.length === 0 ? NONE : [...new Set(ids)].sort();
}

function isOpen({ answers, level, outcome }: Reason): boolean {
  if (outcome.outcome === 'unknown') return true;
  return outcome.outcome === 'not-run' && answers === true && level !== 'off';
}
