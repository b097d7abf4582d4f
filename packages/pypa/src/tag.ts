import { excerpt } from './excerpt.ts';
import { compareCodePoints, isPythonIdentifier } from './python-identifier.ts';
import { fault, ok, type Parsed } from './result.ts';

/**
 * One platform compatibility tag, lower-case: which interpreter, ABI and platform a wheel is for.
 *
 * Source: PEP 425, "Overview"; living text: packaging.python.org, Platform compatibility tags.
 */
export interface Tag {
  /** Implementation and version: `cp313`, `py3`, `pp310`. */
  readonly interpreter: string;
  /** `cp313t`, `abi3`, `none`. */
  readonly abi: string;
  /** `manylinux_2_28_x86_64`, `win_amd64`, `any`. */
  readonly platform: string;
}

/**
 * A compressed tag set: it stands for every combination of its members. Kept compressed, so that a
 * hostile file name costs no memory; {@link expandTags} makes the combinations.
 *
 * Source: PEP 425, "Compressed Tag Sets".
 */
export interface TagSet {
  readonly interpreters: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

/** How {@link parseTagSet} judges. */
export interface TagSetOptions {
  /** The most tags that a set may stand for, repetitions counted. Default {@link TAG_LIMIT}. */
  readonly limit?: number | undefined;
  /** Refuse members out of order. PEP 425 demands order; many published wheels lack it. Default false. */
  readonly strict?: boolean | undefined;
}

/**
 * The most tags that one compressed set may stand for by default. Three lists of `n` members stand
 * for n³ tags; the largest sets on PyPI stand for fewer than 200.
 */
export const TAG_LIMIT = 1000;

/** A tag of three parts, lower-cased: tags are compared without regard to case. */
export function makeTag(interpreter: string, abi: string, platform: string): Tag {
  return { interpreter: interpreter.toLowerCase(), abi: abi.toLowerCase(), platform: platform.toLowerCase() };
}

/**
 * Reads one tag or compressed set, `py2.py3-none-any`. Members are lower-cased and kept once, in the
 * order in which they were written. `start` and `end` bound the set inside a longer text, such as a
 * file name; offsets of faults count from the text's start.
 *
 * Faults: `empty-tag-component`, `unsorted-tag-set` (only when strict), `too-many-tags`,
 * `wrong-tag-parts` (not three), `invalid-interpreter-tag` (not an identifier).
 *
 * Source: PEP 425, "Compressed Tag Sets".
 */
export function parseTagSet(
  text: string,
  options: TagSetOptions = {},
  start: number = 0,
  end: number = typeof text === 'string' ? text.length : 0,
): Parsed<TagSet> {
  if (typeof text !== 'string') return fault('wrong-tag-parts', 'a tag is a text', 0);
  const limit = options.limit ?? TAG_LIMIT;
  const plain = options.strict === true ? undefined : readPlainSet(text, start, end, limit);
  return plain === undefined
    ? readAnySet(text.slice(start, end), start, limit, options.strict === true)
    : { ok: true, value: plain };
}

const DOT = 0x2e;
const DASH = 0x2d;
/** Longer parts are left to {@link readAnySet}, which finds repetitions without comparing all with all. */
const MOST_PLAIN = 16;

/**
 * The usual case in one pass: a sound set of lower-case ASCII members. Undefined for any other text,
 * for {@link readAnySet} to judge.
 */
function readPlainSet(text: string, start: number, end: number, limit: number): TagSet | undefined {
  const interpreters: string[] = [];
  const abis: string[] = [];
  const platforms: string[] = [];
  let members = interpreters;
  let count = 1;
  let written = 0;
  let from = start;
  for (let at = start; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : DASH;
    if ((code >= 0x61 && code <= 0x7a) || code === 0x5f) continue;
    if (code >= 0x30 && code <= 0x39) {
      if (at === from && members === interpreters) return undefined;
      continue;
    }
    if ((code !== DOT && code !== DASH) || at === from || written === MOST_PLAIN) return undefined;
    const member = text.slice(from, at);
    if (written === 0 || !members.includes(member)) members.push(member);
    written++;
    from = at + 1;
    if (code === DOT) continue;
    count *= written;
    written = 0;
    if (at === end) break;
    if (members === platforms) return undefined;
    members = members === interpreters ? abis : platforms;
  }
  return members === platforms && count <= limit ? { interpreters, abis, platforms } : undefined;
}

function readAnySet(text: string, start: number, limit: number, strict: boolean): Parsed<TagSet> {
  const components = text.split('-').map((component) => component.split('.'));
  let offset = start;
  let count = 1;
  for (const members of components) {
    const found = memberFault(members, offset, strict);
    if (found !== undefined) return found;
    count *= members.length;
    offset += lengthOf(members) + 1;
  }
  if (!(count <= limit)) return fault('too-many-tags', `the set stands for ${count} tags, more than ${limit}`, start);
  const [interpreters, abis, platforms] = components;
  if (components.length !== 3 || interpreters === undefined || abis === undefined || platforms === undefined) {
    return fault(
      'wrong-tag-parts',
      `a tag has three parts, interpreter, ABI and platform, not ${components.length}`,
      start + (components.length > 3 ? thirdDash(text) : text.length),
    );
  }
  let at = start;
  for (const interpreter of interpreters) {
    if (!isPythonIdentifier(interpreter)) {
      return fault(
        'invalid-interpreter-tag',
        `\`${excerpt(interpreter)}\` is no interpreter: use one such as \`py3\``,
        at,
      );
    }
    at += interpreter.length + 1;
  }
  return ok({ interpreters: lowerOnce(interpreters), abis: lowerOnce(abis), platforms: lowerOnce(platforms) });
}

function memberFault(members: readonly string[], start: number, strict: boolean): ReturnType<typeof fault> | undefined {
  // Emptiness of any member comes before order: an empty member sorts first, and is the worse fault.
  let at = start;
  for (const member of members) {
    if (member === '') return fault('empty-tag-component', 'a part of the tag is empty', at);
    at += member.length + 1;
  }
  if (!strict) return undefined;
  at = start;
  for (const [i, member] of members.entries()) {
    const before = members[i - 1];
    if (before !== undefined && compareCodePoints(before, member) > 0) {
      return fault(
        'unsorted-tag-set',
        `\`${excerpt(member)}\` stands after \`${excerpt(before)}\`: sort the set's members`,
        at,
      );
    }
    at += member.length + 1;
  }
  return undefined;
}

function lengthOf(members: readonly string[]): number {
  let length = members.length - 1;
  for (const member of members) length += member.length;
  return length;
}

function thirdDash(text: string): number {
  return text.indexOf('-', text.indexOf('-', text.indexOf('-') + 1) + 1);
}

function lowerOnce(members: readonly string[]): readonly string[] {
  if (members.length === 1) return [(members[0] ?? '').toLowerCase()];
  return [...new Set(members.map((member) => member.toLowerCase()))];
}

/** Every tag that a set stands for, each once; the platform varies fastest. */
export function expandTags(set: TagSet): Tag[] {
  const tags: Tag[] = [];
  for (const interpreter of set.interpreters) {
    for (const abi of set.abis) {
      for (const platform of set.platforms) tags.push({ interpreter, abi, platform });
    }
  }
  return tags;
}

/** `cp313-cp313-win_amd64`. Equal tags, and no others, have equal texts. */
export function formatTag(tag: Tag): string {
  return `${tag.interpreter}-${tag.abi}-${tag.platform}`;
}

/** The compressed form with the members of each part in order, as PEP 425 wants them written. */
export function formatTagSet(set: TagSet): string {
  return [set.interpreters, set.abis, set.platforms]
    .map((part) => part.toSorted(compareCodePoints).join('.'))
    .join('-');
}

/** Orders tags by text, part by part: for stable output only. What installers prefer is in `supported-tags`. */
export function compareTags(a: Tag, b: Tag): number {
  return (
    compareCodePoints(a.interpreter, b.interpreter) ||
    compareCodePoints(a.abi, b.abi) ||
    compareCodePoints(a.platform, b.platform)
  );
}
