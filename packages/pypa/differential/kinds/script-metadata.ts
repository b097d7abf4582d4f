import { findScriptBlocks, parseScriptBlock, scriptSourceOffset } from '../../src/script-metadata.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const LINES = [
  '# /// script',
  '# /// script',
  '# ///',
  '# ///',
  '# ///',
  '# /// other-Type2',
  '# /// bad_type',
  '# ///  script',
  '# /// script ',
  ' # ///',
  '#///',
  '# //// script',
  '#',
  '# ',
  '# requires-python = ">=3.11"',
  '# dependencies = ["requests<3"]',
  '# # comment',
  '#no space',
  '#\tx',
  'import os',
  '',
  '"""',
  '# a\u000c# b',
  '# a\u2028bc\u0085',
  '# Ünï 🐍',
];

function source(random: Random): string {
  const end = random.pick(['\n', '\n', '\n', '\r\n', '\r']);
  const lines = random.list(0, 12, () => random.pick(LINES));
  if (random.chance(0.5)) lines.splice(random.int(lines.length + 1), 0, '# /// script', '# a = 1', '# ///');
  const text = lines.map((line) => line + (random.chance(0.05) ? random.pick(['\n', '\r', '\r\n']) : end)).join('');
  const cut = random.chance(0.3) ? text.replace(/[\r\n]+$/, '') : text;
  return random.chance(0.3) ? random.mutate(cut, `${AWKWARD}##//// \n`) : cut;
}

const scriptMetadata: DifferentialKind<string> = {
  name: 'script-metadata',
  op: 'script-metadata',
  full: 100_000,
  generate: source,
  ours(text) {
    const blocks = findScriptBlocks(text);
    for (const block of blocks) {
      for (let at = 0; at < block.text.length; at++) {
        const there = text[scriptSourceOffset(block, at)];
        const isEnd = block.text[at] === '\n' && (there === '\r' || there === '\n');
        if (there !== block.text[at] && !isEnd) return { misplaced: at };
      }
    }
    const script = parseScriptBlock(text);
    return {
      types: blocks.map(({ type }) => type),
      texts: blocks.map((block) => block.text),
      script: script.ok ? (script.value?.text ?? null) : 'several',
    };
  },
};

export const kinds: DifferentialKind[] = [scriptMetadata];
