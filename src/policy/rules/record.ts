import type { ArtifactSubject } from '../../evidence/subject.ts';
import { faultOutcomes } from '../archive-faults.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** A wheel whose RECORD is true. */
export const rule: Rule = {
  id: 'record',
  title: 'a wheel holds what its RECORD says, and nothing else',
  what: 'Fails for a wheel whose RECORD lists files that are not there, leaves files out, or gives them other hashes (PEP 427). What is merely odd only warns.',
  why: 'A file that RECORD does not list is unpacked all the same and is found by no check of the installation. Most installers ignore RECORD, which is why injected files have gone unnoticed; PyPI refuses such wheels since August 2025.',
  bad: 'a wheel with a `.pth` file that its RECORD does not list',
  good: 'a wheel as its builder made it',
  unknownMeans: 'The file was not looked into.',
  levels: ['artifact'],
  needs: ['inspection'],
  defaultLevel: 'deny',
  defaultUnknown: 'deny',
  denial: { presentation: 'yank', scope: 'version', gravity: 'danger' },
  lift: 'bytes',
  judge({ filename }: ArtifactSubject, { inspection }) {
    return withValue(inspection, 'inspection', ({ recordFaults }) =>
      faultOutcomes(
        recordFaults,
        `RECORD of \`${filename.slice(0, 100)}\``,
        'take another release, and tell its publisher',
      ),
    );
  },
};
