import type { EvidenceKind } from '../kind.ts';
import type { Ruling } from '../ruling.ts';

/** Standing words of persons that may be about a file; which of them are, its rule says. */
export const kind: EvidenceKind<'rulings', readonly Ruling[]> = {
  name: 'rulings',
  title: 'what persons have ruled at the gateway: `rind deny`, `rind allow`, `rind hold`',
  levels: ['release', 'distribution', 'artifact'],
  collect(_subject, { offer }) {
    return offer === undefined
      ? { state: 'not-configured', reason: 'no index is served' }
      : { state: 'present', value: offer.rulings, source: 'rulings', observedAt: '' };
  },
};
