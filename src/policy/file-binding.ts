import type { NormalizedName } from '@rind/pypa';
import type { Ruling } from '../evidence/ruling.ts';
import { readRulings } from './allowance.ts';
import type { Policy } from './policy.ts';

/**
 * Whether anything lets in single files of a project: a person's `allow` of bytes, or of a release as it was, a
 * waiver with hashes, or hashes on the allow list. What is found about a release has to be decided for each of
 * its files apart then, as a release that has this one hash; without, once for all of them.
 */
export function bindsFiles(name: NormalizedName, rulings: readonly Ruling[], { rules, waivers }: Policy): boolean {
  const isAllowed = readRulings(rulings).some(
    ({ ruling: { word, seen }, spec }) => word === 'allow' && (seen !== undefined || spec?.kind === 'sha256'),
  );
  const admitted = rules.get('allow-list')?.parameters['names'];
  return (
    isAllowed ||
    waivers.some(
      ({ component, sha256 }) => sha256 !== undefined && (component === null || component.normalizedName === name),
    ) ||
    (Array.isArray(admitted) && admitted.some((text) => String(text).startsWith('sha256:')))
  );
}
