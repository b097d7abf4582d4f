import type { NormalizedName } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { ServedFile } from '../../evidence/downloads.sql.ts';
import type { EvidenceName } from '../../evidence/evidence.ts';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { FileOrigin } from '../../evidence/pins.sql.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import type { ComponentSource } from '../../inventory/component.ts';
import type { Decision, Reason } from '../../policy/decide.ts';
import { denialOf } from '../../policy/denial.ts';
import type { Policy } from '../../policy/policy.ts';
import { RULES } from '../../policy/registry.generated.ts';
import { judgeOffer } from '../serve/judge-offer.ts';
import { makeOffer, type PinnedFile } from '../serve/make-offer.ts';
import { rememberedFile } from '../serve/remembered-file.ts';

/** What is known of an upstream, for who judges its files without asking it. */
export interface KnownUpstream {
  readonly url: string;
  readonly mirrors: 'pypi' | undefined;
}

/** What served files of one project are judged by: nothing is asked for outside. */
export interface ServedBench {
  readonly name: NormalizedName;
  readonly served: readonly ServedFile[];
  readonly origins: ReadonlyMap<string, FileOrigin>;
  readonly inspections: ReadonlyMap<string, InspectedArtifact>;
  /** By name; the empty one stands for the team's own. */
  readonly upstreams: ReadonlyMap<string, KnownUpstream>;
  readonly advisories: AdvisoryStore | undefined;
  policy(view: string): Policy;
  rulings(view: string): readonly Ruling[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A file that went out, and would not go out any more for what is known of it now. */
export interface AffectedFile {
  readonly file: ServedFile;
  readonly verdict: 'hold' | 'deny';
  readonly rule: string;
  /** The advisory that weighs most, by each of its ids; empty where it is none. */
  readonly advisories: readonly string[];
  readonly summary: string;
}

/**
 * Rules that need no more than this can be judged of a file that went out: it is remembered with it. What an index says
 * of the day is not remembered: that it took a file back is noticed when its page is read (`withdrawn-files.ts`), and
 * that a file is young says nothing of one that somebody has already.
 */
const REMEMBERED: ReadonlySet<EvidenceName> = new Set<EvidenceName>([
  'advisories',
  'declaration',
  'inspection',
  'malware',
  'rulings',
]);

const JUDGED: ReadonlySet<string> = new Set(
  RULES.filter(({ needs }) => needs.length > 0 && needs.every((need) => REMEMBERED.has(need))).map(({ id }) => id),
);

/** Judges the files of a project that went out, each as often as there are views that it went through. With pauses. */
export function* judgeServed(bench: ServedBench): Generator<void, AffectedFile[], void> {
  const { name, served, inspections, advisories, now } = bench;
  const affected: AffectedFile[] = [];
  for (const view of new Set(served.map((file) => file.view))) {
    const files = served.filter((file) => file.view === view);
    const pinned = files.map((file) => pinnedFile(file, bench));
    const offer = yield* makeOffer({
      files: pinned,
      pages: [],
      inspections,
      rulings: bench.rulings(view),
      inUse: [...new Set(files.map(({ version }) => version))],
      now,
    });
    const decided = yield* judgeOffer({
      name,
      offer,
      policy: bench.policy(view),
      now,
      origins: new Map(pinned.map(({ upstream }) => [upstream, originOf(upstream, bench)])),
      sources: {
        indexes: [...bench.upstreams.values()].map(({ url, mirrors }) => ({
          url,
          ...(mirrors === undefined ? {} : { mirrors }),
        })),
        ...(advisories === undefined ? {} : { advisories }),
      },
    });
    for (const file of files) {
      const decision = decided.get(file.filename);
      const found = decision === undefined ? undefined : affectedFile(file, decision);
      if (found !== undefined) affected.push(found);
    }
    yield;
  }
  return affected;
}

function affectedFile(file: ServedFile, { reasons }: Decision): AffectedFile | undefined {
  const counting = reasons.filter(counts);
  const verdict = counting.some(({ level }) => level === 'deny') ? 'deny' : 'hold';
  const denial = counting.length === 0 ? undefined : denialOf({ verdict, reasons: counting }, RULES);
  if (denial === undefined) return undefined;
  const { rule, summary } = denial;
  const ids = counting
    .filter((reason) => reason.rule === rule)
    .flatMap(({ outcome }) =>
      outcome.outcome === 'fail' && outcome.advisory !== undefined
        ? [outcome.advisory.id, ...outcome.advisory.aliases]
        : [],
    );
  return { file, verdict, rule, advisories: [...new Set(ids)], summary };
}

/** A failure of a rule that can be judged so. What cannot be told is none: nothing became known of the file. */
function counts({ rule, level, outcome, waiver }: Reason): boolean {
  if (outcome.outcome !== 'fail' || waiver !== undefined) return false;
  return (level === 'deny' || level === 'hold') && JUDGED.has(rule);
}

function originOf(upstream: string, { upstreams }: ServedBench): ComponentSource {
  const known = upstreams.get(upstream);
  if (known?.mirrors === 'pypi') return { kind: 'index' };
  return { kind: 'index', url: known?.url ?? 'rind:own' };
}

function pinnedFile({ filename, sha256 }: ServedFile, { origins, upstreams, now }: ServedBench): PinnedFile {
  const origin = origins.get(sha256);
  const upstream = origin?.upstream ?? '';
  const mirrors = upstreams.get(upstream)?.mirrors;
  return {
    file: rememberedFile({ filename, sha256 }),
    upstream,
    trust: origin === undefined ? 'own' : mirrors === 'pypi' ? 'pypi' : 'other',
    pin: {
      filename,
      sha256,
      firstSeen: origin?.firstSeen ?? now,
      gone: null,
      uploaded: origin?.uploaded ?? null,
    },
    sidecarSha256: null,
  };
}
