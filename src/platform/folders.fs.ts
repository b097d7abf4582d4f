import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those above it that are missing; where it is there, nothing. Node's own `recursive` never ends
 * below a folder that makes none and calls each of them missing, as `/proc` does. Throws what the file system throws.
 *
 * @param mode of each that is made, as far as the process's mask lets it; 0o777 without
 */
export function makeFolder(folder: string, mode: number = 0o777): void {
  try {
    makeOne(folder, mode);
  } catch (error) {
    const above = path.dirname(folder);
    if (codeOf(error) !== 'ENOENT' || above === folder) throw error;
    makeFolder(above, mode);
    // Once more and no more often.
    makeOne(folder, mode);
  }
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // What is there may be a file: this says so, and is content with a folder.
    mkdirSync(folder, { recursive: true });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
