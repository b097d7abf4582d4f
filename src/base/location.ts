/** A place in a file that a person can open. */
export interface Location {
  /** Relative to the repository root, with forward slashes. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts Unicode code points from 1. */
  readonly column: number;
}

/** The place of what is wrong with a file as a whole. */
export function fileStart(path: string): Location {
  return { path, line: 1, column: 1 };
}

/** Orders places by path, then line, then column, by code unit: the same on every machine. */
export function compareLocations(a: Location, b: Location): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
