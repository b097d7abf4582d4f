/** One breach of the plan: what, where, why it matters, what to do next. */
export interface Violation {
  readonly rule: Rule;
  /** Relative to the root. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  readonly why: string;
  readonly next: string;
}

/** Every rule, with what it demands. */
export const RULES = {
  plan: 'layers.json names rooms that are there, and doors that lead down',
  syntax: 'a code file parses',
  room: 'every code file lies in a room or in the yard',
  name: 'a second ending (`x.fs.ts`) is one that the house knows',
  door: 'a room uses only rooms that it has a door to',
  'types-only': 'a door for types lets no value through',
  yard: 'what ships uses nothing of the yard: no tool, test or bench',
  effect: 'a pure file does not touch the world',
  'effect-import': 'a pure file takes only types from a file that touches the world',
  module: 'a room takes a module from outside only where layers.json lists it',
  undeclared: 'a module from outside is a declared dependency',
  unresolved: 'an import names a file that is there, with its ending',
  computed: 'an import can be read without running it',
  wall: 'no relative path crosses the wall of a workspace package',
  'web-reach': 'nothing that a browser loads needs Node or the world',
  cycle: 'no circle of imports, types counted',
  barrel: 'no file only passes on what others export',
  length: 'no file is longer than the limit',
} as const;

export type Rule = keyof typeof RULES;
