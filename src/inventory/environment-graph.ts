import type { NormalizedName } from '@rind/pypa';
import type { Component } from './component.ts';
import type { MarkerJudge } from './environment-markers.ts';
import { type InstalledDistribution, installedComponent } from './installed-distribution.ts';
import { type LockEdge, type LockEntry, type Reach, reachEntries } from './lock-graph.ts';

/** Extras asked of one project that are followed. */
const MAX_EXTRAS = 200;
/** Requirements looked at for all extras together; extras after that are not followed. */
const MAX_EXTRA_WORK = 2_000_000;

interface Entry extends LockEntry {
  readonly distribution: InstalledDistribution;
}

/** The distributions of an environment as components, with the arrows between them. */
export interface InstalledGraph {
  readonly components: readonly Component[];
  readonly roots: readonly NormalizedName[];
}

/**
 * Draws the arrows of an environment: `Requires-Dist` where its marker may hold, between what is installed.
 * Roots are what the project itself requires and what was asked for by name; an environment does not tell
 * who asked for extras, so whatever nothing else brings in is a root as well.
 */
export function installedGraph(distributions: readonly InstalledDistribution[], judge: MarkerJudge): InstalledGraph {
  const installed = new Set(distributions.map(({ name }) => name));
  const asked = askedExtras(distributions);
  let work = 0;
  const entries: Entry[] = distributions.map((distribution) => {
    const dependencies = edgesOf(distribution, '', installed, judge);
    const known = new Set(dependencies.map(edgeKey));
    const optional = new Map<NormalizedName, LockEdge[]>();
    for (const extra of asked.get(distribution.name) ?? []) {
      work += distribution.requires.length;
      if (work > MAX_EXTRA_WORK) break;
      optional.set(
        extra,
        edgesOf(distribution, extra, installed, judge).filter((edge) => !known.has(edgeKey(edge))),
      );
    }
    return { name: distribution.name, version: distribution.version, dependencies, optional, distribution };
  });
  const roots = rootEdges(entries);
  const reached = reachEntries(entries, [{ group: '', edges: roots }]);
  const members = new Set(entries.filter(({ distribution }) => distribution.source === 'root').map(({ name }) => name));
  return {
    components: entries.flatMap((entry) => toComponent(entry, reached.get(entry)) ?? []),
    roots: [...new Set(roots.map(({ name }) => name))].filter((name) => !members.has(name)).sort(),
  };
}

/** Extras that some requirement asks of a project: others bring nothing in. */
function askedExtras(distributions: readonly InstalledDistribution[]): Map<NormalizedName, Set<NormalizedName>> {
  const asked = new Map<NormalizedName, Set<NormalizedName>>();
  for (const { requires } of distributions)
    for (const { normalizedName, normalizedExtras } of requires) {
      if (normalizedExtras.length === 0) continue;
      const known = asked.get(normalizedName) ?? new Set();
      asked.set(normalizedName, known);
      for (const extra of normalizedExtras) if (known.size < MAX_EXTRAS) known.add(extra);
    }
  return asked;
}

function edgesOf(
  { requires }: InstalledDistribution,
  extra: string,
  installed: ReadonlySet<NormalizedName>,
  judge: MarkerJudge,
): LockEdge[] {
  return requires.flatMap(({ normalizedName, normalizedExtras, marker }) =>
    installed.has(normalizedName) && judge.mayHold(marker, extra)
      ? [{ name: normalizedName, extras: normalizedExtras }]
      : [],
  );
}

function edgeKey({ name, extras }: LockEdge): string {
  return `${name}[${extras.join()}]`;
}

function rootEdges(entries: readonly Entry[]): LockEdge[] {
  const roots: LockEdge[] = [];
  const reached = new Set<NormalizedName>();
  const byName = Map.groupBy(entries, ({ name }) => name);
  const visit = (name: NormalizedName) => {
    for (let waiting = [name], next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      for (const { dependencies, optional } of byName.get(next) ?? [])
        for (const edges of [dependencies, ...optional.values()]) for (const edge of edges) waiting.push(edge.name);
    }
  };
  const root = (name: NormalizedName) => {
    roots.push({ name, extras: [] });
    visit(name);
  };
  for (const { name, dependencies, distribution } of entries) {
    if (distribution.source === 'root') {
      visit(name);
      for (const edge of dependencies) {
        roots.push(edge);
        visit(edge.name);
      }
    } else if (distribution.isRequested) root(name);
  }
  const required = new Set<NormalizedName>();
  for (const { name, dependencies } of entries)
    for (const edge of dependencies) if (edge.name !== name) required.add(edge.name);
  for (const { name } of entries) if (!reached.has(name) && !required.has(name)) root(name);
  // What is left requires itself in a circle.
  for (const { name } of entries) if (!reached.has(name)) root(name);
  return roots;
}

function toComponent({ distribution, dependencies, optional }: Entry, reach: Reach | undefined): Component | undefined {
  const extras = [...(reach?.extras ?? [])].sort();
  const edges = [...dependencies, ...extras.flatMap((extra) => optional.get(extra) ?? [])];
  const requires = [...new Set(edges.map(({ name }) => name))].filter((name) => name !== distribution.name).sort();
  return installedComponent(distribution, extras, requires);
}
