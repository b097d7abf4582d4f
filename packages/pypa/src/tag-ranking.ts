import { type BuildTag, compareBuildTags } from './build-tag.ts';
import { formatTag, type Tag, type TagSet } from './tag.ts';

/** Supported tags by text, each with its rank: 0 is best. Make one with {@link rankTags}. */
export type TagRanking = ReadonlyMap<string, number>;

/** What {@link bestWheel} needs to know of a wheel; a parsed file name has it. */
export interface RankedWheel {
  readonly tags: TagSet;
  readonly build: BuildTag | undefined;
}

/** Indexes a list of supported tags, best first. A tag that stands twice keeps its better rank. */
export function rankTags(supported: readonly Tag[]): TagRanking {
  const ranking = new Map<string, number>();
  for (const [rank, tag] of supported.entries()) {
    const text = formatTag(tag);
    if (!ranking.has(text)) ranking.set(text, rank);
  }
  return ranking;
}

/**
 * The best rank that any tag of the set has; smaller is better; undefined: the target supports none.
 *
 * Source: PEP 425, "Use": the index in the supported list breaks the tie between wheels.
 */
export function tagPriority(ranking: TagRanking, set: TagSet): number | undefined {
  let best: number | undefined;
  for (const interpreter of set.interpreters) {
    for (const abi of set.abis) {
      for (const platform of set.platforms) {
        const rank = ranking.get(`${interpreter}-${abi}-${platform}`);
        if (rank !== undefined && (best === undefined || rank < best)) best = rank;
      }
    }
  }
  return best;
}

/**
 * The wheel that an installer takes among wheels of one version: best tag, then highest build tag,
 * then first given. Undefined: none is supported.
 */
export function bestWheel<Wheel extends RankedWheel>(ranking: TagRanking, wheels: readonly Wheel[]): Wheel | undefined {
  let best: { wheel: Wheel; rank: number } | undefined;
  for (const wheel of wheels) {
    const rank = tagPriority(ranking, wheel.tags);
    if (rank === undefined) continue;
    const order = best === undefined ? -1 : rank - best.rank || compareBuildTags(best.wheel.build, wheel.build);
    if (order < 0) best = { wheel, rank };
  }
  return best?.wheel;
}
