import type { Graph, Link } from '../../source/graph.ts';
import type { Violation } from '../violation.ts';
import { type Check, violationAt } from './rule.ts';

/** `cycle`: no circle of imports, types counted. One report for each knot: its shortest circle. */
export const checkCycles: Check = (graph) => {
  const found: Violation[] = [];
  for (const knot of knots(graph)) {
    const circle = shortestCircle(graph, knot);
    const [first = '', second = ''] = circle;
    const module = graph.modules.get(first);
    if (module === undefined) continue;
    const link = filesOf(graph, first).find(([path]) => path === second)?.[1];
    const beside = knot.size > circle.length - 1 ? `; ${knot.size} files hang in this knot` : '';
    found.push(
      violationAt('cycle', module, link, {
        message: `${circle.map((path) => `\`${path}\``).join(' → ')}${beside}`,
        why: 'files in a circle are one file that cannot be read, tested or moved by parts; types bind as values do',
        next: 'move what both need into a file below them',
      }),
    );
  }
  return found;
};

function filesOf(graph: Graph, path: string): [string, Link][] {
  return (graph.modules.get(path)?.links ?? []).flatMap((link): [string, Link][] =>
    link.target.kind === 'file' ? [[link.target.path, link]] : [],
  );
}

/** The strongly connected components that hold a circle (Tarjan's way, in one pass). */
function knots(graph: Graph): Set<string>[] {
  const found: Set<string>[] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();

  const visit = (path: string): number => {
    const own = index.size;
    let lowest = own;
    index.set(path, own);
    stack.push(path);
    onStack.add(path);
    for (const [next] of filesOf(graph, path)) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (onStack.has(next)) lowest = Math.min(lowest, index.get(next) ?? lowest);
    }
    low.set(path, lowest);
    if (lowest === own) {
      const knot = new Set(stack.splice(stack.lastIndexOf(path)));
      for (const member of knot) onStack.delete(member);
      if (knot.size > 1 || filesOf(graph, path).some(([next]) => next === path)) found.push(knot);
    }
    return lowest;
  };
  for (const path of graph.modules.keys()) if (!index.has(path)) visit(path);
  return found;
}

/** The shortest circle inside a knot, first file repeated at its end. */
function shortestCircle(graph: Graph, knot: ReadonlySet<string>): string[] {
  let best: string[] | undefined;
  for (const start of [...knot].sort()) {
    const circle = circleFrom(graph, knot, start);
    if (best === undefined || circle.length < best.length) best = circle;
  }
  return best ?? [];
}

/** Breadth first from a file until an import leads back to it. */
function circleFrom(graph: Graph, knot: ReadonlySet<string>, start: string): string[] {
  const from = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const [next] of filesOf(graph, path)) {
      if (next === start) {
        const back = [start];
        for (let step = path; step !== start; step = from.get(step) ?? start) back.push(step);
        return [start, ...back.slice(1).reverse(), start];
      }
      if (!knot.has(next) || from.has(next)) continue;
      from.set(next, path);
      queue.push(next);
    }
  }
  return [];
}
