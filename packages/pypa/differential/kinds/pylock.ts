import { parsePylock } from '../../src/pylock-parse.ts';
import { writePylock } from '../../src/pylock-write.ts';
import { formatVersion } from '../../src/version.ts';
import type { DifferentialKind } from '../kind.ts';
import { pylockDocument } from '../pylock-case.ts';
import type { Random } from '../random.ts';
import { fromTree, mutateTree, type TreeCase } from '../tree-case.ts';

interface LockCase {
  readonly document: TreeCase;
  /** The document as we write it: the oracle reads it and must find the same. */
  readonly text: string | null;
}

function generate(random: Random): LockCase {
  const document: TreeCase = pylockDocument(random);
  for (let edits = random.chance(0.5) ? 1 + random.int(2) : 0; edits > 0; edits--) mutateTree(random, document);
  const parsed = parsePylock(fromTree(document));
  return { document, text: parsed.ok ? writePylock(parsed.value) : null };
}

const validity: DifferentialKind<LockCase> = {
  name: 'pylock',
  op: 'pylock',
  full: 100_000,
  quick: 4000,
  generate,
  ours({ document }) {
    const parsed = parsePylock(fromTree(document));
    if (!parsed.ok) return null;
    const packages = parsed.value.packages.map((entry) => [
      entry.name,
      entry.version === undefined ? null : formatVersion(entry.version),
      entry.sdist?.fileName ?? null,
      entry.wheels?.map((wheel) => wheel.fileName) ?? null,
    ]);
    return { same: true, packages };
  },
};

export const kinds: DifferentialKind[] = [validity];
