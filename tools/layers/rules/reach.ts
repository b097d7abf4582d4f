import { hasEnding, isYard, type Plan, roomOf } from '../plan.ts';
import type { Violation } from '../violation.ts';
import { type Check, violationAt } from './rule.ts';

/** `web-reach`: from a file of a browser room, no chain of value imports ends in Node or in the world. */
export const checkReach: Check = (graph, plan) => {
  const found: Violation[] = [];
  const from = new Map<string, string>();
  const queue = plan.rooms
    .filter((room) => room.browser)
    .flatMap((room) => [...graph.modules.keys()].filter((path) => roomOf(plan, path) === room));
  for (const path of queue) from.set(path, '');
  for (const path of queue) {
    const module = graph.modules.get(path);
    for (const link of module?.links ?? []) {
      if (module === undefined || link.typeOnly) continue;
      const { target } = link;
      const barred = target.kind === 'module' && target.builtin ? target.name : undefined;
      const world = target.kind === 'file' && needsNode(plan, target.path) ? target.path : undefined;
      if ((barred ?? world) !== undefined)
        found.push(
          violationAt('web-reach', module, link, {
            message: `a browser loads this file (${wayTo(from, path)}), and it needs \`${barred ?? world}\``,
            why: 'a browser has neither Node nor the world behind our ports',
            next: 'split off what the browser needs, or take only types',
          }),
        );
      else if (target.kind === 'file' && !from.has(target.path) && !isYard(plan, target.path)) {
        from.set(target.path, path);
        queue.push(target.path);
      }
    }
  }
  return found;
};

function needsNode(plan: Plan, path: string): boolean {
  const room = roomOf(plan, path);
  if (room?.browser) return false;
  return hasEnding(path, Object.keys(plan.effects.endings)) || plan.effects.rooms.includes(room?.path ?? '');
}

function wayTo(from: ReadonlyMap<string, string>, path: string): string {
  const way = [];
  for (let step: string | undefined = path; step; step = from.get(step)) way.push(`\`${step}\``);
  return way.reverse().join(' → ');
}
