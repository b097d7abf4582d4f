import { hash } from 'node:crypto';
import { formatInstant } from '../../base/instant.ts';
import { picked } from '../../base/sequence.ts';
import type { DecidedPage } from './answers.ts';
import type { Standing } from './standing.ts';

const made = new WeakMap<Standing, Map<number, DecidedPage>>();
/** Instants that are remembered of one project. */
const MOST = 20;
/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/**
 * The page as of an instant: files that were uploaded before it, by what their index says, else first seen here before
 * it. Under today's decisions. It says what it cannot know: files that were taken away since, and times that nobody
 * tells. With pauses: drive it to its end.
 */
export function* pageAsOf(standing: Standing, instant: number): Generator<void, DecidedPage, void> {
  const known = made.get(standing) ?? new Map<number, DecidedPage>();
  made.set(standing, known);
  const there = known.get(instant);
  if (there !== undefined) return there;
  const { page, files } = standing;
  const before: number[] = [];
  let refused = 0;
  const versions = new Set<string | undefined>();
  let undated = 0;
  for (let at = 0; at < page.files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const shown = page.files.at(at)?.file;
    const file = shown === undefined ? undefined : files.get(shown.filename);
    if (shown === undefined || (file?.since ?? instant) >= instant) continue;
    before.push(at);
    if (file?.denial !== undefined) refused++;
    versions.add(file?.version);
    if (shown.uploadTime === undefined) undated++;
  }
  const notes = [
    `as of ${formatInstant(instant)}, judged by the policy and the advisories of today`,
    'files that were deleted before they were first asked for here are not known',
    ...(undated === 0
      ? []
      : [`${undated} of the files do not say when they were uploaded: they count from when they were first seen here`]),
  ];
  const shown: DecidedPage = {
    page: { ...page.page, versions: page.page.versions?.filter((version) => versions.has(version)) },
    files: picked(page.files, Uint32Array.from(before)),
    isRefused: refused > 0 && refused === before.length,
    digest: hash('sha256', `${page.digest} ${instant}`, 'hex'),
    notes,
  };
  if (known.size >= MOST) known.clear();
  known.set(instant, shown);
  return shown;
}
