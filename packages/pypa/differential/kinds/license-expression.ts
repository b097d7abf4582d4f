import { formatLicenseExpression, parseLicenseExpression } from '../../src/license-expression.ts';
import {
  SPDX_DEPRECATED_EXCEPTIONS,
  SPDX_DEPRECATED_LICENSES,
  SPDX_EXCEPTIONS,
  SPDX_LICENSES,
  SPDX_LIST_VERSION,
} from '../../src/spdx.data.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const LICENSES = [...SPDX_LICENSES, ...SPDX_DEPRECATED_LICENSES];
const PLUS = ['GPL-1.0+', 'GPL-2.0+', 'GPL-3.0+', 'LGPL-2.0+', 'LGPL-2.1+', 'LGPL-3.0+'];

function recase(random: Random, text: string): string {
  const way = random.int(6);
  if (way === 0) return text.toLowerCase();
  if (way === 1) return text.toUpperCase();
  if (way === 2)
    return [...text].map((unit) => (random.chance(0.5) ? unit.toLowerCase() : unit.toUpperCase())).join('');
  return text;
}

function license(random: Random): string {
  const way = random.int(20);
  if (way < 3) {
    const name = random.chance(0.9)
      ? random.list(1, 4, () => random.pick(['a', 'B', '1', '.', '-', 'Own', 'x'])).join('')
      : random.pick(['', 'a_b', 'a+', 'é', '\u212a', 'a:b']);
    return recase(random, 'LicenseRef-') + name;
  }
  if (way === 3) return recase(random, random.pick(PLUS));
  if (way === 4)
    return random.pick([
      'MTI',
      'DocumentRef-x:LicenseRef-y',
      '+',
      'MIT++',
      'not',
      'NONE',
      'NOASSERTION',
      '__proto__',
      'constructor',
      'Kazlib\u212a',
      '\u212aazlib',
      'and+',
      'false',
    ]);
  return recase(random, random.pick(LICENSES)) + (random.chance(0.1) ? '+' : '');
}

function term(random: Random): string {
  if (!random.chance(0.2)) return license(random);
  const exception = random.chance(0.93) ? recase(random, random.pick(SPDX_EXCEPTIONS)) : license(random);
  return license(random) + space(random) + recase(random, 'with') + space(random) + exception;
}

function space(random: Random): string {
  return random.chance(0.95)
    ? ' '
    : random.pick(['  ', '\t', '\n', '\u001c', '\u0085', '\u3000', '\ufeff', '\u200b', '']);
}

function expression(random: Random, depth: number): string {
  let text = '';
  for (let count = 1 + (random.chance(0.6) ? 0 : random.int(3)); count >= 0; count--) {
    if (text !== '') text += space(random) + recase(random, random.pick(['and', 'or'])) + space(random);
    text += depth > 0 && random.chance(0.3) ? group(random, expression(random, depth - 1)) : term(random);
    if (random.chance(0.4)) break;
  }
  return text;
}

function group(random: Random, inner: string): string {
  const pad = () => (random.chance(0.1) ? ' ' : '');
  return `${pad()}(${pad()}${inner}${pad()})${pad()}`;
}

/** Words of the grammar in any order: mostly refused, for the reasons that grammars get wrong. */
function soup(random: Random): string {
  return random
    .list(0, 7, () =>
      random.pick([
        '(',
        ')',
        'and',
        'OR',
        'with',
        'MIT',
        'licenseref-x',
        'LicenseRef-X',
        'GCC-exception-3.1',
        'apache-2.0+',
      ]),
    )
    .join(random.pick([' ', ' ', '']));
}

function expressionText(random: Random): string {
  const way = random.int(40);
  if (way < 6) return soup(random);
  if (way === 6) {
    const depth = random.pick([20, 100, 199, 200, 201, 400]);
    return `${'('.repeat(depth)}${term(random)}${')'.repeat(random.chance(0.9) ? depth : depth - 1)}`;
  }
  const text = expression(random, 3);
  return random.chance(0.15) ? random.mutate(text, AWKWARD) : text;
}

const expressions: DifferentialKind<string> = {
  name: 'license-expression',
  op: 'license-expression',
  full: 200_000,
  generate: expressionText,
  ours(text) {
    const parsed = parseLicenseExpression(text);
    return parsed.ok ? formatLicenseExpression(parsed.value) : null;
  },
  exception(input, ours) {
    return ours === null && input.includes('\u212a') ? 'license-kelvin-sign' : undefined;
  },
};

const list: DifferentialKind<null> = {
  name: 'spdx-list',
  op: 'spdx-list',
  full: 1,
  quick: 1,
  generate: () => null,
  ours() {
    const flags = (current: readonly string[], old: readonly string[]) => ({
      ...Object.fromEntries(current.map((id) => [id, false])),
      ...Object.fromEntries(old.map((id) => [id, true])),
    });
    return {
      version: SPDX_LIST_VERSION,
      licenses: flags(SPDX_LICENSES, SPDX_DEPRECATED_LICENSES),
      exceptions: flags(SPDX_EXCEPTIONS, SPDX_DEPRECATED_EXCEPTIONS),
    };
  },
};

export const kinds: DifferentialKind[] = [expressions, list];
