import { type Version, versionOf } from './version.ts';
import { numberKey, readKey, releaseKey, STAGE, stageKey, tailKey } from './version-key.ts';
import type { Digits } from './version-scan.ts';

/**
 * A place on the line of all versions, as a text: versions with `key < cut` are below it, those
 * with `key >= cut` above.
 *
 * Every cut of this file is in canonical form: two cuts with no version between them are the same
 * text. Where a first version above exists, the cut is that version's key.
 */
export type Cut = string;

/** Below every version. */
export const BOTTOM: Cut = '';

const AFTER = '\u0001';
const AFTER_POSTS = '\u0003';
const LEAST_KEY = firstKey('0', ['0']);
const FIRST_FINAL = releaseKey('0', ['0']) + STAGE.final + tailKey(undefined, undefined);

/** Right below a version. */
export function cutBefore(version: Version): Cut {
  return canonical(version.key);
}

/** Right above a version: its local labels, and what follows, are above the cut. */
export function cutAfter(version: Version): Cut {
  return version.key + AFTER;
}

/** Above a version and all its local labels, below its next post-release or development release. */
export function cutAfterLocals(version: Version): Cut {
  const { epoch, release, pre, post, dev } = version;
  const [nextPost, nextDev] =
    dev !== undefined ? [post, increment(dev)] : [post === undefined ? '0' : increment(post), '0'];
  return releaseKey(epoch, release) + stageKey(pre, nextPost, nextDev) + tailKey(nextPost, nextDev);
}

/** Above a version without post-release and development segments and all its post-releases. */
export function cutAfterPosts(version: Version): Cut {
  const { epoch, release, pre } = version;
  if (pre === undefined) return releaseKey(epoch, release) + STAGE.final + AFTER_POSTS;
  return releaseKey(epoch, release) + STAGE[pre[0]] + numberKey(increment(pre[1])) + tailKey(undefined, '0');
}

/** Below all versions of a release, its development releases included. */
export function cutBeforeRelease(epoch: Digits, release: readonly Digits[]): Cut {
  return canonical(firstKey(epoch, release));
}

/** Above all versions whose release begins with `prefix`. */
export function cutAfterPrefix(epoch: Digits, prefix: readonly Digits[]): Cut {
  const last = prefix[prefix.length - 1] ?? '0';
  return firstKey(epoch, [...prefix.slice(0, -1), increment(last)]);
}

/** Below a version without pre-release and development segments, and below those leading to it. */
export function cutBeforeDevelopment(version: Version): Cut {
  const { epoch, release, post } = version;
  return canonical(releaseKey(epoch, release) + stageKey(undefined, post, '0') + tailKey(post, '0'));
}

function firstKey(epoch: Digits, release: readonly Digits[]): string {
  return releaseKey(epoch, release) + STAGE.dev + tailKey(undefined, '0');
}

/** No version is below `0.dev0`. */
function canonical(key: string): Cut {
  return key === LEAST_KEY ? BOTTOM : key;
}

/** A decimal number plus one, whatever its length. */
export function increment(digits: Digits): Digits {
  let at = digits.length;
  while (at > 0 && digits[at - 1] === '9') at--;
  const zeros = '0'.repeat(digits.length - at);
  if (at === 0) return `1${zeros}`;
  return digits.slice(0, at - 1) + String.fromCharCode(digits.charCodeAt(at - 1) + 1) + zeros;
}

/** A cut read back: right below `version`, right above it, or above its post-releases too. */
export interface CutPlace {
  readonly where: 'before' | 'after' | 'after-posts';
  readonly version: Version;
}

/** What a cut other than {@link BOTTOM} stands for. */
export function readCut(cut: Cut): CutPlace {
  const last = cut.charAt(cut.length - 1);
  if (last === AFTER_POSTS && cut.at(-2) === STAGE.final) {
    const key = cut.slice(0, -1) + tailKey(undefined, undefined);
    return { where: 'after-posts', version: versionOf(readKey(key)) };
  }
  const version = versionOf(readKey(cut));
  return { where: version.key === cut ? 'before' : 'after', version };
}

/**
 * The first place at or above a cut where a version that is no pre-release follows at once, or may:
 * above versions without a next one, finals are as near as one likes.
 */
export function cutBeforeFinal(cut: Cut): Cut {
  if (cut === BOTTOM) return FIRST_FINAL;
  const { where, version } = readCut(cut);
  if (where === 'after-posts' || !version.early) return cut;
  const { epoch, release, pre, post } = version;
  const finalPost = pre === undefined ? post : undefined;
  return releaseKey(epoch, release) + STAGE.final + tailKey(finalPost, undefined);
}
