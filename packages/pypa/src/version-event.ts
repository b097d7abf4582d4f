import type { Version } from './version.ts';
import { BOTTOM, type Cut, cutAfter, cutAfterLocals, cutBefore } from './version-cut.ts';
import { rangeOfToggles, type VersionRange } from './version-range.ts';

/**
 * Something that happened to a project at a version, in the plain order of versions: no specifier's
 * rule about local labels, post-releases or pre-releases holds here. `1.0.post1` is behind `1.0`,
 * and `1.0+local` too. `version` undefined stands for the beginning.
 *
 * `last-affected-builds` is `last-affected` for whoever knows versions as releases: builds of the
 * version, which have it with a local label, are affected too.
 *
 * Source: OSV schema, `affected[].ranges[].events`.
 */
export interface VersionEvent {
  readonly kind: 'introduced' | 'fixed' | 'last-affected' | 'last-affected-builds';
  readonly version: Version | undefined;
}

/**
 * The versions that events leave affected: from each `introduced` up to, not including, the next
 * `fixed`, or up to and including the next `last-affected`; to the end without either. Events may
 * come in any order; at one version an end comes before a beginning, however they are written, so
 * `fixed: 2` and `introduced: 2` go on, and so do `last-affected: 2` and `introduced: 2`.
 *
 * Source: OSV schema, "Evaluation".
 */
export function rangeOfEvents(events: readonly VersionEvent[]): VersionRange {
  const steps = events.map(({ kind, version }) => ({ kind, version, key: version?.key ?? '' }));
  steps.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : startRank(a) - startRank(b)));
  const toggles: Cut[] = [];
  let affected = false;
  // The end that a last affected version makes lies behind it: an event in between takes its place.
  let end: Cut | undefined;
  for (const { kind, version } of steps) {
    const cut = cutOfEvent(kind, version);
    if (end !== undefined && end < cut) {
      toggles.push(end);
      affected = false;
    }
    end = undefined;
    if (kind === 'introduced' || kind === 'fixed') {
      if (affected !== (kind === 'introduced')) toggles.push(cut);
      affected = kind === 'introduced';
    } else if (affected) end = cut;
  }
  if (end !== undefined) toggles.push(end);
  return rangeOfToggles(toggles);
}

function startRank({ kind }: Pick<VersionEvent, 'kind'>): number {
  return kind === 'introduced' ? 1 : 0;
}

function cutOfEvent(kind: VersionEvent['kind'], version: Version | undefined): Cut {
  if (version === undefined) return BOTTOM;
  if (kind === 'introduced' || kind === 'fixed') return cutBefore(version);
  return kind === 'last-affected-builds' && version.local === undefined ? cutAfterLocals(version) : cutAfter(version);
}
