import { findScriptBlocks } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { placesIn } from '../open-text.ts';
import { pythonTokens } from '../python-tokens.ts';
import { unreadable } from '../reading.ts';
import { readScriptBlock } from '../script-block.ts';

const OPENING = /^# \/\/\/ script[ \t]*$/m;

/** A Python script that says itself what it requires (PEP 723). */
export const format: InventoryFormat = {
  id: 'script',
  title: 'Python scripts with a `# /// script` block (PEP 723)',
  rank: 'manifest',
  matches: (fileName) => /\.pyw?$/i.test(fileName) && fileName !== 'setup.py',
  sniff: (head) => OPENING.test(head),
  isPartial: () => true,
  editing: 'In place: the specifier in the block changes, the rest of the script stays.',
  read,
};

function read(file: SourceFile, tree: SourceTree): Reading {
  const place = placesIn(file);
  const found = readScriptBlock(file.text, file, tree, place);
  if (found === undefined) {
    const message = `\`${file.path}\` has no \`# /// script\` block that is closed`;
    return unreadable(problem('nothing-found', message, { at: place(0) }));
  }
  if ('message' in found && isAllInStrings(file.text)) return { components: [], roots: new Map(), problems: [] };
  if ('message' in found) return unreadable(problem('text-invalid', found.message, { at: place(found.offset) }));
  return found.finish();
}

/**
 * Whether no block is a comment: all stand in string literals, as tests of such tools have them. Of one that could
 * be read nobody asks, since PEP 723 reads text and no Python; but a module of several is no broken script.
 */
function isAllInStrings(source: string): boolean {
  const strings = pythonTokens(source)?.filter(({ kind }) => kind === 'string') ?? [];
  return findScriptBlocks(source)
    .filter(({ type }) => type === 'script')
    .every((block) => strings.some(({ offset, text }) => offset < block.offset && block.offset < offset + text.length));
}
