import path from 'node:path';
import type { Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import { writeFileAtomically } from '../platform/files.fs.ts';
import type { Machine } from './machine.ts';

/** Writes what a person asked to have in a file. */
export function writeOutput(machine: Machine, file: string, content: string): Result<void, Problem> {
  return writeFileAtomically(path.resolve(machine.cwd, file), content);
}
