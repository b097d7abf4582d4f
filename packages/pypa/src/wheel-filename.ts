import { type BuildTag, formatBuildTag, parseBuildTag } from './build-tag.ts';
import { type NormalizedName, normalizeName } from './name.ts';
import { endOfDottedWord } from './python-identifier.ts';
import { type Fault, fault, ok, type Parsed } from './result.ts';
import { formatTagSet, parseTagSet, type TagSet, type TagSetOptions } from './tag.ts';
import { formatVersion, parseVersion, type Version } from './version.ts';

/** What the name of a wheel file says about it. */
export interface WheelFilename {
  readonly name: NormalizedName;
  readonly version: Version;
  readonly build: BuildTag | undefined;
  readonly tags: TagSet;
}

const EXTENSION = '.whl';

/**
 * Reads a wheel's file name, `{name}-{version}(-{build})?-{interpreter}-{abi}-{platform}.whl`.
 *
 * Older spellings of the name (capitals, dots) are read; `strict` also refuses tag sets out of order.
 * Faults: `wrong-extension`, `wrong-part-count`, `invalid-name`, `invalid-version`,
 * `number-too-long`, `invalid-build-tag`, and those of `parseTagSet`.
 *
 * Source: PEP 427, "File name convention" and "Escaping and Unicode"; PEP 491; PEP 425.
 */
export function parseWheelFilename(filename: string, options: TagSetOptions = {}): Parsed<WheelFilename> {
  if (typeof filename !== 'string' || !filename.endsWith(EXTENSION)) {
    return fault('wrong-extension', 'the name of a wheel ends in `.whl`', String(filename).length);
  }
  const stem = filename.slice(0, -EXTENSION.length);
  const dashes = dashesOf(stem);
  if (dashes.length !== 4 && dashes.length !== 5) {
    return fault(
      'wrong-part-count',
      `the name of a wheel has 5 or 6 parts between dashes, not ${dashes.length > 5 ? 'more' : dashes.length + 1}`,
      dashes[5] ?? stem.length,
    );
  }
  const [first = 0, second = 0, third = 0] = dashes;
  const badName = nameFault(stem.slice(0, first));
  if (badName !== undefined) return badName;
  const version = parseVersion(stem.slice(first + 1, second));
  if (!version.ok) return shifted(version.error, first + 1);
  let build: BuildTag | undefined;
  let tagStart = second + 1;
  if (dashes.length === 5) {
    const read = parseBuildTag(stem.slice(second + 1, third));
    if (!read.ok) return shifted(read.error, second + 1);
    build = read.value;
    tagStart = third + 1;
  }
  const tags = parseTagSet(stem.slice(tagStart), options);
  if (!tags.ok) return shifted(tags.error, tagStart);
  return ok({
    name: normalizeName(stem.slice(0, first).toLowerCase()),
    version: version.value,
    build,
    tags: tags.value,
  });
}

/** Offsets of the dashes, at most six: more are wrong anyhow. */
function dashesOf(stem: string): number[] {
  const dashes: number[] = [];
  for (let at = stem.indexOf('-'); at >= 0 && dashes.length < 6; at = stem.indexOf('-', at + 1)) dashes.push(at);
  return dashes;
}

function shifted(found: Fault, by: number): Parsed<never> {
  return fault(found.code, found.message, found.offset + by);
}

/** PEP 427: letters and numbers of any script, `_` for each run of separators, and the `.` of older tools. */
function nameFault(name: string): Parsed<never> | undefined {
  if (name === '') return fault('invalid-name', 'the project name is empty', 0);
  const end = endOfDottedWord(name, 0);
  if (end < name.length) {
    return fault('invalid-name', 'a project name in a wheel holds letters, digits, `_` and `.` only', end);
  }
  const double = name.indexOf('__');
  return double < 0 ? undefined : fault('invalid-name', 'a run of separators is written as one `_`, not `__`', double);
}

/** The file name in today's normal form: name with `_`, normal version, tag sets in order. PEP 427, PEP 491. */
export function formatWheelFilename(wheel: WheelFilename): string {
  const parts = [wheel.name.replaceAll('-', '_'), formatVersion(wheel.version)];
  if (wheel.build !== undefined) parts.push(formatBuildTag(wheel.build));
  parts.push(formatTagSet(wheel.tags));
  return parts.join('-') + EXTENSION;
}
