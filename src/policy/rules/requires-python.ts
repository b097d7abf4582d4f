import {
  conjoinMarkers,
  impliesMarker,
  isNeverTrue,
  isSubrange,
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
      const supported = withPreReleases(requiresPython);
      const shown = `\`${requiresPython.slice(0, 100)}\``;
      return pythons.flatMap(({ origin, specifier }): Outcome[] => {
        const covered = rememberedCover(supported, `${specifier},<4`.replace(/^,/, ''), marker);
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

type Cover = 'yes' | 'no' | 'unknown';

/** Answers kept; a thousand locks ask a few hundred different questions. */
const MOST_KEPT = 5000;
const kept = new Map<string, Cover>();

/** {@link covers}, which takes long where a marker decides: releases of one project, and its dependencies, ask the same. */
function rememberedCover(supported: string, declared: string, marker: string | undefined): Cover {
  const question = JSON.stringify([supported, declared, marker]);
  const known = kept.get(question);
  if (known !== undefined) return known;
  const cover = covers(supported, declared, marker);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(question, cover);
  return cover;
}

/**
 * Whether all Pythons of a specifier, under a condition, are supported. Python 4 is left out by the
 * caller: half of all releases are capped below it, and nobody knows whether it will ever be.
 */
function covers(supported: string, declared: string, marker: string | undefined): Cover {
  const [all, own] = [parseSpecifierSet(supported), parseSpecifierSet(declared)];
  if (!all.ok || !own.ok) return 'unknown';
  // Nearly always the condition changes nothing, and ranges are compared at once.
  if (all.value.range !== undefined && own.value.range !== undefined && isSubrange(own.value.range, all.value.range))
    return 'yes';
  const condition = marker === undefined ? undefined : parseMarker(marker);
  if (condition?.ok === false) return 'unknown';
  const installed = conjoinMarkers(requiresPythonMarker(own.value), condition?.value ?? true);
  return isNeverTrue(installed) === 'yes' ? 'yes' : impliesMarker(installed, requiresPythonMarker(all.value));
}

/**
 * `python_version >= "3.10"` holds for 3.10.0rc1, which `>=3.10` leaves out: nobody means that
 * difference, so what supports a version supports its pre-releases here.
 */
function withPreReleases(specifier: string): string {
  return specifier
    .split(',')
    .map((part) => part.trim())
    .map((part) => (/^>=\s*\d+(?:\.\d+){0,5}$/.test(part) ? `${part}.dev0` : part))
    .join(',');
}
