import { type Condition, evaluateMarker, formatMarker, type MarkerEnvironment, parseMarker } from '@rind/pypa';
import { type Component, componentId } from './component.ts';

/** A part of what a project may install: for whom, and where. */
export interface Scope {
  /** Where it is installed; absent for anywhere. */
  readonly environment?: MarkerEnvironment;
  /** Whether what a group brings in counts: `""` for the project's own dependencies, a group, `extra:NAME`. */
  wants(group: string): boolean;
}

/** Says which components, by id, a scope installs. */
export type Selection = (scope: Scope) => ReadonlySet<string>;

/** What a scope installs of components that say themselves who brings them in, and when. */
export function selectListed(components: readonly Component[]): Selection {
  return (scope) => {
    const holds = new MarkerTruth(scope.environment);
    return new Set(
      components
        .filter(({ groups, marker }) => (groups.length === 0 || groups.some(scope.wants)) && holds.of(marker))
        .map(componentId),
    );
  };
}

/** What a scope installs of components whose own conditions say both who brings them in, and when. */
export function selectConditional(items: readonly { readonly id: string; when(scope: Scope): Condition }[]): Selection {
  return (scope) => {
    const holds = new MarkerTruth(scope.environment);
    return new Set(items.filter(({ when }) => holds.ofCondition(when(scope))).map(({ id }) => id));
  };
}

/** Whether markers hold in an environment; one that cannot be evaluated does, which hides nothing. */
export class MarkerTruth {
  readonly #environment: MarkerEnvironment | undefined;
  readonly #known = new Map<string, boolean>();

  constructor(environment: MarkerEnvironment | undefined) {
    this.#environment = environment;
  }

  /** As {@link of}, of what was worked out about markers. */
  ofCondition(condition: Condition): boolean {
    return typeof condition === 'boolean' ? condition : this.of(formatMarker(condition));
  }

  of(marker: string | undefined): boolean {
    if (marker === undefined || this.#environment === undefined) return true;
    const known = this.#known.get(marker);
    if (known !== undefined) return known;
    const parsed = parseMarker(marker);
    const truth = parsed.ok ? evaluateMarker(parsed.value, this.#environment) : undefined;
    const holds = truth === undefined || !truth.ok || truth.value;
    this.#known.set(marker, holds);
    return holds;
  }
}
