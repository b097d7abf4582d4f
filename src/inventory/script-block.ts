import { parseScriptBlock, scriptSourceOffset } from '@rind/pypa';
import { parseToml } from '../base/text/toml.ts';
import type { SourceFile, SourceTree } from './format.ts';
import type { Manifest } from './manifest.ts';
import type { Place } from './open-text.ts';
import { TomlManifest } from './toml-manifest.ts';
import { readUvTables } from './uv-tables.ts';

/** Values of one block: no person writes so many. */
const MAX_VALUES = 100_000;

/**
 * Reads the `# /// script` block of a Python source (a script, a cell of a notebook); undefined where it
 * has none. `place` says where an offset of the source stands in the file.
 *
 * Source: PEP 723; uv's documentation, "Running scripts", for `[tool.uv]`.
 */
export function readScriptBlock(
  source: string,
  file: SourceFile,
  tree: SourceTree,
  place: Place,
): Manifest | { readonly message: string; readonly offset: number } | undefined {
  const found = parseScriptBlock(source);
  if (!found.ok) return found.error;
  const block = found.value;
  if (block === undefined) return undefined;
  const inSource = (offset: number) => {
    const at = scriptSourceOffset(block, offset);
    // The text of a block ends behind a carriage return, which is a part of the line's end.
    return source[at] === '\n' && source[at - 1] === '\r' ? at - 1 : at;
  };
  const parsed = parseToml(block.text, { maxDepth: tree.maxDepth, maxValues: MAX_VALUES });
  if (!parsed.ok) {
    const message = `the \`# /// script\` block is no valid TOML: ${parsed.error.message}`;
    return { message, offset: inSource(parsed.error.offset) };
  }
  const manifest = new TomlManifest(file, tree, parsed.value, (offset) => place(inSource(offset)));
  const { root } = parsed.value;
  manifest.requiresPython = manifest.text(root, 'requires-python');
  manifest.specifiers(root, 'dependencies', '');
  manifest.replaceIndex(readUvTables(manifest));
  return manifest;
}
