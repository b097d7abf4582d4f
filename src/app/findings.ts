import { createHash } from 'node:crypto';
import { lazy } from '../base/lazy.ts';
import type { ReportFinding } from '../contract/report.ts';
import type { Subject } from '../evidence/subject.ts';
import type { Reason } from '../policy/decide.ts';
import type { Waiver } from '../policy/waiver.ts';

/** What a finding says beside what was decided. */
export interface FindingContext {
  /** The component's id; null for a finding about a project or the run. */
  readonly component: string | null;
  readonly targets: readonly string[];
  readonly chains: readonly (readonly string[])[];
  readonly development: boolean;
}

type Contents = Omit<ReportFinding, 'fingerprint'>;

/** What findings are made of. `identity` is what the fingerprint is made of: equal where that is equal. */
const made = new WeakMap<ReportFinding, { readonly identity: string; readonly contents: Contents }>();

/** Its fingerprint is made when it is asked for, so no copy of a finding may be made by reading all of it. */
function findingOf(identity: string, contents: Contents): ReportFinding {
  const fingerprint = lazy(() => createHash('sha256').update(identity).digest('hex').slice(0, 32));
  const finding: ReportFinding = {
    get fingerprint() {
      return fingerprint();
    },
    ...contents,
  };
  made.set(finding, { identity, contents });
  return finding;
}

/** What a report says of a reason; nothing of a rule that was not run. */
export function toFinding(subject: Subject, reason: Reason, context: FindingContext): ReportFinding | undefined {
  const { rule, level, outcome, waiver } = reason;
  if (outcome.outcome !== 'fail' && outcome.outcome !== 'unknown') return undefined;
  const { component, targets, chains, development } = context;
  const key = outcome.outcome === 'fail' ? (outcome.advisory?.id ?? outcome.key ?? outcome.message) : outcome.reason;
  // Two records of which nobody can tell whether they apply are two findings, also where the reason is one.
  const which = outcome.outcome === 'unknown' && outcome.key !== undefined ? [outcome.key] : [];
  const identity = JSON.stringify([rule, pinOf(subject), outcome.outcome, key, ...which]);
  return findingOf(identity, {
    rule,
    component,
    level,
    outcome: outcome.outcome,
    targets,
    chains,
    ...(development ? { development: true as const } : {}),
    ...(outcome.at === undefined ? {} : { at: outcome.at }),
    ...(outcome.assumes === undefined ? {} : { assumes: outcome.assumes }),
    ...(outcome.outcome === 'fail' && outcome.advisory !== undefined ? { advisory: outcome.advisory } : {}),
    ...(waiver === undefined ? {} : { waived: waivedBy(waiver) }),
    message: outcome.message,
    ...(outcome.hint === undefined ? {} : { hint: outcome.hint }),
  });
}

/** What a finding is about, wherever it was found: a baseline must know it again when a lock moves. */
function pinOf(subject: Subject): readonly (string | null)[] {
  switch (subject.level) {
    case 'release':
      return [subject.name, subject.version];
    case 'requirement':
      return [subject.name, null];
    default:
      return [subject.level, subject.id];
  }
}

/**
 * Folds findings with one fingerprint, which speak of one name, version and flaw: from several sources,
 * or on several targets. What is waived for one of them stays apart from what is not. Keeps the order.
 */
export function mergeFindings(findings: readonly ReportFinding[]): ReportFinding[] {
  if (findings.length < 2) return [...findings];
  const merged = new Map<string, ReportFinding>();
  for (const finding of findings) {
    const key = `${made.get(finding)?.identity ?? finding.fingerprint}\n${finding.level}${finding.waived === undefined && finding.at === undefined ? '' : JSON.stringify([finding.waived ?? null, finding.at ?? null])}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? finding : united(known, finding));
  }
  return [...merged.values()];
}

function united(first: ReportFinding, second: ReportFinding): ReportFinding {
  const known = made.get(first);
  const { development, also = [], ...rest } = known?.contents ?? first;
  const others = [...also, second.component, ...(second.also ?? [])].filter(
    (id): id is string => id !== null && id !== first.component,
  );
  const chains = new Map([...first.chains, ...second.chains].map((chain) => [chain.join('\n'), chain]));
  const both: Contents = {
    ...rest,
    ...(others.length === 0 ? {} : { also: [...new Set(others)] }),
    targets: [...new Set([...first.targets, ...second.targets])],
    chains: [...chains.values()].sort((a, b) => a.length - b.length),
    ...(development && second.development ? { development } : {}),
  };
  return known === undefined ? { fingerprint: first.fingerprint, ...both } : findingOf(known.identity, both);
}

function waivedBy({ reason, owner, expiresText, origin }: Waiver): NonNullable<ReportFinding['waived']> {
  return {
    reason,
    owner,
    expires: expiresText,
    ...(origin?.at === undefined ? {} : { at: origin.at }),
    ...(origin?.tool === undefined ? {} : { tool: origin.tool }),
  };
}
