import { compareVersions, parseVersion, type Version } from '@rind/pypa';
import { statedMetadata } from './sidecars.ts';
import type { StandingFile } from './standing.ts';

/** A larger wheel is fetched when it is asked for. Unit: bytes. */
const LARGEST = 20 * 1024 * 1024;

/**
 * Finds the files that a client is likely to ask for next: of the newest release that it may have, the wheel for every
 * platform. Wheels for one platform are too many to guess among.
 */
export class LikelyFiles {
  #newest: { readonly version: Version; readonly file: StandingFile } | undefined;

  /** Looks at a file of the project. */
  see(standing: StandingFile): void {
    const { file, denial, isOffered, version: text } = standing;
    const { filename, size = 0 } = file;
    if (!filename.endsWith('-none-any.whl') || denial !== undefined || size > LARGEST || !isOffered) return;
    // Who resolves is told by its metadata alone, and most of what is resolved about is never installed.
    if (statedMetadata(file) !== undefined) return;
    const version = parseVersion(text);
    if (!version.ok || version.value.early) return;
    if (this.#newest === undefined || compareVersions(version.value, this.#newest.version) > 0)
      this.#newest = { version: version.value, file: standing };
  }

  /** Of those that were seen. */
  get files(): readonly StandingFile[] {
    return this.#newest === undefined || this.#newest.file.isJudged ? [] : [this.#newest.file];
  }
}
