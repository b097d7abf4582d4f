import { compareVersions, type Version } from '@rind/pypa';
import type { IndexPage } from './page.ts';

/** What a page says of one release. */
export interface PageReleaseFacts {
  /** Whether every file of it is yanked. Source: PEP 592. */
  readonly yanked: boolean;
  readonly yankedReason?: string;
  /** A marker of PEP 792, or a later word. */
  readonly status: string;
  readonly statusReason?: string;
  /** Epoch milliseconds of the youngest file's upload; null where any file does not say: it may be the youngest. */
  readonly uploadedAt: number | null;
}

/** What a page says of a release; undefined where it lists no file of it: then it says nothing. Source: PEP 592, 700, 792. */
export function releaseFacts(page: IndexPage, version: Version): PageReleaseFacts | undefined {
  const files = [...page.files].filter(({ distribution }) => compareVersions(distribution.version, version) === 0);
  if (files.length === 0) return undefined;
  const yanked = files.every((file) => file.yanked !== false);
  const reason = files.find((file) => typeof file.yanked === 'string')?.yanked;
  let uploadedAt: number | null = 0;
  for (const { uploadTime } of files) {
    if (uploadTime === undefined) uploadedAt = null;
    else if (uploadedAt !== null) uploadedAt = Math.max(uploadedAt, uploadTime.epochMilliseconds);
  }
  const { marker, reason: statusReason } = page.status;
  return {
    yanked,
    ...(yanked && typeof reason === 'string' ? { yankedReason: reason } : {}),
    status: marker,
    ...(statusReason === undefined ? {} : { statusReason }),
    uploadedAt,
  };
}
