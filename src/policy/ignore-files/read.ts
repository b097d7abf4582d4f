import { readGrypeIgnores } from './grype.ts';
import { readOsvScannerIgnores } from './osv-scanner.ts';
import { readPreCommitIgnores, readWorkflowIgnores } from './pip-audit.ts';
import type { IgnoreFile, IgnoreReading } from './reading.ts';
import { readTrivyIgnore, readTrivyIgnoreYaml } from './trivy.ts';

const READERS: ReadonlyMap<string, (file: IgnoreFile) => IgnoreReading> = new Map([
  ['osv-scanner.toml', readOsvScannerIgnores],
  ['.trivyignore', readTrivyIgnore],
  ['.trivyignore.yaml', readTrivyIgnoreYaml],
  ['.trivyignore.yml', readTrivyIgnoreYaml],
  ['.grype.yaml', readGrypeIgnores],
  ['.grype.yml', readGrypeIgnores],
  ['.grype/config.yaml', readGrypeIgnores],
  ['.pre-commit-config.yaml', readPreCommitIgnores],
]);

/** The ignore files of other tools that a folder may hold, relative to it. */
export const IGNORE_FILES: readonly string[] = [...READERS.keys()];

/** The waivers of a file of {@link IGNORE_FILES}, or of a workflow. */
export function readIgnoreFile(name: string, file: IgnoreFile): IgnoreReading {
  return (READERS.get(name) ?? readWorkflowIgnores)(file);
}
