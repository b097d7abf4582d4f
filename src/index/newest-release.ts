import { compareVersions, formatVersion, parseVersion, type Version } from '@rind/pypa';
import type { IndexPage } from './page.ts';

/** How far a release is behind the newest one. */
export interface ReleaseLag {
  /** The newest release that is not yanked, no pre-release unless the one in use is; as PEP 440 normalises it. */
  readonly latest: string;
  /** Epoch milliseconds of its first file; null where the page does not say. */
  readonly latestAt: number | null;
  /** The same of the release in use. */
  readonly usedAt: number | null;
  /**
   * Years between the two, 0 for the newest; null where a day is not known. Source: Cox and others, "Measuring
   * Dependency Freshness in Software Systems" (ICSE 2015), the libyear.
   */
  readonly years: number | null;
}

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;

/** How far a version is behind by a project's page; undefined where the page offers nothing to compare with. */
export function releaseLag(page: IndexPage, used: string): ReleaseLag | undefined {
  const version = parseVersion(used);
  if (!version.ok) return undefined;
  let latest: Version | undefined;
  for (const { distribution, yanked } of page.files) {
    const candidate = distribution.version;
    if (yanked !== false || (candidate.early && !version.value.early)) continue;
    if (latest === undefined || compareVersions(candidate, latest) > 0) latest = candidate;
  }
  if (latest === undefined) return undefined;
  const [latestAt, usedAt] = [firstUpload(page, latest), firstUpload(page, version.value)];
  const isBehind = compareVersions(latest, version.value) > 0;
  const years = latestAt === null || usedAt === null ? null : Math.max(0, (latestAt - usedAt) / YEAR_MS);
  return { latest: formatVersion(latest), latestAt, usedAt, years: isBehind ? years : 0 };
}

function firstUpload(page: IndexPage, version: Version): number | null {
  let first: number | null = null;
  for (const { distribution, uploadTime } of page.files) {
    if (uploadTime === undefined || compareVersions(distribution.version, version) !== 0) continue;
    first = Math.min(first ?? uploadTime.epochMilliseconds, uploadTime.epochMilliseconds);
  }
  return first;
}
