import type { Evidence, EvidenceName } from './evidence.ts';
import type { Gathered } from './gathered.ts';
import type { EvidenceKind, EvidenceSources } from './kind.ts';
import { EVIDENCE_KINDS } from './registry.generated.ts';
import type { Subject, SubjectLevel } from './subject.ts';

/**
 * Collects the kinds of evidence that rules need about a subject: the one way by which every door
 * learns anything. A collector that throws yields `unknown` with the reason, never silence; a kind
 * that cannot speak of such a subject is absent.
 */
export function gather(subject: Subject, needs: ReadonlySet<EvidenceName>, sources: EvidenceSources): Evidence {
  const gathered: Record<string, Gathered<unknown>> = {};
  for (const kind of wanted(subject.level, needs)) gathered[kind.name] = collect(kind, subject, sources);
  return gathered;
}

type AnyKind = EvidenceKind<string, unknown>;

const byNeeds = new WeakMap<ReadonlySet<EvidenceName>, Map<SubjectLevel, readonly AnyKind[]>>();

/** The kinds that are needed of subjects of a level; a run asks it of each. */
function wanted(level: SubjectLevel, needs: ReadonlySet<EvidenceName>): readonly AnyKind[] {
  const byLevel = byNeeds.get(needs) ?? new Map<SubjectLevel, readonly AnyKind[]>();
  byNeeds.set(needs, byLevel);
  const known = byLevel.get(level);
  if (known !== undefined) return known;
  const kinds = EVIDENCE_KINDS.filter((kind) => needs.has(kind.name) && kind.levels.includes(level));
  byLevel.set(level, kinds);
  return kinds;
}

function collect(kind: AnyKind, subject: Subject, sources: EvidenceSources): Gathered<unknown> {
  try {
    return kind.collect(subject, sources);
  } catch (error) {
    return { state: 'unknown', reason: `collecting \`${kind.name}\` failed: ${String(error)}`, failed: true };
  }
}
