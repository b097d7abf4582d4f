import { excerpt } from './excerpt.ts';
import { type NormalizedName, normalizeName } from './name.ts';
import { fault, ok, type Parsed } from './result.ts';
import { formatVersion, parseVersion, type Version } from './version.ts';

/** What the name of a source distribution's file says about it. */
export interface SdistFilename {
  readonly name: NormalizedName;
  readonly version: Version;
}

/** How {@link parseSdistFilename} judges. */
export interface SdistFilenameOptions {
  /** Accept today's form only: `.tar.gz`, one dash, name and version in normal form (PEP 625). Default false. */
  readonly strict?: boolean | undefined;
}

const EXTENSIONS = ['.tar.gz', '.zip'] as const;

/**
 * Reads the file name of a source distribution, `{name}-{version}.tar.gz`, or of the past `.zip`.
 * The version starts after the last dash: older names may hold dashes, versions never do here.
 *
 * Faults: `wrong-extension`, `missing-version` (no dash), `empty-name`, `invalid-version`,
 * `number-too-long`; when strict also `legacy-extension`, `extra-dash`, `unnormalized-name`,
 * `unnormalized-version`.
 *
 * Source: PEP 625; living text: packaging.python.org, Source distribution format.
 */
export function parseSdistFilename(filename: string, options: SdistFilenameOptions = {}): Parsed<SdistFilename> {
  if (typeof filename !== 'string') return fault('wrong-extension', 'the name of a source distribution is a text', 0);
  const extension = EXTENSIONS.find((known) => filename.endsWith(known));
  if (extension === undefined) {
    return fault(
      'wrong-extension',
      'the name of a source distribution ends in `.tar.gz`, or formerly `.zip`',
      filename.length,
    );
  }
  const stem = filename.slice(0, -extension.length);
  const dash = stem.lastIndexOf('-');
  if (dash < 0) return fault('missing-version', 'a dash must stand between name and version', stem.length);
  if (dash === 0) return fault('empty-name', 'the project name is empty', 0);
  const version = parseVersion(stem.slice(dash + 1));
  if (!version.ok) return fault(version.error.code, version.error.message, version.error.offset + dash + 1);
  // Python lower-cases before it folds separators, which matters to a final sigma.
  const parsed: SdistFilename = { name: normalizeName(stem.slice(0, dash).toLowerCase()), version: version.value };
  if (options.strict !== true) return ok(parsed);
  return strictFault(stem, extension, parsed) ?? ok(parsed);
}

function strictFault(stem: string, extension: string, parsed: SdistFilename): Parsed<never> | undefined {
  if (extension !== '.tar.gz') return fault('legacy-extension', 'use `.tar.gz` (PEP 625)', stem.length);
  const dash = stem.lastIndexOf('-');
  const extra = stem.indexOf('-');
  if (extra < dash) return fault('extra-dash', 'the only dash stands between name and version', extra);
  const name = parsed.name.replaceAll('-', '_');
  if (stem.slice(0, dash) !== name || !/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) {
    return fault('unnormalized-name', 'write the name in lower-case letters, digits and single `_`', 0);
  }
  const version = formatVersion(parsed.version);
  return stem.slice(dash + 1) === version
    ? undefined
    : fault('unnormalized-version', `write the version in normal form, \`${excerpt(version)}\``, dash + 1);
}

/** The file name as PEP 625 wants it: `{name}-{version}.tar.gz`, both in normal form. */
export function formatSdistFilename(sdist: SdistFilename): string {
  return `${sdist.name.replaceAll('-', '_')}-${formatVersion(sdist.version)}.tar.gz`;
}
