import {
  compareVersions,
  formatBaseVersion,
  formatPublicVersion,
  formatVersion,
  isPostRelease,
  isPreRelease,
  parseVersion,
} from '../../src/version.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const number = (random: Random) =>
  random.pick(['0', '1', '2', '3', '9', '10', '00', '007', '2024', '20240101123456', '18446744073709551616']);

/** A version text: well-formed in nine of ten cases, in any spelling that PEP 440 allows. */
export function versionText(random: Random): string {
  const separator = () => random.pick(['', '', '.', '-', '_']);
  let text = random.chance(0.1) ? 'v' : '';
  if (random.chance(0.1)) text += `${number(random)}!`;
  text += random.list(1, 4, () => number(random)).join('.');
  if (random.chance(0.4))
    text +=
      separator() +
      random.pick(['a', 'b', 'rc', 'c', 'alpha', 'beta', 'pre', 'preview']) +
      separator() +
      (random.chance(0.8) ? number(random) : '');
  if (random.chance(0.3))
    text += random.chance(0.3)
      ? `-${number(random)}`
      : separator() + random.pick(['post', 'rev', 'r']) + separator() + (random.chance(0.8) ? number(random) : '');
  if (random.chance(0.3)) text += `${separator()}dev${separator()}${random.chance(0.8) ? number(random) : ''}`;
  if (random.chance(0.2))
    text += `+${random.list(1, 3, () => random.pick(['ubuntu', 'local', '1', '01', 'cu118', 'g1234abc', '0'])).join(random.pick(['.', '-', '_']))}`;
  if (random.chance(0.1)) text = text.toUpperCase();
  if (random.chance(0.05)) text = random.pick([' ', '\t', '\n', '\u001c', '\u0085', '\ufeff']) + text;
  return random.chance(0.1) ? random.mutate(text, AWKWARD) : text;
}

const parsing: DifferentialKind<string> = {
  name: 'version',
  op: 'version',
  full: 300_000,
  generate: versionText,
  ours(text) {
    const parsed = parseVersion(text);
    if (!parsed.ok) return null;
    const version = parsed.value;
    return {
      text: formatVersion(version),
      public: formatPublicVersion(version),
      base: formatBaseVersion(version),
      pre: isPreRelease(version),
      post: isPostRelease(version),
    };
  },
};

const order: DifferentialKind<[string, string]> = {
  name: 'version-order',
  op: 'version-order',
  full: 200_000,
  generate: (random) => {
    const left = versionText(random);
    return [left, random.chance(0.5) ? random.mutate(left, '.0123abrcdevpost-+') : versionText(random)];
  },
  ours([left, right]) {
    const [a, b] = [parseVersion(left), parseVersion(right)];
    return a.ok && b.ok ? compareVersions(a.value, b.value) : null;
  },
};

export const kinds: DifferentialKind[] = [parsing, order];
