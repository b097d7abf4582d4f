import {
  type Condition,
  conjoinMarkers,
  impliesMarker,
  isNeverTrue,
  parseMarker,
  parseSpecifierSet,
  requiresPythonMarker,
} from '@rind/pypa';
import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Releases support every Python that they are installed on. */
export const rule: Rule = {
  id: 'requires-python',
  title: 'each release supports the Pythons that it is installed on',
  what: 'Fails for a release whose `Requires-Python` leaves out a Python that a project or a target declares, under the condition (marker) that brings the release in.',
  why: 'Installers refuse such a release, or take an older one instead, which may be flawed, without a word.',
  bad: 'requires-python = ">=3.8"  # with numpy 2.1, which requires >=3.10',
  good: 'requires-python = ">=3.10"',
  unknownMeans: 'The release or the project states its Pythons in a form that cannot be compared.',
  levels: ['release'],
  needs: ['python-support'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  judge(subject: ComponentSubject, evidence) {
    return withValue(evidence['python-support'], 'python-support', ({ requiresPython, marker, pythons }) => {
      if (requiresPython === undefined) return [];
      const supported = conditionOf(requiresPython);
      const condition = marker === undefined ? true : markerOf(marker);
      return pythons.flatMap(({ origin, specifier }): Outcome[] => {
        const declared = conditionOf(specifier);
        const installed =
          declared === undefined || condition === undefined ? undefined : conjoinMarkers(declared, condition);
        const shown = `\`${requiresPython.slice(0, 100)}\``;
        const covered =
          installed === undefined || supported === undefined
            ? 'unknown'
            : isNeverTrue(installed) === 'yes'
              ? 'yes'
              : impliesMarker(installed, supported);
        if (covered === 'yes') return [];
        if (covered === 'unknown') {
          const message = `whether \`${subject.id}\`, which requires Python ${shown}, fits \`${origin}\` cannot be told`;
          return [{ outcome: 'unknown', reason: 'unknown-python', message, key: origin }];
        }
        const message = `\`${subject.id}\` requires Python ${shown}, but \`${origin}\` is for \`${specifier.slice(0, 100)}\``;
        return [{ outcome: 'fail', message, hint: 'raise the Python, or lock another version', key: origin }];
      });
    });
  },
};

function conditionOf(specifier: string): Condition | undefined {
  const set = parseSpecifierSet(specifier);
  return set.ok ? requiresPythonMarker(set.value) : undefined;
}

function markerOf(text: string): Condition | undefined {
  const marker = parseMarker(text);
  return marker.ok ? marker.value : undefined;
}
