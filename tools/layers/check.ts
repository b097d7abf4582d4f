import { readGraph } from '../source/graph.ts';
import { checkPlan, readPlan } from './plan.ts';
import { checkCycles } from './rules/cycles.ts';
import { checkDoors } from './rules/doors.ts';
import { checkModules } from './rules/modules.ts';
import { checkPurity } from './rules/purity.ts';
import { checkReach } from './rules/reach.ts';
import type { Check } from './rules/rule.ts';
import { checkFiles, checkImports } from './rules/shape.ts';
import type { Violation } from './violation.ts';

const CHECKS: readonly Check[] = [
  checkFiles,
  checkImports,
  checkDoors,
  checkPurity,
  checkModules,
  checkReach,
  checkCycles,
];

/** What a run found, and how much it looked at. */
export interface Outcome {
  readonly violations: readonly Violation[];
  readonly files: number;
  readonly imports: number;
  /** Rooms that hold at least one file. */
  readonly rooms: number;
}

/** Checks every wall of the house under a root; violations by path, line and rule. */
export function checkHouse(root: string): Outcome {
  const plan = readPlan(root);
  const graph = readGraph(root);
  const paths = [...graph.modules.keys()];
  const violations = [checkPlan(plan), ...CHECKS.map((check) => check(graph, plan))]
    .flat()
    .sort((left, right) => compare(left.path, right.path) || left.line - right.line || compare(left.rule, right.rule));
  return {
    violations,
    files: paths.length,
    imports: [...graph.modules.values()].reduce((sum, { links }) => sum + links.length, 0),
    rooms: plan.rooms.filter((room) => paths.some((path) => path.startsWith(`${room.path}/`))).length,
  };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
