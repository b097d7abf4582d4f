import { formatInstant } from '../base/instant.ts';
import type { Target } from '../base/target.ts';
import type { ReportComponent, ReportFinding } from '../contract/report.ts';
import type { EvidenceName } from '../evidence/evidence.ts';
import { gather } from '../evidence/gather.ts';
import type { EvidenceSources } from '../evidence/kind.ts';
import type { ComponentSubject, Subject } from '../evidence/subject.ts';
import { Chains } from '../inventory/chains.ts';
import { type Component, componentId } from '../inventory/component.ts';
import type { InventoryProject } from '../inventory/inventory.ts';
import { type Circumstances, type Decision, decide, type Reason } from '../policy/decide.ts';
import { AUDITED, rulesJudging } from '../policy/judging.ts';
import type { Policy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import type { Waiver } from '../policy/waiver.ts';
import { mergeFindings, toFinding } from './findings.ts';
import { type ComponentAnswer, reportComponent } from './report-parts.ts';
import { isDevelopmentGroup, type ScopedComponent } from './scopes.ts';

/** Chains shown of one finding. */
const MAX_CHAINS = 5;

/** What decisions rest on. */
export interface Bench {
  readonly sources: EvidenceSources;
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly targets: readonly Target[];
  readonly projects: readonly InventoryProject[];
}

/** A component with its answer and what was found about it. */
export interface JudgedComponent {
  readonly component: ReportComponent;
  readonly findings: readonly ReportFinding[];
}

/** The ways through each project, made when something is found in it: most of many projects have nothing to tell. */
class Ways {
  readonly #projects: readonly InventoryProject[];
  readonly #chains = new Map<InventoryProject, Chains>();
  #holding: ReadonlyMap<string, ReadonlySet<InventoryProject>> | undefined;

  constructor(projects: readonly InventoryProject[]) {
    this.#projects = projects;
  }

  *of(component: Component): Generator<Chains> {
    for (const project of this.#holders(component)) {
      const chains = this.#chains.get(project) ?? new Chains(project);
      this.#chains.set(project, chains);
      yield chains;
    }
  }

  /** Projects that hold a component; where there is one, it says itself that no way leads to it. */
  #holders(component: Component): Iterable<InventoryProject> {
    if (this.#projects.length < 2) return this.#projects;
    this.#holding ??= this.#index();
    return this.#holding.get(componentId(component)) ?? [];
  }

  #index(): ReadonlyMap<string, ReadonlySet<InventoryProject>> {
    const holding = new Map<string, Set<InventoryProject>>();
    for (const project of this.#projects) {
      for (const component of project.components) {
        const id = componentId(component);
        const known = holding.get(id);
        if (known === undefined) holding.set(id, new Set([project]));
        else known.add(project);
      }
    }
    return holding;
  }
}

const EXPOSURES = ['build', 'internal', 'internet'] as const;

/** What judges files of an index only is neither asked here nor listed as not run. */
const AUDIT_RULES = rulesJudging(RULES, AUDITED);

