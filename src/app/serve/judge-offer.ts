import type { NormalizedName } from '@rind/pypa';
import { gather } from '../../evidence/gather.ts';
import type { EvidenceSources } from '../../evidence/kind.ts';
import type { Offer } from '../../evidence/offer.ts';
import type { OfferedFile } from '../../evidence/offered-file.ts';
import type { ReleaseFacts } from '../../evidence/release-facts.ts';
import type { ArtifactSubject, DistributionSubject, ReleaseSubject } from '../../evidence/subject.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import { type Decision, decide } from '../../policy/decide.ts';
import { type FileDecision, uniteDecisions } from '../../policy/file-decision.ts';
import type { Policy } from '../../policy/policy.ts';
import { NEEDS, RULES } from '../../policy/rules-needed.ts';

/** What files are judged by. */
export interface OfferBench {
  readonly name: NormalizedName;
  readonly offer: Offer;
  /** Everything but the offer. */
  readonly sources: EvidenceSources;
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Where files of an upstream come from, as rules see it; by the upstream's name, empty for the team's own. */
  readonly origins: ReadonlyMap<string, ComponentSource>;
}

/** Files judged between two pauses. */
const AT_ONCE = 16;

/**
 * Judges every file of an offer: its release, what the index says of the file, and its bytes where they are known. With
 * pauses: drive it to its end. A file whose name says no version is not judged, and not in the answer.
 */
export function* judgeOffer(bench: OfferBench): Generator<void, Map<string, FileDecision>, void> {
  const { name, offer } = bench;
  const releases = new Map<string, OfferedFile[]>();
  for (const file of offer.files.values()) {
    const { parsed } = file;
    if (parsed.kind === 'unreadable' || parsed.name !== name) continue;
    const same = releases.get(parsed.version);
    if (same === undefined) releases.set(parsed.version, [file]);
    else same.push(file);
  }
  const decided = new Map<string, FileDecision>();
  let count = 0;
  for (const [version, files] of releases) {
    const release = judgeRelease(bench, version, files);
    for (const file of files) {
      decided.set(file.filename, judgeFile(bench, version, file, release(file)));
      if (++count % AT_ONCE === 0) yield;
    }
  }
  return decided;
}

/** A release is judged once for each origin of its files. */
function judgeRelease(
  bench: OfferBench,
  version: string,
  files: readonly OfferedFile[],
): (file: OfferedFile) => Decision {
  const decisions = new Map<string, Decision>();
  return ({ upstream }) => {
    const known = decisions.get(upstream);
    if (known !== undefined) return known;
    const id = `${bench.name}==${version}`;
    const hashes = files.flatMap(({ pinned }) => (pinned === null ? [] : [`sha256:${pinned}`]));
    const subject: ReleaseSubject = {
      level: 'release',
      id,
      name: bench.name,
      version,
      origin: originOf(bench, upstream),
      hashes,
    };
    const releases = new Map([[id, factsOf(bench.offer, files)]]);
    const decision = judged(bench, subject, { ...bench.sources, offer: bench.offer, releases });
    decisions.set(upstream, decision);
    return decision;
  };
}

function judgeFile(bench: OfferBench, version: string, file: OfferedFile, release: Decision): FileDecision {
  const { filename, pinned, hashes, upstream } = file;
  const facts = { name: bench.name, version, filename, origin: originOf(bench, upstream) };
  const sources = { ...bench.sources, offer: bench.offer };
  const id = `${bench.name}==${version} (${filename})`;
  const distribution: DistributionSubject = { level: 'distribution', id, hashes, ...facts };
  const decisions = [release, judged(bench, distribution, sources)];
  if (pinned !== null && bench.offer.inspections.has(pinned)) {
    const artifact: ArtifactSubject = {
      level: 'artifact',
      id,
      hashes: [`sha256:${pinned}`],
      sha256: pinned,
      ...facts,
    };
    decisions.push(judged(bench, artifact, sources));
  }
  return uniteDecisions(decisions);
}

function judged(
  { policy, now }: OfferBench,
  subject: ReleaseSubject | DistributionSubject | ArtifactSubject,
  sources: EvidenceSources,
): Decision {
  return decide(subject, gather(subject, NEEDS, sources), policy, RULES, now);
}

function originOf({ origins }: OfferBench, upstream: string): ComponentSource {
  return origins.get(upstream) ?? { kind: 'index', url: upstream };
}

/** What the page says of a release as a whole. Source: PEP 592: a release is yanked when every file of it is. */
function factsOf({ project }: Offer, files: readonly OfferedFile[]): ReleaseFacts {
  const yanked = files.every((file) => file.yanked !== null);
  const reason = files.find((file) => file.yanked !== null && file.yanked !== '')?.yanked ?? undefined;
  const times = files.flatMap(({ claimedAt, backfilledAt }) => claimedAt ?? backfilledAt ?? []);
  return {
    yanked,
    ...(yanked && reason !== undefined ? { yankedReason: reason } : {}),
    status: project.status,
    ...(project.statusReason === '' ? {} : { statusReason: project.statusReason }),
    uploadedAt: times.length < files.length ? null : times.reduce((latest, at) => Math.max(latest, at), 0),
  };
}
