import type { Evidence, EvidenceName } from './evidence.ts';
import type { Gathered } from './gathered.ts';
import type { EvidenceKind, EvidenceSources } from './kind.ts';
import { EVIDENCE_KINDS } from './registry.generated.ts';
import type { Subject } from './subject.ts';

/**
 * Collects the kinds of evidence that rules need about a subject: the one way by which every door
 * learns anything. A collector that throws yields `unknown` with the reason, never silence; a kind
 * that cannot speak of such a subject is absent.
 */
export function gather(subject: Subject, needs: ReadonlySet<EvidenceName>, sources: EvidenceSources): Evidence {
  const gathered: Record<string, Gathered<unknown>> = {};
  for (const kind of EVIDENCE_KINDS) {
    const isWanted = needs.has(kind.name) && kind.levels.includes(subject.level);
    if (isWanted) gathered[kind.name] = collect(kind, subject, sources);
  }
  return gathered;
}

function collect(kind: EvidenceKind<string, unknown>, subject: Subject, sources: EvidenceSources): Gathered<unknown> {
  try {
    return kind.collect(subject, sources);
  } catch (error) {
    return { state: 'unknown', reason: `collecting \`${kind.name}\` failed: ${String(error)}` };
  }
}
