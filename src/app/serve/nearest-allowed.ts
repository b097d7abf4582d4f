import { compareVersions, formatVersion, parseVersion, type Version } from '@rind/pypa';
import type { StandingFile } from './standing.ts';

/**
 * Finds the release nearest to a denied version that has a file which is not denied: the next above it, else the next
 * below. One that is a pre-release only for who asks from a pre-release. The allowed ones are sorted once, so that a
 * project of which every second file is denied is no quadratic work.
 */
export function nearestAllowed(files: readonly StandingFile[]): (denied: string) => string | undefined {
  const texts = new Set<string>();
  for (const { version, denial, file } of files) if (denial === undefined && file.yanked === false) texts.add(version);
  const allowed = [...texts].flatMap((text): Version[] => {
    const version = parseVersion(text);
    return version.ok ? [version.value] : [];
  });
  allowed.sort(compareVersions);
  const final = allowed.filter(({ early }) => !early);
  return (denied) => {
    const from = parseVersion(denied);
    if (!from.ok) return undefined;
    const among = from.value.early ? allowed : final;
    const at = firstFrom(among, from.value);
    const equals = among[at] !== undefined && compareVersions(among[at], from.value) === 0;
    const nearest = among[equals ? at + 1 : at] ?? among[at - 1];
    return nearest === undefined ? undefined : formatVersion(nearest);
  };
}

/** Where the first of sorted versions stands that is not below another; behind the last where all are. */
function firstFrom(sorted: readonly Version[], version: Version): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = sorted[middle];
    if (one !== undefined && compareVersions(one, version) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
