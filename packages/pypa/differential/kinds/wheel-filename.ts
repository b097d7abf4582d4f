import { expandTags, formatTag } from '../../src/tag.ts';
import { formatVersion } from '../../src/version.ts';
import { parseWheelFilename } from '../../src/wheel-filename.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';
import { tagText } from './tag.ts';
import { versionText } from './version.ts';

const NAMES = ['foo', 'Foo_Bar', 'a.b', 'zope.interface', 'a_.b', 'a1', '1', 'some_PACKAGE', 'x_', '_x', '.', 'a..b'];
const ODD_NAMES = [
  'foo_bár',
  'ΑΣ',
  'ΑΣ_β',
  'İx',
  'x__y',
  '',
  'a b',
  'foo\n',
  'a٣',
  'ﬁ',
  'x½',
  '𐒰',
  'a\u0301',
  '京',
  '.__.',
  'a+b',
];
const BUILDS = [
  '1',
  '01',
  '0',
  '000',
  '1000',
  '1000abc',
  '2_local',
  '20240101.1',
  '7\u0301',
  '18446744073709551616',
  '1ß',
];
const ODD_BUILDS = ['abc', '', '1\nx', '٣', '+1', '_1', ' 1', '1\r2'];

/** A project name as file names hold it. */
export function filenameName(random: Random): string {
  return random.pick(random.chance(0.15) ? ODD_NAMES : NAMES);
}

/** A version text that mostly holds no dash. */
export function filenameVersion(random: Random): string {
  const text = random.chance(0.4)
    ? random.pick(['1.0', '2', '0.13.0', '1!2.0', '1.0rc1', '1.x', '1_0'])
    : versionText(random);
  return random.chance(0.9) ? text.replaceAll('-', '_') : text;
}

interface WheelCase {
  readonly filename: string;
  readonly strict: boolean;
}

function wheelFilename(random: Random): string {
  const parts = [filenameName(random), filenameVersion(random)];
  if (random.chance(0.3)) parts.push(random.pick(random.chance(0.15) ? ODD_BUILDS : BUILDS));
  parts.push(tagText(random));
  const text =
    parts.join('-') + (random.chance(0.98) ? '.whl' : random.pick(['.wheel', '.WHL', '', '.whl\n', '.whl ']));
  return random.chance(0.1) ? random.mutate(text, `${AWKWARD}--..`) : text;
}

interface Answer {
  readonly build: readonly [string, string] | null;
}

const parsing: DifferentialKind<WheelCase> = {
  name: 'wheel-filename',
  op: 'wheel-filename',
  full: 200_000,
  generate: (random) => ({ filename: wheelFilename(random), strict: random.chance(0.2) }),
  ours({ filename, strict }) {
    const parsed = parseWheelFilename(filename, { strict, limit: Number.POSITIVE_INFINITY });
    if (!parsed.ok) return null;
    const { name, version, build, tags } = parsed.value;
    return {
      name,
      version: formatVersion(version),
      build: build === undefined ? null : [build.number, build.rest],
      tags: expandTags(tags).map(formatTag).sort(),
    };
  },
  exception(_input, ours, theirs) {
    if (ours === null || theirs === null) return undefined;
    const [mine, other] = [(ours as Answer).build, (theirs as Answer).build];
    const cut = mine?.[1].split('\n', 1)[0];
    return cut !== mine?.[1] && cut === other?.[1] ? 'build-tag-line-end' : undefined;
  },
};

export const kinds: DifferentialKind[] = [parsing];
