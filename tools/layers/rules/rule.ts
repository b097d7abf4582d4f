import type { Graph, Link, Module } from '../../source/graph.ts';
import { lineAt, type Node } from '../../source/tree.ts';
import type { Plan } from '../plan.ts';
import type { Rule, Violation } from '../violation.ts';

/** One check over the whole tree. */
export type Check = (graph: Graph, plan: Plan) => Violation[];

/** What a violation says, less its place. */
export interface Words {
  readonly message: string;
  readonly why: string;
  readonly next: string;
}

/** A violation at an import or a node of a file. */
export function violationAt(rule: Rule, { source }: Module, at: Link | Node | undefined, words: Words): Violation {
  const offset = at === undefined ? 0 : 'offset' in at ? at.offset : 'start' in at ? at.start : 0;
  return { rule, path: source.path, line: lineAt(source, offset), ...words };
}
