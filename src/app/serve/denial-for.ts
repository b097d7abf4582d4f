import type { Decision } from '../../policy/decide.ts';
import { denialOf } from '../../policy/denial.ts';
import { RULES } from '../../policy/registry.generated.ts';
import type { Denial } from './answers.ts';

/** What an asker is told of a decision; undefined for what is allowed. */
export function denialFor(decision: Decision): Denial | undefined {
  const reason = denialOf(decision, RULES);
  if (reason === undefined) return undefined;
  const { verdict, rule, scope, presentation, summary, until } = reason;
  return { id: decision.id, verdict, rule, scope, presentation, summary, ...(until === undefined ? {} : { until }) };
}
