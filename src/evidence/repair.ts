import type { AdvisoryDetails } from '../advisory/advisory.ts';

/** A flaw of a version in use that another version of the project is named as the fix of. */
export interface Repair {
  /** The flaw's preferred id. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** The versions that were served from here and have the flaw. */
  readonly inUse: readonly string[];
  /** Whether anybody but the project's own publisher vouches for the flaw: see {@link isIndependent}. */
  readonly isIndependent: boolean;
}

/** Where maintainers publish about their own repository; whoever has taken it over can, too. */
const OWN_WORD =
  /^https?:\/\/(?:[^/]*\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)\/[^/]+\/[^/]+\/(?:-\/)?security\//i;

/**
 * Whether a record is vouched for by somebody else than the publisher: it refers to something, and to no advisory that
 * the repository's owners publish themselves. Databases that pass such an advisory on refer to it, so that copies
 * of a publisher's word stay that. Doubt counts against it.
 */
export function isIndependent({ references }: Pick<AdvisoryDetails, 'references'>): boolean {
  return references.length > 0 && !references.some((address) => OWN_WORD.test(address));
}
