import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDERS = [process.env['RIND_SHARED_DATA'], fileURLToPath(new URL('../../../../shared/data', import.meta.url))];

/** Where a file of the shared test data lies, or undefined where this machine lacks it. */
export function sharedData(path: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${path}`).find((file) => existsSync(file));
}
