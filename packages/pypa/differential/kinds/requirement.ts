import { formatMarker } from '../../src/marker.ts';
import { equalRequirements, formatRequirement, parseRequirement } from '../../src/requirement.ts';
import { formatSpecifierSet } from '../../src/specifier-set.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';
import { markerText, unreadable } from './marker.ts';
import { versionText } from './version.ts';

const NAMES = ['a', 'requests', 'Django', 'zope.interface', 'Foo_bar--baz', 'x1', '0x', 'a-', 'ruamel.yaml.clib', 'é'];
const EXTRAS = ['socks', 'Security', 'test_all', 'test-all', 'a.b', 'B', '-', '1'];
const URLS = [
  'https://example.com/a-1.0.zip',
  'git+ssh://git@example.com/a.git@main#egg=a',
  'file:///a/b',
  'b;c',
  './a',
  'https://example.com/a?x=1;y=2',
  '\u00a0',
];

/** A name, now and then one that ends in `_`. */
function name(random: Random, names: readonly string[]): string {
  return random.pick(names) + (random.chance(0.01) ? '_' : '');
}

function specifier(random: Random): string {
  const blank = () => random.pick(['', '', ' ', '\t', '\n', '\u2003']);
  const operator = random.pick(['<', '<=', '==', '!=', '>=', '>', '~=', '===']);
  const version = random.chance(0.7)
    ? random.pick(['1', '1.0', '2.3.4', '1.*', '2.0a1', '1!2.0', '1.0.post1', '1+x', ''])
    : versionText(random);
  return operator + (random.chance(0.2) ? blank() : '') + version;
}

/** A requirement text: well-formed in most cases. */
export function requirementText(random: Random): string {
  const blank = () => random.pick(['', '', '', ' ', ' ', '\t', '  ']);
  let text = (random.chance(0.1) ? blank() : '') + name(random, NAMES) + blank();
  if (random.chance(0.3)) {
    const extras = random.list(0, 3, () => blank() + name(random, EXTRAS) + blank()).join(',');
    text += `[${extras}${random.chance(0.03) ? ',' : ''}]${blank()}`;
  }
  let url = false;
  if (random.chance(0.2)) {
    url = true;
    text += `@${blank()}${random.pick(URLS)}${random.pick(['', ' ', ' ', '\t', '\n'])}`;
  } else if (random.chance(0.8)) {
    const set = random.list(0, 3, () => specifier(random)).join(random.pick([',', ', ', ' , ']));
    const comma = random.chance(0.05) ? random.pick([',', ' ,', ',,']) : '';
    text += random.chance(0.2) ? `(${blank()}${set}${comma}${blank()})` : set + comma;
    text += blank();
  }
  if (random.chance(0.4)) text += `${url ? ' ' : ''};${blank()}${markerText(random)}`;
  return random.chance(0.1) ? random.mutate(text, AWKWARD) : text;
}

/** The same name, extras and specifiers in other letters; blanks where they do not matter. */
function respell(random: Random, text: string): string {
  const head = /^[^;@]*/.exec(text)?.[0] ?? '';
  const spelled = random.chance(0.5) ? head.toUpperCase() : head.replaceAll('-', '_').replaceAll('_.', '-');
  return random.pick(['', ' ', '\t']) + spelled + text.slice(head.length) + random.pick(['', ' ']);
}

/** The name or an extra ends in `_`, which Python's `\b` lets through. */
function endsInUnderscore(text: string): boolean {
  return /_[ \t]*(?:[[\]<>=!~;,@(]|$)/.test(text);
}

/** A letter that `~=` folds to an ASCII one. */
function foreignLetter(text: string): boolean {
  return /~=.*[ıſİK]/su.test(text);
}

function exception(text: string, ours: unknown): string | undefined {
  if (ours !== null) return undefined;
  if (text.includes('\\N')) return 'marker-character-by-name';
  if (foreignLetter(text)) return 'specifier-foreign-letters';
  return endsInUnderscore(text) ? 'name-ends-in-underscore' : undefined;
}

const fields: DifferentialKind<string> = {
  name: 'requirement',
  op: 'requirement',
  full: 100_000,
  generate: requirementText,
  ours(text) {
    const parsed = parseRequirement(text);
    if (!parsed.ok) return null;
    const { name, normalizedName, extras, normalizedExtras, specifiers, url, marker } = parsed.value;
    return {
      name,
      normalized: normalizedName,
      extras,
      normalizedExtras,
      specifiers: formatSpecifierSet(specifiers),
      url: url ?? null,
      marker: marker === undefined ? null : formatMarker(marker),
      text: formatRequirement(parsed.value),
    };
  },
  exception(text, ours, theirs) {
    const markers = [ours, theirs].map((side) => (side as { marker?: unknown } | null)?.marker);
    const [our, their] = markers;
    if (typeof our === 'string' && unreadable(their, our)) return 'marker-text-unreadable';
    return exception(text, ours);
  },
};

const equality: DifferentialKind<readonly [string, string]> = {
  name: 'requirement-equality',
  op: 'requirement-equality',
  full: 100_000,
  generate: (random) => {
    const left = requirementText(random);
    const roll = random.int(10);
    if (roll < 4) return [left, respell(random, left)];
    return [left, roll < 7 ? random.mutate(left, 'aA-_. 01,"\'') : requirementText(random)];
  },
  ours([left, right]) {
    const [a, b] = [parseRequirement(left), parseRequirement(right)];
    return a.ok && b.ok ? equalRequirements(a.value, b.value) : null;
  },
  exception([left, right], ours, theirs) {
    if (typeof theirs === 'object') return 'marker-text-unreadable';
    return exception(left, ours) ?? exception(right, ours);
  },
};

export const kinds: DifferentialKind[] = [fields, equality];
