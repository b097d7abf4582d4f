import type { Report } from '../contract/report.ts';

/** What asks for what, as far as a report says. */
interface ComponentGraph {
  /** Every component, and before them what was audited, with the ids that it asks for. */
  readonly edges: readonly (readonly [id: string, dependsOn: readonly string[]])[];
  /** Whether each component says what it asks for; otherwise only the ways of findings are known. */
  readonly complete: boolean;
}

/** The graph of a report's components below `root`, which stands for what was audited. */
export function componentGraph({ components, findings }: Report, root: string): ComponentGraph {
  const edges = new Map<string, Set<string>>([[root, new Set()]]);
  for (const { id } of components) edges.set(id, new Set());
  const connect = (from: string, to: string) => {
    if (edges.has(to) && from !== to) edges.get(from)?.add(to);
  };
  for (const { id, dependencies = [], direct } of components) {
    if (direct === true) connect(root, id);
    for (const other of dependencies) connect(id, other);
  }
  for (const chain of new Set(findings.flatMap(({ chains }) => chains))) {
    for (const [i, id] of chain.entries()) connect(chain[i - 1] ?? root, id);
  }
  return {
    edges: Array.from(edges, ([id, to]) => [id, [...to]]),
    complete: components.length > 0 && components.every(({ dependencies }) => dependencies !== undefined),
  };
}
