import type { Problem } from '../base/problem.ts';
import type { Reading } from './format.ts';

/** What a file says of which nothing can be read. */
export function unreadable(problem: Problem): Reading {
  return { components: [], roots: new Map(), problems: [problem] };
}
