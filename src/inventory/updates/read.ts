import type { SourceFile } from '../format.ts';
import { readDependabot, type UpdateReading } from './dependabot.ts';
import { readRenovate } from './renovate.ts';

/** Where update tools look for their configuration, from the repository root; the first that is there holds. */
export const UPDATE_FILES: readonly string[] = [
  '.github/dependabot.yml',
  '.github/dependabot.yaml',
  'renovate.json',
  'renovate.json5',
  '.github/renovate.json',
  '.github/renovate.json5',
  '.gitlab/renovate.json',
  '.gitlab/renovate.json5',
  '.renovaterc',
  '.renovaterc.json',
  '.renovaterc.json5',
];

/** What one of {@link UPDATE_FILES} says. */
export function readUpdateFile(file: SourceFile): UpdateReading {
  return /dependabot\.ya?ml$/.test(file.path) ? readDependabot(file) : readRenovate(file);
}
