import type { Backfilling } from '../app/serve/backfilling.ts';
import type { Memory } from '../app/serve/memory.ts';
import type { Standing } from '../app/serve/standing.ts';
import { artifactOf } from './gateway-blobs.ts';
import type { GatewayState } from './gateway-state.ts';

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/** Files that were looked into, and are not given out. With pauses. */
export function* deniedFiles({ files }: Standing): Generator<void, string[], void> {
  const hashes: string[] = [];
  for (let at = 0; at < files.denied.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.denied.at(at);
    if (file?.isJudged === true && file.sha256 !== null) hashes.push(file.sha256);
  }
  return hashes;
}

/** What is remembered of files, as decisions ask for it. */
export function memoryOf(
  { pins, inspections, downloads, sidecars }: GatewayState,
  backfilling: Backfilling,
  now: () => number,
): Memory {
  return {
    date: (upstream, project, files) => backfilling.fill(upstream, project, files),
    pins: (upstream, project) => pins.of(upstream, project),
    sidecars: (upstream, project) => sidecars.hashes(upstream, project),
    pin: (upstream, project, files) => pins.add(upstream, project, files, now()),
    mark: (upstream, filenames, gone) => pins.mark(upstream, filenames, gone),
    inUse: (project) => downloads.versions(project),
    inspections: async (hashes) => {
      const found = await inspections.bodies(hashes);
      return new Map([...found].map(([sha256, { body, size }]) => [sha256, { artifact: artifactOf(body), size }]));
    },
  };
}
