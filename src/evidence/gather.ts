import type { Evidence, EvidenceName } from './evidence.ts';
import type { Gathered } from './gathered.ts';
import type { EvidenceKind, EvidenceSources } from './kind.ts';
import { EVIDENCE_KINDS } from './registry.generated.ts';
import type { Subject } from './subject.ts';

/**
 * Collects the kinds of evidence that rules need about a subject: the one way by which every door
 * learns anything. A collector that throws yields `unknown` with the reason, never silence.
 */
export function gather(subject: Subject, needs: ReadonlySet<EvidenceName>, sources: EvidenceSources): Evidence {
  const wanted = EVIDENCE_KINDS.filter((kind) => needs.has(kind.name));
  return Object.fromEntries(wanted.map((kind) => [kind.name, collect(kind, subject, sources)]));
}

function collect<V>(kind: EvidenceKind<string, V>, subject: Subject, sources: EvidenceSources): Gathered<V> {
  try {
    return kind.collect(subject, sources);
  } catch (error) {
    return { state: 'unknown', reason: `collecting \`${kind.name}\` failed: ${String(error)}` };
  }
}
