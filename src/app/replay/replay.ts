import type { NormalizedName } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import type { Decision } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import { judgeOffer } from '../serve/judge-offer.ts';
import { makeOffer, type PinnedFile } from '../serve/make-offer.ts';
import { advisoriesAsOf, type DatedRuling, pinsAsOf, publishedAt, rulingsAsOf } from './as-of.ts';

/** A policy, and since when it held. */
export interface DatedPolicy {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly policy: Policy;
}

/** Everything that is kept about a project. */
export interface ReplayGrounds {
  readonly name: NormalizedName;
  readonly files: readonly PinnedFile[];
  readonly inspections: ReadonlyMap<string, InspectedArtifact>;
  readonly rulings: readonly DatedRuling[];
  /** Oldest first. One that holds for all time begins at minus infinity. */
  readonly policies: readonly DatedPolicy[];
  readonly advisories: AdvisoryStore | undefined;
  readonly indexes: readonly { readonly url: string; readonly mirrors?: 'pypi' }[];
  readonly origins: ReadonlyMap<string, ComponentSource>;
}

/**
 * What would have been decided at an instant, by file name; undefined where no policy of then is kept. With pauses, for others
 * may wait meanwhile: drive it to its end.
 */
export function* replaying(
  grounds: ReplayGrounds,
  instant: number,
): Generator<void, ReadonlyMap<string, Decision> | undefined, void> {
  const policy = grounds.policies.findLast(({ since }) => since <= instant)?.policy;
  if (policy === undefined) return undefined;
  const { name, inspections, rulings, advisories, indexes, origins } = grounds;
  const offer = yield* makeOffer({
    files: pinsAsOf(grounds.files, instant),
    pages: [],
    inspections,
    rulings: rulingsAsOf(rulings, instant),
    inUse: [],
    now: instant,
  });
  return yield* judgeOffer({
    name,
    offer,
    policy,
    now: instant,
    origins,
    sources: { indexes, ...(advisories === undefined ? {} : { advisories: advisoriesAsOf(advisories, instant) }) },
  });
}

/** A file at the first instant at which it would have been refused. */
export interface FirstRefusal {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly filename: string;
  readonly decision: Decision;
}

/** Instants that are looked at: beyond, an answer would take minutes. */
const MOST_INSTANTS = 5000;

/** A span of time. Instants are epoch milliseconds; both ends are in it. */
export interface ReplaySpan {
  readonly from: number;
  readonly to: number;
}

/**
 * The first instant of a span at which one of the files that are meant would have been refused; undefined for never, and
 * `too-many` where more happened in the span than is looked at. Only what happened in between, and time itself, can
 * change a decision: nothing else is looked at. With pauses: drive it to its end.
 */
export function* searching(
  grounds: ReplayGrounds,
  isMeant: (filename: string, decision: Decision) => boolean,
  { from, to }: ReplaySpan,
): Generator<void, FirstRefusal | 'too-many' | undefined, void> {
  const instants = happenings(grounds).filter((instant) => instant > from && instant <= to);
  let looked = 0;
  for (let at: number | undefined = from; at !== undefined; ) {
    if (++looked > MOST_INSTANTS) return 'too-many';
    // What one instant may cost is not used up by those before.
    grounds.advisories?.again();
    const decided: ReadonlyMap<string, Decision> = (yield* replaying(grounds, at)) ?? new Map();
    yield;
    const refused = [...decided].find(
      ([filename, decision]) => decision.verdict !== 'allow' && isMeant(filename, decision),
    );
    if (refused !== undefined) return { at, filename: refused[0], decision: refused[1] };
    const now: number = at;
    const ends: number[] = [...decided.values()].flatMap(({ validUntil }) => validUntil ?? []);
    const next: number[] = [...instants, ...ends].filter((instant) => instant > now && instant <= to);
    at = next.length === 0 ? undefined : next.reduce((a, b) => Math.min(a, b));
  }
  return undefined;
}

/** Every instant at which something that decisions rest on was another than before, in order. */
function happenings({ name, files, rulings, policies, advisories }: ReplayGrounds): readonly number[] {
  const published = advisories?.forProject(name)?.flatMap((advisory) => publishedAt(advisories, advisory) ?? []) ?? [];
  const all = [
    ...files.flatMap(({ pin }) => [pin.firstSeen, ...(pin.gone === null ? [] : [pin.gone])]),
    ...rulings.flatMap(({ made, removed, expires }) => [made, removed, expires].filter((instant) => instant !== null)),
    ...policies.map(({ since }) => since),
    ...published,
  ];
  return [...new Set(all)].filter(Number.isFinite).sort((a, b) => a - b);
}