/** Judges subjects one after the other, and keeps what a report says of the run as a whole. */
export class Judge {
  /** Rules that were not run, with the reason. */
  readonly notRun = new Map<string, string>();
  /** Waivers that covered something. */
  readonly applied = new Set<Waiver>();
  /** The earliest instant, epoch milliseconds, at which time alone could change a decision; infinite for never. */
  validUntil: number = Number.POSITIVE_INFINITY;
  readonly #bench: Bench;
  readonly #needs = new Set<EvidenceName>(AUDIT_RULES.flatMap(({ needs }) => needs));
  readonly #ways: Ways;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#ways = new Ways(bench.projects);
  }

  /** @param edges what else its report says of it */
  component({ component, targets }: ScopedComponent, edges?: ComponentAnswer): JudgedComponent {
    const subject = subjectOf(component);
    const evidence = gather(subject, this.#needs, this.#bench.sources);
    const { policy, now } = this.#bench;
    const parts = this.#parts(component, targets).map((names) => ({
      names,
      decision: decide(subject, evidence, policy, AUDIT_RULES, now, this.#circumstances(names)),
    }));
    const decision = strictest(parts);
    const reasons = parts.length === 1 ? decision.reasons : parts.flatMap((part) => part.decision.reasons);
    for (const part of parts) this.#note(part.decision);
    const findings = reasons.some(isFinding) ? this.#findings(component, subject, parts) : [];
    return { component: judged(component, targets, decision, reasons, edges), findings };
  }

  #findings(component: Component, subject: Subject, parts: readonly Part[]): ReportFinding[] {
    const chains = this.#chainsTo(component);
    const development = component.groups.length > 0 && component.groups.every(isDevelopmentGroup);
    const id = componentId(component);
    const findings = parts.flatMap(({ names, decision }) =>
      decision.reasons.flatMap(
        (reason) => toFinding(subject, reason, { component: id, targets: names, chains, development }) ?? [],
      ),
    );
    return mergeFindings(findings);
  }

  /** What is found about a project's configuration, or about the run. */
  other(subject: Subject): readonly ReportFinding[] {
    const { sources, policy, now } = this.#bench;
    const decision = decide(subject, gather(subject, this.#needs, sources), policy, AUDIT_RULES, now);
    const { reasons } = decision;
    this.#note(decision);
    const context = { component: null, targets: [], chains: [], development: false };
    return reasons.flatMap((reason) => toFinding(subject, reason, context) ?? []);
  }

  #note({ reasons, validUntil }: Decision): void {
    this.validUntil = Math.min(this.validUntil, validUntil ?? Number.POSITIVE_INFINITY);
    for (const { rule, outcome, waiver } of reasons) {
      if (outcome.outcome === 'not-run') this.notRun.set(rule, outcome.reason);
      if (waiver !== undefined) this.applied.add(waiver);
    }
  }

  /** Together, unless a waiver holds for one target only: then it is decided for each. */
  #parts({ name }: Component, targets: readonly string[]): readonly (readonly string[])[] {
    const apart = this.#bench.policy.waivers.some(
      ({ target, component }) => target !== undefined && component?.normalizedName === name,
    );
    return apart && targets.length > 1 ? targets.map((target) => [target]) : [targets];
  }

  #circumstances(names: readonly string[]): Circumstances {
    if (this.#bench.targets.length === 0) return { targets: names };
    const greatest = this.#bench.targets
      .filter(({ name }) => names.includes(name))
      .reduce((most, { exposure }) => Math.max(most, exposure === undefined ? -1 : EXPOSURES.indexOf(exposure)), -1);
    const exposure = EXPOSURES[greatest];
    return { targets: names, ...(exposure === undefined ? {} : { exposure }) };
  }

  #chainsTo(component: Component): string[][] {
    const chains: string[][] = [];
    for (const project of this.#ways.of(component)) {
      if (chains.length >= MAX_CHAINS) break;
      for (const chain of project.to(component, MAX_CHAINS - chains.length)) chains.push(chain);
    }
    return chains.sort((a, b) => a.length - b.length);
  }
}

function subjectOf(component: Component): ComponentSubject {
  const { name, version, source, hashes } = component;
  const facts = { id: componentId(component), name, origin: source, hashes };
  return version === null ? { level: 'requirement', ...facts } : { level: 'release', ...facts, version };
}

/** Whether a report says anything of a reason. */
function isFinding({ outcome }: Reason): boolean {
  return outcome.outcome === 'fail' || outcome.outcome === 'unknown';
}

const STRICTNESS = { allow: 0, hold: 1, deny: 2 } as const;

/** A decision, and the targets that it is for. */
interface Part {
  readonly names: readonly string[];
  readonly decision: Decision;
}

/** The decision that holds for a component on all of its targets together. */
function strictest(parts: readonly Part[]): Decision {
  const [first] = parts;
  if (first === undefined) throw new Error('a component is decided at least once');
  if (parts.length === 1) return first.decision;
  const decisions = parts.map(({ decision }) => decision);
  const worst = decisions.reduce((a, b) => (STRICTNESS[b.verdict] > STRICTNESS[a.verdict] ? b : a), first.decision);
  const ends = decisions.flatMap(({ validUntil }) => validUntil ?? []);
  return { ...worst, validUntil: ends.length === 0 ? null : Math.min(...ends) };
}

function judged(
  component: Component,
  targets: readonly string[],
  decision: Decision,
  all: readonly Reason[],
  edges: ComponentAnswer | undefined,
): ReportComponent {
  let unknowns: string[] | undefined;
  let affected = false;
  for (const { outcome, answers } of all) {
    if (!answers) continue;
    if (outcome.outcome === 'fail') affected = true;
    else if (outcome.outcome !== 'pass') {
      unknowns ??= [...component.reasons];
      unknowns.push(outcome.reason);
    }
  }
  const own = component.reasons;
  const reasons = unknowns === undefined && own.length < 2 ? own : [...new Set(unknowns ?? own)].sort();
  return reportComponent(component, targets, reasons, {
    answer: affected ? 'affected' : reasons.length > 0 ? 'undetermined' : 'not_affected',
    decision: {
      get id() {
        return decision.id;
      },
      verdict: decision.verdict,
      valid_until: decision.validUntil === null ? null : formatInstant(decision.validUntil),
    },
    ...edges,
  });
}
