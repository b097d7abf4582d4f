import { isValidName, normalizeName } from '@rind/pypa';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { openToml } from '../open-text.ts';
import { readPdmTables } from '../pdm-tables.ts';
import { readPoetryTables } from '../poetry-tables.ts';
import { readHatchEnvironments, readProjectTables } from '../project-tables.ts';
import { unreadable } from '../reading.ts';
import { asTable, asText } from '../toml-fields.ts';
import { TomlManifest } from '../toml-manifest.ts';
import { readUvTables } from '../uv-tables.ts';

/** pyproject.toml as a manifest: what the project asks for, in the standard tables and those of the tools. */
export const format: InventoryFormat = {
  id: 'pyproject.toml',
  title: 'pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv, Hatch)',
  rank: 'manifest',
  matches: (fileName) => fileName === 'pyproject.toml',
  editing: 'In place: the specifier of the requirement changes, comments and order stay; the lock is made again.',
  read,
};

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openToml(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place } = opened.value;
  const manifest = new TomlManifest(file, tree, document, place);
  const tool = asTable(document.root['tool']);
  const name = asText(asTable(document.root['project'])?.['name']) ?? asText(asTable(tool?.['poetry'])?.['name']);
  if (name !== undefined && isValidName(name)) manifest.self = normalizeName(name);
  readProjectTables(manifest);
  readHatchEnvironments(manifest);
  const indexes = [readPoetryTables(manifest), readPdmTables(manifest), readUvTables(manifest)];
  manifest.replaceIndex(indexes.find((index) => index !== undefined));
  return manifest.finish();
}
