import { normalizeName } from '@rind/pypa';
import { decidedPage } from '../decided-page.ts';
import { LikelyFiles } from '../likely-files.ts';
import type { Standing, StandingFile } from '../standing.ts';
import { standingFiles } from './standing.ts';

/** A project that stands with these files, its page and what is likely asked for made of them. */
export function standingOf(...files: readonly StandingFile[]): Standing {
  const page = decidedPage({
    name: normalizeName('demo'),
    pages: [],
    files,
    isRefused: false,
    versions: [],
    metadata: new Map(),
    digest: 'd',
    notes: [],
    filesPath: '../../files/',
  });
  const likely = new LikelyFiles();
  for (const file of files) likely.see(file);
  return { state: 'found', page, files: standingFiles(files), nearest: () => undefined, likely: likely.files };
}
