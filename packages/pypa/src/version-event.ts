import type { Version } from './version.ts';
import { BOTTOM, type Cut, cutAfter, cutBefore } from './version-cut.ts';
import { rangeOfToggles, type VersionRange } from './version-range.ts';

/**
 * Something that happened to a project at a version, in the plain order of versions: no specifier's
 * rule about local labels, post-releases or pre-releases holds here. `1.0.post1` is behind `1.0`,
 * and `1.0+local` too. `version` undefined stands for the beginning.
 *
 * Source: OSV schema, `affected[].ranges[].events`.
 */
export interface VersionEvent {
  readonly kind: 'introduced' | 'fixed' | 'last-affected';
  readonly version: Version | undefined;
}

/**
 * The versions that events leave affected: from each `introduced` up to, not including, the next
 * `fixed`, or up to and including the next `last-affected`; to the end without either. Events may
 * come in any order; those at one place are taken in the order given, so `fixed: 2, introduced: 2`
 * goes on and `introduced: 2, fixed: 2` holds nothing.
 *
 * Source: OSV schema, "Evaluation".
 */
export function rangeOfEvents(events: readonly VersionEvent[]): VersionRange {
  const steps = events.map((event) => ({ cut: cutOfEvent(event), starts: event.kind === 'introduced' }));
  steps.sort((a, b) => (a.cut < b.cut ? -1 : a.cut > b.cut ? 1 : 0));
  const toggles: Cut[] = [];
  let affected = false;
  for (const { cut, starts } of steps) {
    if (starts !== affected) toggles.push(cut);
    affected = starts;
  }
  return rangeOfToggles(toggles);
}

function cutOfEvent({ kind, version }: VersionEvent): Cut {
  if (version === undefined) return BOTTOM;
  return kind === 'last-affected' ? cutAfter(version) : cutBefore(version);
}
