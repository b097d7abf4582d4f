import type { ArtifactSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Files whose origin is attested. */
export const rule: Rule = {
  id: 'missing-attestation',
  title: 'somebody attests where a file was built',
  what: 'Fails for a file without an attestation (PEP 740) that speaks of its bytes and could be verified. It is not run as long as nothing verifies attestations.',
  why: 'An attestation ties a file to the repository and workflow that made it: a stolen upload token alone makes none. It is off by default: most files have none, and valid ones have been issued for malware, so that having one never speaks for a file against other evidence.',
  bad: 'demo-1.0-py3-none-any.whl, uploaded with a token',
  good: 'demo-1.0-py3-none-any.whl, published by a workflow of its repository',
  unknownMeans: 'Attestations could not be fetched or verified.',
  levels: ['artifact'],
  needs: ['attestation'],
  defaultLevel: 'off',
  defaultUnknown: 'report',
  denial: { presentation: 'yank', scope: 'version', gravity: 'choice' },
  judge({ filename }: ArtifactSubject, { attestation }) {
    return withValue(attestation, 'attestation', ({ isVerified }) => {
      if (isVerified) return [];
      const message = `nobody attests where \`${filename.slice(0, 100)}\` was built`;
      return [{ outcome: 'fail', message, hint: 'take a release that is attested', key: 'missing-attestation' }];
    });
  },
};
