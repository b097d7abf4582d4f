import type { AdvisoryStore } from '../../advisory/store.ts';
import type { KnownNames } from '../../evidence/known-names.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Basis } from './basis.ts';

/** What every decision rests on, as it is now. */
export interface Grounds {
  basis(view: string): Basis;
  policy(view: string): Policy;
  rulings(view: string): readonly Ruling[];
  advisories(): AdvisoryStore | undefined;
  names(): KnownNames | undefined;
}
