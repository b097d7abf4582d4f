import { isNormalizedName, normalizeName, parseName } from '../../src/name.ts';
import { isPythonSpace, pythonSplitLines, pythonStrip } from '../../src/python-text.ts';
import { formatVersion, parseVersion, versionOf } from '../../src/version.ts';
import { readKey } from '../../src/version-key.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';
import { versionText } from './version.ts';

const PARTS = ['a', 'B', 'foo', 'Foo', '1', 'x2', '-', '_', '.', '--', '-_.', '__', 'ı', 'K', 'É', 'ß', 'İ', '٣'];

/** A project's name, half of them valid. */
function nameText(random: Random): string {
  const valid = random
    .list(1, 4, () => random.pick(['a', 'B', 'foo', 'Foo', '1', 'x2']))
    .join(random.pick(['-', '_', '.', '--', '-_.', '']));
  if (random.chance(0.5)) return random.chance(0.2) ? random.mutate(valid, AWKWARD) : valid;
  return random.list(0, 6, () => random.pick(PARTS)).join('') + (random.chance(0.1) ? '\n' : '');
}

const names: DifferentialKind<string> = {
  name: 'name',
  op: 'name',
  full: 100_000,
  generate: nameText,
  ours(text) {
    const parsed = parseName(text);
    return { normal: normalizeName(text), 'is normal': isNormalizedName(text), valid: parsed.ok ? parsed.value : null };
  },
};

const text: DifferentialKind<string> = {
  name: 'python-text',
  op: 'python-text',
  full: 100_000,
  quick: 10_000,
  generate: (random) =>
    random
      .list(0, 8, () =>
        random.chance(0.7)
          ? random.pick([...AWKWARD])
          : String.fromCharCode(random.int(random.pick([0x100, 0x3100, 0xd800]))),
      )
      .join(''),
  ours: (given) => ({
    lines: pythonSplitLines(given),
    stripped: pythonStrip(given),
    spaces: Array.from(given, (unit) => isPythonSpace(unit.charCodeAt(0))),
  }),
};

const shortVersion: DifferentialKind<string> = {
  name: 'version-short',
  op: 'version-short',
  full: 100_000,
  quick: 10_000,
  generate: versionText,
  ours(given) {
    const parsed = parseVersion(given);
    if (!parsed.ok) return null;
    return [formatVersion(versionOf(readKey(parsed.value.key))), formatVersion(parsed.value)];
  },
};

export const kinds: DifferentialKind[] = [names, text, shortVersion] as DifferentialKind[];
