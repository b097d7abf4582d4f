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

/** Whether a file of this name configures an installer for the folder that it stands in. */
export function isClientFile(fileName: string): boolean {
  return READERS.has(fileName);
}

/** What a file that {@link isClientFile} names says; nothing of any other. */
export function readClientFile(fileName: string, file: SourceFile, tree: SourceTree): ClientReading {
  return READERS.get(fileName)?.(file, tree) ?? { settings: [], problems: [] };
}
