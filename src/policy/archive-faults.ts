import type { ArtifactFault } from '../evidence/inspected-artifact.ts';
import type { Outcome } from './outcome.ts';

/** Faults that are told of one archive: thousands of entries may have the same. */
const MOST = 5;

/** What a rule says of the faults of an archive: the fatal ones at its own level, odd ones as a warning, a few of each. */
export function faultOutcomes(faults: readonly ArtifactFault[], what: string, hint: string): readonly Outcome[] {
  return [...told(faults, 'fatal', what, hint), ...told(faults, 'warning', what, hint)];
}

function told(
  faults: readonly ArtifactFault[],
  severity: ArtifactFault['severity'],
  what: string,
  hint: string,
): Outcome[] {
  const meant = faults.filter((fault) => fault.severity === severity);
  return meant.slice(0, MOST).map(({ code, message }, at) => {
    const rest = at === MOST - 1 && meant.length > MOST ? `, and ${meant.length - MOST} more` : '';
    return {
      outcome: 'fail',
      ...(severity === 'warning' ? { level: 'warn' as const } : {}),
      message: `${what}: ${message.slice(0, 300)}${rest}`,
      hint,
      key: `${code} ${message.slice(0, 300)}`,
    };
  });
}
