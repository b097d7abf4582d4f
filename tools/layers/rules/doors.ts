import { doorsOf, isEffect, isYard, roomOf } from '../plan.ts';
import type { Violation } from '../violation.ts';
import { type Check, violationAt } from './rule.ts';

/** `door`, `types-only`, `yard`, `effect-import`: who may import whom, and what. */
export const checkDoors: Check = (graph, plan) => {
  const found: Violation[] = [];
  for (const [path, module] of graph.modules) {
    const room = roomOf(plan, path);
    if (room === undefined) continue;
    const doors = doorsOf(plan, room);
    for (const link of module.links) {
      if (link.target.kind !== 'file') continue;
      const { path: target } = link.target;
      if (isYard(plan, target)) {
        found.push(
          violationAt('yard', module, link, {
            message: `\`${room.path}\` uses \`${target}\`, which belongs to the yard`,
            why: plan.yard.why,
            next: 'move what both need into a room',
          }),
        );
        continue;
      }
      const other = roomOf(plan, target);
      if (other === undefined) continue;
      const door = doors.get(other.path);
      if (other !== room && door === undefined) {
        const listed = [...doors.keys()].map((name) => `\`${name}\``).join(', ');
        found.push(
          violationAt('door', module, link, {
            message: `\`${room.path}\` has no door to \`${other.path}\` (${target})`,
            why: `\`${room.path}\` holds ${room.holds}; it may use ${listed || 'no other room'}`,
            next: 'hand the value in from above, move the code down, or add the door to layers.json with its reason',
          }),
        );
      } else if (door?.opening === 'types' && !link.typeOnly) {
        found.push(
          violationAt('types-only', module, link, {
            message: `\`${room.path}\` takes a value from \`${other.path}\` (${target}); the door is for types`,
            why: door.why ?? 'layers.json opens this door for types only',
            next: 'write `import type`, or hand the value in from above',
          }),
        );
      } else if (!link.typeOnly && isEffect(plan, target) && !isEffect(plan, path)) {
        found.push(
          violationAt('effect-import', module, link, {
            message: `a pure file takes a value from \`${target}\`, which touches the world`,
            why: plan.effects.why,
            next: 'take a port: `import type` here, the driver handed in by `src/compose`; or name this file for what it touches',
          }),
        );
      }
    }
  }
  return found;
};
