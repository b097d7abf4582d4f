/**
 * Texts that order versions: one comparison of UTF-16 units (or of UTF-8 bytes) answers PEP 440's
 * whole order. No unit is below U+0001, so keys can be stored as text anywhere.
 *
 * A key is: epoch, release without trailing zeros, then one unit that ends the release and names
 * the pre-release letter, then the post-release and development numbers, then the local label. Each
 * number is written so that its text order is its number order and no number's text begins another's.
 *
 * A cut is a place between two neighbouring versions: those with `key < cut` are below it, those
 * with `key >= cut` above.
 */

/** Where the release ends and what follows: `.devN` alone, `aN`, `bN`, `rcN`, or none of them. */
export const STAGE = { dev: '\u0001', a: '\u0002', b: '\u0003', rc: '\u0004', final: '\u0005' } as const;

const NO_POST = '\u0001';
const POST = '\u0002';
const AFTER_POSTS = '\u0003';
const DEV = '\u0001';
const NO_DEV = '\u0002';
const LOCAL = '\u0002';
const LOCAL_WORD = '\u0002';
const LOCAL_WORD_END = '\u0001';
const LOCAL_NUMBER = '\u0003';
const AFTER_LOCALS = '\u0003';
const AFTER_EXACTLY = '\u0001';

/** Above every version. */
export const TOP = '\uffff';

/** A number below this takes one unit: the unit `0x20 + n`. */
export const ONE_UNIT = 128;
/** A number below this takes two units; 224 values of the second unit keep it at or above U+0020. */
const TWO_UNITS = ONE_UNIT + 64 * 224;

/** The text of a decimal number without leading zeros. */
export function numberKey(digits: string): string {
  if (digits.length > 5) return longNumberKey(digits);
  const number = Number(digits);
  if (number < ONE_UNIT) return String.fromCharCode(0x20 + number);
  if (number >= TWO_UNITS) return longNumberKey(digits);
  const rest = number - ONE_UNIT;
  return String.fromCharCode(0xa0 + Math.floor(rest / 224), 0x20 + (rest % 224));
}

/** Length first: longer numbers are greater. */
function longNumberKey(digits: string): string {
  const length = digits.length;
  const lead = length < 36 ? String.fromCharCode(0xe0 + length - 5) : `\u00ff${String.fromCharCode(length)}`;
  return lead + digits;
}

/** Epoch and release; the release's trailing zeros do not count. */
export function releaseKey(epoch: string, release: readonly string[]): string {
  let count = release.length;
  while (count > 1 && release[count - 1] === '0') count--;
  let key = numberKey(epoch);
  for (let i = 0; i < count; i++) key += numberKey(release[i] ?? '0');
  return key;
}

/** The part of a key between release and post-release: dev alone < a < b < rc < final. */
export function stageKey(
  pre: readonly ['a' | 'b' | 'rc', string] | undefined,
  post: string | undefined,
  dev: string | undefined,
): string {
  if (pre !== undefined) return STAGE[pre[0]] + numberKey(pre[1]);
  return post === undefined && dev !== undefined ? STAGE.dev : STAGE.final;
}

/** The part of a key behind the stage: `.devN` before what it leads to, post-releases after. */
export function tailKey(post: string | undefined, dev: string | undefined): string {
  return (post === undefined ? NO_POST : POST + numberKey(post)) + (dev === undefined ? NO_DEV : DEV + numberKey(dev));
}

/** The local label's part of a key: words before numbers, more segments after fewer. */
export function localKey(local: readonly string[]): string {
  let key: string = LOCAL;
  for (const part of local) {
    const unit = part.charCodeAt(part.length - 1);
    key += unit <= 0x39 && /^[0-9]+$/.test(part) ? LOCAL_NUMBER + numberKey(part) : LOCAL_WORD + part + LOCAL_WORD_END;
  }
  return key;
}

/** The cut right after one version, before the next local label. */
export function cutAfter(key: string): string {
  return key + AFTER_EXACTLY;
}

/** The cut after a version and its local labels. */
export function cutAfterLocals(publicKey: string): string {
  return publicKey + AFTER_LOCALS;
}

/** The cut after a version and its post-releases: takes the key up to its stage. */
export function cutAfterPosts(keyToStage: string): string {
  return keyToStage + AFTER_POSTS;
}
