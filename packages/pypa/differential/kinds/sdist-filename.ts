import { parseSdistFilename } from '../../src/sdist-filename.ts';
import { formatVersion } from '../../src/version.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD } from '../random.ts';
import { filenameName, filenameVersion } from './wheel-filename.ts';

const parsing: DifferentialKind<string> = {
  name: 'sdist-filename',
  op: 'sdist-filename',
  full: 200_000,
  generate(random) {
    const name = random.list(1, 3, () => filenameName(random)).join(random.pick(['-', '_', '-', '.']));
    const extension = random.pick([
      '.tar.gz',
      '.tar.gz',
      '.tar.gz',
      '.zip',
      '.tar.bz2',
      '.tgz',
      '.TAR.GZ',
      '.tar.gz\n',
    ]);
    const text = `${name}-${filenameVersion(random)}${random.chance(0.8) ? '.tar.gz' : extension}`;
    return random.chance(0.15) ? random.mutate(text, `${AWKWARD}--..`) : text;
  },
  ours(filename) {
    const parsed = parseSdistFilename(filename);
    return parsed.ok ? { name: parsed.value.name, version: formatVersion(parsed.value.version) } : null;
  },
};

export const kinds: DifferentialKind[] = [parsing];
