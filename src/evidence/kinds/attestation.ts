import type { EvidenceKind } from '../kind.ts';

/** What is attested of a file. Source: PEP 740. */
export interface AttestationEvidence {
  /** Whether an attestation was verified that speaks of these very bytes. */
  readonly isVerified: boolean;
}

/** Attestations of a file. Nothing verifies any yet: then it is not configured. */
export const kind: EvidenceKind<'attestation', AttestationEvidence> = {
  name: 'attestation',
  title: 'who attests where a file was built (PEP 740)',
  levels: ['artifact'],
  collect() {
    return { state: 'not-configured', reason: 'attestations are not verified yet' };
  },
};
