import { expandTags, formatTag, parseTagSet } from '../../src/tag.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const INTERPRETERS = ['py3', 'py2', 'py2', 'cp313', 'cp39', 'cp310', 'pp310', 'PY3', 'CP314', 'graalpy_242', 'jy27'];
const ODD_INTERPRETERS = ['ünï', 'ΑΣ', 'İ', '_', '2', '3py', 'c p', 'p¹', 'ﬁ', 'µ', '𐒰a', 'a·', '℘'];
const ABIS = [
  'none',
  'none',
  'abi3',
  'abi3t',
  'cp313',
  'cp313t',
  'cp39d',
  'cp37m',
  'pypy310_pp73',
  'NONE',
  '3',
  '𐒰',
  '\ue000',
];
const PLATFORMS = [
  'any',
  'any',
  'win_amd64',
  'win32',
  'manylinux1_x86_64',
  'manylinux2014_x86_64',
  'manylinux_2_17_x86_64',
  'musllinux_1_2_aarch64',
  'macosx_10_9_x86_64',
  'macosx_11_0_arm64',
  'macosx_10_13_universal2',
  'ios_13_0_arm64_iphoneos',
  'android_24_arm64_v8a',
  'pyemscripten_2026_0_wasm32',
  'Linux_X86_64',
  '*',
];

/** A tag or compressed set: well-formed in about seven of ten cases, sorted in about half. */
export function tagText(random: Random, most = 4): string {
  const part = (from: readonly string[]) => {
    const members = random.list(1, random.chance(0.6) ? 1 : most, () => random.pick(from));
    return (random.chance(0.5) ? members.sort() : members).join('.');
  };
  const interpreters = random.chance(0.1) ? [...INTERPRETERS, ...ODD_INTERPRETERS] : INTERPRETERS;
  const text = `${part(interpreters)}-${part(ABIS)}-${part(PLATFORMS)}`;
  if (random.chance(0.02)) return `${text}-${part(PLATFORMS)}`;
  return random.chance(0.2) ? random.mutate(text, `${AWKWARD}-.-._`) : text;
}

interface TagCase {
  readonly text: string;
  readonly strict: boolean;
  readonly limit: number | null;
}

const CATEGORIES: Readonly<Record<string, string>> = {
  'unsorted-tag-set': 'unsorted',
  'too-many-tags': 'too many',
};

const parsing: DifferentialKind<TagCase> = {
  name: 'tag',
  op: 'tag',
  full: 200_000,
  generate: (random) => ({
    text: tagText(random, random.chance(0.05) ? 30 : 4),
    strict: random.chance(0.4),
    limit: random.chance(0.6) ? null : random.int(random.chance(0.5) ? 8 : 2000),
  }),
  ours({ text, strict, limit }) {
    const parsed = parseTagSet(text, { strict, limit: limit ?? Number.POSITIVE_INFINITY });
    if (!parsed.ok) return CATEGORIES[parsed.error.code] ?? 'invalid';
    return expandTags(parsed.value).map(formatTag).sort();
  },
};

export const kinds: DifferentialKind[] = [parsing];
