import { isPythonSpace } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import { localKey, releaseKey, stageKey, tailKey } from './version-key.ts';

/**
 * A decimal number of any size: ASCII digits without leading zeros. Versions hold time stamps and
 * commit counts beyond 2⁵³, so a JavaScript number would not do.
 */
export type Digits = string;

/** The letter of a pre-release segment in normal form. */
export type PreReleaseLetter = 'a' | 'b' | 'rc';

/** A version as PEP 440 reads it. Immutable; make one with {@link parseVersion}. */
export interface Version {
  /** Default "0". */
  readonly epoch: Digits;
  /** One segment or more; trailing zeros are kept. */
  readonly release: readonly Digits[];
  readonly pre: readonly [PreReleaseLetter, Digits] | undefined;
  readonly post: Digits | undefined;
  readonly dev: Digits | undefined;
  /** Segments of the local version label, lower-case, numbers without leading zeros. */
  readonly local: readonly string[] | undefined;
  /** Orders versions: `a` is before `b` exactly when `a.key < b.key`; equal versions have equal keys. */
  readonly key: string;
  /** {@link key} without the local version label. */
  readonly publicKey: string;
}

const PATTERN =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d+)?)?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d+)?)?(?:[-_.]?(dev)[-_.]?(\d+)?)?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;
const LETTERS: Readonly<Record<string, PreReleaseLetter>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};
/** CPython refuses to read longer decimal numbers (`sys.int_info.default_max_str_digits`). */
const MAX_DIGITS = 4300;

function digits(text: string): Digits {
  return text.length > 1 && text.startsWith('0') ? text.replace(/^0+(?=\d)/, '') : text;
}

/**
 * Reads a version. White space around it (Python's, see `python-text`) and a leading `v` are
 * allowed; anything outside ASCII is not. Faults: `invalid-version`, `number-too-long` (a segment
 * of more than 4,300 digits, which Python cannot read either).
 *
 * Source: PEP 440, "Public version identifiers", "Local version identifiers", Appendix B.
 */
export function parseVersion(text: string): Parsed<Version> {
  let start = 0;
  let end = text.length;
  while (start < end && isPythonSpace(text.charCodeAt(start))) start++;
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end--;
  const body = text.slice(start, end);
  const match = /[^\x00-\x7f]/.test(body) ? null : PATTERN.exec(body);
  if (!match) return fault('invalid-version', `\`${text}\` is no valid version`, start);
  const [
    ,
    epochText,
    releaseText = '0',
    letter,
    preNumber,
    implicitPost,
    postWord,
    postNumber,
    devWord,
    devNumber,
    localText,
  ] = match;
  const epoch = digits(epochText ?? '0');
  const release = releaseText.split('.').map(digits);
  const preLetter = letter === undefined ? undefined : LETTERS[letter.toLowerCase()];
  const pre = preLetter === undefined ? undefined : ([preLetter, digits(preNumber ?? '0')] as const);
  const post =
    implicitPost !== undefined ? digits(implicitPost) : postWord !== undefined ? digits(postNumber ?? '0') : undefined;
  const dev = devWord !== undefined ? digits(devNumber ?? '0') : undefined;
  const local = localText
    ?.toLowerCase()
    .split(/[-_.]/)
    .map((part) => (/^\d+$/.test(part) ? digits(part) : part));
  const numbers = [epoch, ...release, pre?.[1] ?? '', post ?? '', dev ?? '', ...(local ?? [])];
  if (body.length > MAX_DIGITS && numbers.some((number) => number.length > MAX_DIGITS)) {
    return fault('number-too-long', `a number in \`${text.slice(0, 20)}…\` has more than ${MAX_DIGITS} digits`, start);
  }
  const publicKey = releaseKey(epoch, release) + stageKey(pre, post, dev) + tailKey(post, dev);
  const key = local === undefined ? publicKey : publicKey + localKey(local);
  return ok({ epoch, release, pre, post, dev, local, key, publicKey });
}

/** Negative when `a` is before `b`, zero when they are equal, positive when `a` is after `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Whether installers take it for a pre-release: a pre-release or development segment. PEP 440, "Handling of pre-releases". */
export function isPreRelease(version: Version): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

/** Whether it has a post-release segment. */
export function isPostRelease(version: Version): boolean {
  return version.post !== undefined;
}

/** The version in normal form, local label included. PEP 440, "Normalization". */
export function formatVersion(version: Version): string {
  const text = formatPublicVersion(version);
  return version.local === undefined ? text : `${text}+${version.local.join('.')}`;
}

/** The version in normal form without its local label. */
export function formatPublicVersion(version: Version): string {
  let text = formatBaseVersion(version);
  if (version.pre !== undefined) text += version.pre.join('');
  if (version.post !== undefined) text += `.post${version.post}`;
  if (version.dev !== undefined) text += `.dev${version.dev}`;
  return text;
}

/** Epoch and release alone: `1!2.0` of `1!2.0rc1.dev3`. */
export function formatBaseVersion(version: Version): string {
  const release = version.release.join('.');
  return version.epoch === '0' ? release : `${version.epoch}!${release}`;
}
