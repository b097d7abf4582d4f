import { compareVersions, parseVersion, type Version } from '@rind/pypa';
import { statedMetadata } from './sidecars.ts';
import type { Standing, StandingFile } from './standing.ts';

const seen = new WeakMap<Standing, readonly StandingFile[]>();
/** A larger wheel is fetched when it is asked for. Unit: bytes. */
const LARGEST = 20 * 1024 * 1024;

/**
 * The files that a client is likely to ask for next: of the newest release that it may have, the wheel for every
 * platform. Wheels for one platform are too many to guess among.
 */
export function likelyFiles(standing: Standing): readonly StandingFile[] {
  const known = seen.get(standing);
  if (known !== undefined) return known;
  let newest: { readonly version: Version; readonly file: StandingFile } | undefined;
  for (const file of standing.files.values()) {
    const { filename, size = 0 } = file.file;
    if (!filename.endsWith('-none-any.whl') || file.denial !== undefined || size > LARGEST || !file.isOffered) continue;
    // Who resolves is told by its metadata alone, and most of what is resolved about is never installed.
    if (statedMetadata(file.file) !== undefined) continue;
    const version = parseVersion(file.version);
    if (!version.ok || version.value.early) continue;
    if (newest === undefined || compareVersions(version.value, newest.version) > 0)
      newest = { version: version.value, file };
  }
  const likely = newest === undefined || newest.file.isJudged ? [] : [newest.file];
  seen.set(standing, likely);
  return likely;
}
