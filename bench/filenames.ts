/** Wheel file names against `packaging.utils`. */
import { parseWheelFilename } from '@rind/pypa';
import { Random } from '../packages/pypa/differential/random.ts';
import type { Bench } from './main.ts';

const FILENAMES = 50_000;
const NAMES = ['numpy', 'Foo_Bar', 'charset_normalizer', 'zope.interface', 'google_cloud_storage', 'a1'];
/** Shares as on busy index pages: most files are binary, many with two platform tags. */
const TAGS = [
  'py3-none-any',
  'py2.py3-none-any',
  'cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64',
  'cp314-cp314t-manylinux_2_27_aarch64.manylinux_2_28_aarch64',
  'cp312-cp312-win_amd64',
  'cp39-abi3-macosx_11_0_arm64',
  'cp311-cp311-macosx_10_9_universal2',
  'pp310-pypy310_pp73-musllinux_1_2_aarch64',
];

function filename(random: Random): string {
  let version = random.list(2, 3, () => String(random.int(40))).join('.');
  if (random.chance(0.15)) version += random.pick(['rc1', 'b2', '.post1', '.dev20240101', 'a3']);
  const build = random.chance(0.03) ? `-${random.int(9)}` : '';
  return `${random.pick(NAMES)}${random.int(500)}-${version}${build}-${random.pick(TAGS)}.whl`;
}

const wheels: Bench<readonly string[]> = {
  name: `parse ${FILENAMES} wheel file names`,
  gate: 5,
  setup() {
    const random = new Random(427);
    return Array.from({ length: FILENAMES }, () => filename(random));
  },
  ours(filenames) {
    let checksum = 0;
    for (const text of filenames) {
      const parsed = parseWheelFilename(text);
      if (!parsed.ok) throw new Error(parsed.error.message);
      const { name, tags } = parsed.value;
      checksum += name.length + tags.interpreters.length * tags.abis.length * tags.platforms.length;
    }
    return checksum;
  },
  python: 'parse_wheels',
};

export const benches: readonly Bench[] = [wheels];
