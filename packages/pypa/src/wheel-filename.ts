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
  if (typeof filename !== 'string') return fault('wrong-extension', 'the name of a wheel is a text', 0);
  if (!filename.endsWith(EXTENSION)) {
    return fault('wrong-extension', 'the name of a wheel ends in `.whl`', filename.length);
  }
  const end = filename.length - EXTENSION.length;
  const first = dashBefore(filename, 0, end);
  const second = dashBefore(filename, first + 1, end);
  const third = dashBefore(filename, second + 1, end);
  const fourth = dashBefore(filename, third + 1, end);
  if (fourth === end) return fault('wrong-part-count', 'the name of a wheel has 5 or 6 parts between dashes', end);
  const fifth = dashBefore(filename, fourth + 1, end);
  const sixth = dashBefore(filename, fifth + 1, end);
  if (sixth < end) return fault('wrong-part-count', 'the name of a wheel has at most 6 parts between dashes', sixth);
  const nameText = filename.slice(0, first);
  const badName = nameFault(nameText);
  if (badName !== undefined) return badName;
  const version = parseVersion(filename.slice(first + 1, second));
  if (!version.ok) return shifted(version.error, first + 1);
  let build: BuildTag | undefined;
  let tagStart = second + 1;
  if (fifth < end) {
    const read = parseBuildTag(filename.slice(second + 1, third));
    if (!read.ok) return shifted(read.error, second + 1);
    build = read.value;
    tagStart = third + 1;
  }
  const tags = parseTagSet(filename, options, tagStart, end);
  if (!tags.ok) return tags;
  return ok({ name: nameOf(nameText), version: version.value, build, tags: tags.value });
}

/** Without dots the separators stand alone here, and plain replacement is several times faster than a pattern. */
function nameOf(text: string): NormalizedName {
  if (text.includes('.')) return normalizeName(text);
  return normalizeName(text.toLowerCase().replaceAll('_', '-'));
}

/** The first dash from `start` on, or `end`. */
function dashBefore(filename: string, start: number, end: number): number {
  const at = start < end ? filename.indexOf('-', start) : -1;
  return at < 0 || at > end ? end : at;
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
