import { compareVersions, parseVersion } from '@rind/pypa';
import type { RangeEvent } from '../advisory.ts';

/**
 * Whether events affect a version, by going through them as OSV's "Evaluation" does, ends before beginnings
 * at one version: what `matchAdvisory` is held to, slow and plain. Throws where a bound is no version.
 */
export function isAffectedOneByOne(events: readonly RangeEvent[], text: string): boolean {
  const read = (version: string) => {
    const parsed = parseVersion(version);
    if (!parsed.ok) throw new Error(`\`${version}\` is no version`);
    return parsed.value;
  };
  const own = read(text);
  const limits = events.filter(({ kind }) => kind === 'limit').map(({ version }) => read(version));
  if (limits.length > 0 && !limits.some((version) => compareVersions(own, version) < 0)) return false;
  const rank = ({ kind }: RangeEvent) => (kind === 'introduced' ? 1 : 0);
  const place = (one: RangeEvent) => (one.kind === 'introduced' && one.version === '0' ? undefined : read(one.version));
  const before = (a: RangeEvent, b: RangeEvent) => {
    const [left, right] = [place(a), place(b)];
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
    return compareVersions(left, right) || rank(a) - rank(b);
  };
  let affected = false;
  for (const event of events.toSorted(before)) {
    const version = place(event);
    const order = version === undefined ? 1 : compareVersions(own, version);
    if (event.kind === 'introduced' && order >= 0) affected = true;
    if (event.kind === 'fixed' && order >= 0) affected = false;
    // A build of the last affected version is affected too.
    if (event.kind === 'last_affected' && order > 0 && own.publicKey !== version?.key) affected = false;
  }
  return affected;
}
