import { isValidName, parseMetadata, parseRequirement, type Requirement } from '@rind/pypa';
import { fileStart, type Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { lineOfByte } from './folder-place.ts';

/** What the metadata of one distribution says, as far as an inventory looks at it. */
export interface DistributionFacts {
  /** As written; undefined when there is none, or none that is valid. */
  readonly name: string | undefined;
  /** As written; undefined when there is none. */
  readonly version: string | undefined;
  readonly requires: readonly Requirement[];
  readonly requiresPython?: string;
  readonly license?: string;
  /** Where the version stands, or the file's start. */
  readonly at: Location;
  readonly problems: readonly Problem[];
}

/** A license that is the text of one, and no word for it, is left out beyond this. */
const LONGEST_LICENSE = 100;
/** Requirements that cannot be read and are told one by one; of old metadata there may be hundreds. */
const MOST_PROBLEMS = 5;
/** Requirements of one distribution: the most known has some 1,500. */
const MOST_REQUIREMENTS = 10_000;
/** Bytes that are looked at. Headers come first, and the largest known are some 100 KB; the description may be longer. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Reads METADATA or PKG-INFO as installers do: leniently, field by field. Fields that cannot be read are
 * problems (`metadata-invalid`); name and version are for the caller to judge.
 *
 * Source: Core metadata specifications.
 *
 * @param shown the path of the file, for places
 */
export function readFacts(bytes: Uint8Array, shown: string): DistributionFacts {
  const raw = parseMetadata(bytes.subarray(0, MOST_BYTES));
  const place = (field: string, i = 0): Location => {
    const offset = raw.offsets.get(field)?.[i];
    return offset === undefined ? fileStart(shown) : { path: shown, line: lineOfByte(bytes, offset), column: 1 };
  };
  const problems: Problem[] = [];
  const requires: Requirement[] = [];
  for (const [i, text] of (raw.lists.get('Requires-Dist') ?? []).slice(0, MOST_REQUIREMENTS).entries()) {
    const parsed = parseRequirement(text);
    if (parsed.ok) requires.push(parsed.value);
    else if (problems.length < MOST_PROBLEMS)
      problems.push(
        problem('metadata-invalid', `\`Requires-Dist\`: ${parsed.error.message}`, { at: place('requires-dist', i) }),
      );
  }
  const name = raw.texts.get('Name')?.trim();
  const version = raw.texts.get('Version')?.trim();
  const requiresPython = raw.texts.get('Requires-Python');
  const license = licenseOf({
    expression: raw.texts.get('License-Expression'),
    license: raw.texts.get('License'),
    classifiers: raw.lists.get('Classifier') ?? [],
  });
  return {
    name: name !== undefined && isValidName(name) ? name : undefined,
    version: version === '' ? undefined : version,
    requires,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(license === undefined ? {} : { license }),
    at: place('version'),
    problems,
  };
}

/** The three fields that say something about the license, as written. */
export interface LicenseFields {
  readonly expression: string | undefined;
  readonly license: string | undefined;
  readonly classifiers: readonly string[];
}

/** The expression, or the words of the older fields. PEP 639, "Deprecate License field" and "Deprecate license classifiers". */
export function licenseOf({ expression, license, classifiers }: LicenseFields): string | undefined {
  if (expression !== undefined) return expression;
  const written = license?.trim();
  const isWord = written !== undefined && written.length <= LONGEST_LICENSE && !/[\r\n]/.test(written);
  if (isWord && written !== '' && written !== 'UNKNOWN') return written;
  const words = classifiers
    .filter((classifier) => classifier.startsWith('License :: ') && classifier.length <= LONGEST_LICENSE)
    .map((classifier) => classifier.slice(classifier.lastIndexOf(':: ') + 3))
    .filter((word) => word !== 'OSI Approved');
  return words.length > 0 ? words.slice(0, 5).join('; ') : undefined;
}
