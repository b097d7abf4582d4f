import { type Problem, problem } from '../base/problem.ts';

/**
 * Components and problems together that are read from one file, and from all files of a run: twice
 * the largest lock known. Beyond it nothing is read, and the run is not whole.
 */
export const MAX_ENTRIES = 40_000;

/** What is said when a file holds more. */
export function tooManyEntries(path: string): Problem {
  return problem(
    'entry-limit',
    `\`${path}\` is not read whole: the run has reached ${MAX_ENTRIES} components and problems`,
    {
      at: { path, line: 1, column: 1 },
    },
  );
}
