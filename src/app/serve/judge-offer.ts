import type { NormalizedName } from '@rind/pypa';
import type { EvidenceName } from '../../evidence/evidence.ts';
import { gather } from '../../evidence/gather.ts';
import type { EvidenceSources } from '../../evidence/kind.ts';
import type { Offer } from '../../evidence/offer.ts';
import type { OfferedFile } from '../../evidence/offered-file.ts';
import type { ArtifactSubject, DistributionSubject, ReleaseSubject } from '../../evidence/subject.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import { type Circumstances, type Decision, decide } from '../../policy/decide.ts';
import { decideFile } from '../../policy/decide-file.ts';
import { bindsFiles } from '../../policy/file-binding.ts';
import { type FileLevel, gatewayRules } from '../../policy/judging.ts';
import type { Policy } from '../../policy/policy.ts';
import { RULES } from '../../policy/registry.generated.ts';
import type { Rule } from '../../policy/rule.ts';

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

/** A defect of ours lets no file out, as long as nobody says so (ADR 27). */
const FAIL_CLOSED: Circumstances = { failsClosed: true };

/** Files judged between two pauses. */
const AT_ONCE = 4;

/** Releases of which it is remembered what was decided: the files of one mostly stand together. */
const MOST_RELEASES = 100;

/**
 * Judges every file of an offer: its release, what the index says of the file, and its bytes where they are known. With
 * pauses: drive it to its end. A file whose name says no version is not judged. Each decision is handed over at
 * once, with where its file stands: nobody has to hold those of ten thousand files together.
 */
export function* judgeEach(
  bench: OfferBench,
  take: (file: OfferedFile, decision: Decision, place: number) => void,
): Generator<void, void, void> {
  const { name, offer } = bench;
  let releases = new Map<string, (file: OfferedFile) => Decision>();
  for (let place = 0; place < offer.files.length; place++) {
    if (place % AT_ONCE === AT_ONCE - 1) yield;
    const file = offer.files.at(place);
    if (file === undefined || file.parsed.kind === 'unreadable' || file.parsed.name !== name) continue;
    const { version } = file.parsed;
    // A map that is cleared leads from what it held to what it holds next, and the engine keeps all of it for a while.
    if (releases.size > MOST_RELEASES) releases = new Map();
    const release = releases.get(version) ?? judgeRelease(bench, version, file.releaseHashes);
    releases.set(version, release);
    take(file, judgeFile(bench, version, file, release(file)), place);
  }
}

/** What {@link judgeEach} decides, by file name. */
export function* judgeOffer(bench: OfferBench): Generator<void, Map<string, Decision>, void> {
  const decided = new Map<string, Decision>();
  yield* judgeEach(bench, ({ filename }, decision) => decided.set(filename, decision));
  return decided;
}

/** The rules of a level, and what they need. */
interface Judges {
  readonly rules: readonly Rule[];
  readonly needs: ReadonlySet<EvidenceName>;
}

const JUDGES: Readonly<Record<FileLevel, Judges>> = {
  release: judgesOf('release'),
  distribution: judgesOf('distribution'),
  artifact: judgesOf('artifact'),
};

function judgesOf(level: FileLevel): Judges {
  const rules = gatewayRules(RULES, level);
  // A person's word may lift what any rule finds, also of a release.
  const needs = rules.flatMap((rule): readonly EvidenceName[] => rule.needs);
  return { rules, needs: new Set<EvidenceName>([...needs, 'rulings']) };
}

/** A release is judged once for each origin of its files; for each file where something lets in single files. */
function judgeRelease(bench: OfferBench, version: string, hashes: readonly string[]): (file: OfferedFile) => Decision {
  const { name, offer, policy } = bench;
  const isApart = bindsFiles(name, offer.rulings, policy);
  const decisions = new Map<string, Decision>();
  return (file) => {
    const key = isApart ? file.filename : file.upstream;
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const subject: ReleaseSubject = {
      level: 'release',
      id: `${name}==${version}`,
      name,
      version,
      origin: originOf(bench, file.upstream),
      hashes: isApart ? hashesOf(file) : hashes,
    };
    const decision = judged(bench, subject);
    decisions.set(key, decision);
    return decision;
  };
}

function hashesOf({ pinned }: OfferedFile): readonly string[] {
  return pinned === null ? [] : [`sha256:${pinned}`];
}

function judgeFile(bench: OfferBench, version: string, file: OfferedFile, release: Decision): Decision {
  const { filename, pinned, hashes, upstream } = file;
  const { name, offer } = bench;
  const id = `${name}==${version} (${filename})`;
  const facts = { id, name, version, filename, origin: originOf(bench, upstream) };
  const subject: DistributionSubject = { level: 'distribution', hashes, ...facts };
  const decisions = { release, distribution: judged(bench, subject) };
  if (pinned === null || !offer.inspections.has(pinned)) return decideFile(decisions, RULES);
  const artifact: ArtifactSubject = { level: 'artifact', hashes: [`sha256:${pinned}`], sha256: pinned, ...facts };
  return decideFile({ ...decisions, artifact: judged(bench, artifact) }, RULES);
}

function judged(
  { sources, offer, policy, now }: OfferBench,
  subject: ReleaseSubject | DistributionSubject | ArtifactSubject,
): Decision {
  const { rules, needs } = JUDGES[subject.level];
  return decide(subject, gather(subject, needs, { ...sources, offer }), policy, rules, now, FAIL_CLOSED);
}

function originOf({ origins }: OfferBench, upstream: string): ComponentSource {
  return origins.get(upstream) ?? { kind: 'index', url: upstream };
}
