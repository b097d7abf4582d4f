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
  plan: '`layers.json` names rooms that are there, and doors that lead down',
  syntax: 'a code file parses',
  room: 'every code file lies in a room or in the yard',
  name: 'a second ending, as in `x.fs.ts`, is one that the house knows',
  door: 'a room uses only rooms that it has a door to',
  'types-only': 'a door for types lets no value through',
  yard: 'what ships uses nothing of the yard: no tool, test or bench',
  effect: 'a pure file uses no network, process, console, clock, chance, language or time zone of the machine',
  'effect-import': 'a pure file takes only types from a file that touches the world',
  module: 'what comes from npm or from Node is chosen once, with a reason, for named rooms',
  undeclared: 'a module from outside is a declared dependency',
  unresolved: 'an import names a file that is there, with its ending',
  computed: 'an import can be read without running it',
  wall: 'no relative path leads out of a workspace package, nor from a room into one',
  'web-reach': 'nothing that a browser loads needs Node or the world',
  cycle: 'no circle of imports, types counted',
  barrel: 'no file only passes on what others export, but the kernel’s front door and generated registries',
  length: 'no file is longer than 400 lines, but data tables and generated files',
} as const;

export type Rule = keyof typeof RULES;
