import type { FileDecision } from '../../policy/file-decision.ts';
import type { Denial } from './answers.ts';

/** What an asker is told of a decision that is not to allow. */
export function denialFor(decision: FileDecision): Denial {
  throw new Error(String(decision.id));
}
