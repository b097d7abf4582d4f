import type { ArtifactSubject } from '../../evidence/subject.ts';
import { faultOutcomes } from '../archive-faults.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Archives that every reader reads alike. */
export const rule: Rule = {
  id: 'archive-structure',
  title: 'an archive that every reader reads alike',
  what: 'Fails for an archive whose headers contradict its directory, that has entries twice, bytes before or behind it, paths that lead out of it, links, or more in it than is unpacked. What is merely odd only warns.',
  why: 'Where two readers see two things in one file, a scanner sees the harmless one and the installer unpacks the other. Real builders make no such archives.',
  bad: 'a wheel with two central directories',
  good: 'a wheel as `build`, `flit`, `hatch` and `uv build` make it',
  unknownMeans: 'The file was not looked into.',
  levels: ['artifact'],
  needs: ['inspection'],
  defaultLevel: 'deny',
  defaultUnknown: 'deny',
  denial: { presentation: 'yank', scope: 'version', gravity: 'danger' },
  lift: 'bytes',
  judge({ filename }: ArtifactSubject, { inspection }) {
    return withValue(inspection, 'inspection', ({ faults }) =>
      faultOutcomes(faults, `\`${filename.slice(0, 100)}\``, 'take another release, and tell its publisher'),
    );
  },
};
