import { scoreCvss2 } from './cvss2.ts';
import { scoreCvss3 } from './cvss3.ts';
import { scoreCvss4 } from './cvss4.ts';

/** CVSS's qualitative ratings. Source: CVSS v4.0 and v3.1 specifications, "Qualitative Severity Rating Scale". */
export type Rating = 'none' | 'low' | 'medium' | 'high' | 'critical';

/** A vector with what it comes to. */
export interface CvssScore {
  readonly version: '2.0' | '3.0' | '3.1' | '4.0';
  /** As written. */
  readonly vector: string;
  /** 0 to 10, one decimal, by every metric that the vector has. */
  readonly score: number;
  readonly rating: Rating;
}

/**
 * The score of a CVSS vector of any version; undefined when it is none. The score is that of the vector as
 * written: threat, temporal and environmental metrics count where it has some.
 */
export function scoreCvss(vector: string): CvssScore | undefined {
  const slash = vector.indexOf('/');
  const body = vector.slice(slash + 1);
  switch (vector.slice(0, Math.max(slash, 0))) {
    case 'CVSS:4.0':
      return scored('4.0', vector, scoreCvss4(body));
    case 'CVSS:3.1':
      return scored('3.1', vector, scoreCvss3(1, body));
    case 'CVSS:3.0':
      return scored('3.0', vector, scoreCvss3(0, body));
    default: {
      // Version 2 has no prefix; its guide writes vectors in parentheses or without.
      const bare = vector.startsWith('(') && vector.endsWith(')') ? vector.slice(1, -1) : vector;
      return scored('2.0', vector, scoreCvss2(bare));
    }
  }
}

function scored(version: CvssScore['version'], vector: string, score: number | undefined): CvssScore | undefined {
  return score === undefined ? undefined : { version, vector, score, rating: ratingOf(version, score) };
}

/** Version 2 has no ratings of its own: NVD's, which end at high, are in use. */
function ratingOf(version: CvssScore['version'], score: number): Rating {
  if (score === 0) return 'none';
  if (score < 4) return 'low';
  if (score < 7) return 'medium';
  return score < 9 || version === '2.0' ? 'high' : 'critical';
}
