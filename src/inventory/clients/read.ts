import { err } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { SourceFile, SourceTree } from '../format.ts';
import type { ClientReading } from './client-file.ts';
import { readPdmToml } from './pdm-toml.ts';
import { readPipConf } from './pip-conf.ts';
import { readPoetryToml } from './poetry-toml.ts';
import { readUvToml } from './uv-toml.ts';

const READERS: ReadonlyMap<string, (file: SourceFile, tree: SourceTree) => ClientReading> = new Map([
  ['pip.conf', readPipConf],
  ['pip.ini', readPipConf],
  ['uv.toml', readUvToml],
  ['poetry.toml', readPoetryToml],
  ['pdm.toml', readPdmToml],
]);

/** The names of files that configure installers for the folder that they stand in. */
export const CLIENT_FILES: readonly string[] = [...READERS.keys()];

/** What one of {@link CLIENT_FILES} says; nothing of any other. */
export function readClientFile(fileName: string, file: SourceFile, maxDepth: number): ClientReading {
  const tree: SourceTree = {
    maxDepth,
    include: () => err(problem('file-outside', 'configuration of installers includes nothing')),
  };
  return READERS.get(fileName)?.(file, tree) ?? { settings: [], problems: [] };
}
