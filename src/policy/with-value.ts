import type { Gathered } from '../evidence/gathered.ts';
import type { Outcome } from './outcome.ts';

/**
 * Judges by a piece of evidence. Where it is not configured the rule was not run, where it cannot be
 * told the outcome is unknown; no failure at all is a pass.
 */
export function withValue<V>(
  gathered: Gathered<V> | undefined,
  kind: string,
  judge: (value: V) => readonly Outcome[],
): readonly Outcome[] {
  if (gathered === undefined) return [{ outcome: 'not-run', reason: `no evidence of kind \`${kind}\` was gathered` }];
  if (gathered.state === 'not-configured') return [{ outcome: 'not-run', reason: gathered.reason }];
  if (gathered.state === 'unknown')
    return [{ outcome: 'unknown', reason: `${kind}-unknown`, message: gathered.reason }];
  const outcomes = judge(gathered.value);
  return outcomes.length === 0 ? [{ outcome: 'pass' }] : outcomes;
}
