import type { MarkerEnvironment } from '../../src/environment.ts';
import { formatMarker, type Marker, parseMarker } from '../../src/marker.ts';
import {
  type Condition,
  canonicalMarker,
  conjoinMarkers,
  disjoinMarkers,
  equivalentMarkers,
  impliesMarker,
  isNeverTrue,
  type Proof,
  restrictMarker,
  simplifyMarker,
} from '../../src/marker-algebra.ts';
import type { DifferentialKind } from '../kind.ts';
import type { Random } from '../random.ts';

const PYTHONS = [
  '2.7.18',
  '3.7.0',
  '3.8.0',
  '3.8.10',
  '3.9.0',
  '3.9.0rc1',
  '3.9.0rc1.post1',
  '3.9.1',
  '3.10.0',
  '3.12.1',
  '3.12.1+',
  '3.12.10',
  '3.13.0a1',
  '3.13.0a2',
  '3.13.0.dev0',
  '3.13.0',
  '3.13.0+x',
  '3.13.0.post1',
  '3.13.1',
  '3.14.0',
  '4.0.0',
] as const;
const SHORT = ['2.7', '3', '3.8', '3.9', '3.10', '3.12', '3.13', '3.14', '3.*', '3.9.0', '3.9.*', '3.9rc1'] as const;
const FULL = [
  ...SHORT,
  '3.9.0rc1',
  '3.12.1',
  '3.12.10',
  '3.13.0a2',
  '3.13.0',
  '3.12.1+local',
  '3.13.0.post1',
  '3.13.0.*',
] as const;
const RELEASES = [
  '5.15',
  '5.15.0-91-generic',
  '10',
  '',
  '5.15.0',
  '6.1',
  'NT',
  '5.15.0RC1',
  '23.1.0',
  'Generic',
] as const;
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  sys_platform: ['linux', 'win32', 'darwin', 'linux2'],
  os_name: ['posix', 'nt', 'java'],
  platform_machine: ['x86_64', 'aarch64', 'arm64', 'AMD64', '86'],
  implementation_name: ['cpython', 'pypy'],
};
const EXTRAS = ['dev', 'Test_All', 'test-all', 'docs', ''] as const;
const ORDERED = ['<', '<=', '==', '!=', '>=', '>', '~='] as const;

type Context = 'metadata' | 'lock_file';

function comparison(random: Random, context: Context): string {
  const roll = random.int(100);
  if (roll < 12 && context === 'lock_file') {
    const set = random.pick(['extras', 'dependency_groups']);
    return `'${random.pick(EXTRAS)}' ${random.pick(['in', 'in', 'not in', random.chance(0.1) ? '==' : 'in'])} ${set}`;
  }
  if (roll < 15 && context === 'metadata') {
    return `extra ${random.pick(['==', '==', '!=', 'in', '>='])} '${random.pick(EXTRAS)}'`;
  }
  let field: string;
  let value: string;
  if (roll < 45) {
    field = 'python_version';
    value = random.pick(SHORT);
  } else if (roll < 62) {
    field = 'python_full_version';
    value = random.pick(FULL);
  } else if (roll < 72) {
    field = 'platform_release';
    value = random.pick(RELEASES);
  } else if (roll < 74) {
    field = 'implementation_version';
    value = random.pick(FULL);
  } else {
    field = random.pick(Object.keys(TEXTS));
    value = random.pick(TEXTS[field] ?? ['']);
  }
  const version = field in TEXTS ? 0.1 : 0.93;
  if (!random.chance(version)) {
    const search = random.chance(0.3);
    if (search && random.chance(0.3)) return `'${value}' ${random.pick(['in', 'not in'])} ${field}`;
    const pool = TEXTS[field] ?? FULL;
    if (search)
      return `${field} ${random.pick(['in', 'not in'])} '${random.list(1, 3, () => random.pick(pool)).join(', ')}'`;
    return `${field} ${random.pick(['==', '!=', '==', '!=', '>='])} '${value}'`;
  }
  const operator = random.chance(0.04) ? '===' : random.pick(ORDERED);
  return random.chance(0.1) ? `'${value}' ${operator} ${field}` : `${field} ${operator} '${value}'`;
}

function markerText(random: Random, context: Context, pool: readonly string[], depth = 0): string {
  const one = () =>
    depth < 2 && random.chance(0.3)
      ? `(${markerText(random, context, pool, depth + 1)})`
      : random.chance(0.5)
        ? random.pick(pool)
        : comparison(random, context);
  return Array.from({ length: 1 + random.int(4) }, one).reduce(
    (text, next) => `${text} ${random.pick(['and', 'or'])} ${next}`,
  );
}

function environmentCase(random: Random, context: Context): MarkerEnvironment {
  const full = random.pick(PYTHONS);
  const names = () => random.list(0, 3, () => random.pick(EXTRAS));
  return {
    implementation_name: random.pick(['cpython', 'pypy']),
    implementation_version: random.pick([...PYTHONS, '7.3.13']).replace(/\+$/, ''),
    os_name: random.pick([...(TEXTS['os_name'] ?? []), 'other']),
    platform_machine: random.pick([...(TEXTS['platform_machine'] ?? []), 'other', '86']),
    platform_python_implementation: 'CPython',
    platform_release: random.pick([...RELEASES, '5.15.0rc1', '5.16', 'generic', '4']),
    platform_system: 'Linux',
    platform_version: '',
    python_full_version: full,
    python_version: full.split('.').slice(0, 2).join('.'),
    sys_platform: random.pick([...(TEXTS['sys_platform'] ?? []), 'l', 'linux, win32', 'cygwin']),
    ...(context === 'metadata'
      ? { extra: random.pick([...EXTRAS, 'other']) }
      : { extras: names(), dependency_groups: names() }),
  };
}

interface Claims {
  readonly context: Context;
  readonly environments: readonly MarkerEnvironment[];
  readonly a: string;
  readonly b: string;
  readonly simplified: string | boolean;
  readonly canonical: string | boolean;
  readonly restricted: string | boolean;
  readonly conjoined: string | boolean;
  readonly disjoined: string | boolean;
  readonly never: Proof;
  readonly implies: Proof;
  readonly equivalent: Proof;
}

function read(text: string): Marker {
  const parsed = parseMarker(text);
  if (!parsed.ok) throw new Error(`the generator made \`${text}\`: ${parsed.error.message}`);
  return parsed.value;
}

function say(condition: Condition): string | boolean {
  return typeof condition === 'boolean' ? condition : formatMarker(condition);
}

const algebra: DifferentialKind<Claims> = {
  name: 'marker-algebra',
  op: 'marker-algebra',
  full: 100_000,
  quick: 3000,
  generate(random) {
    const context = random.chance(0.7) ? 'metadata' : 'lock_file';
    const pool = random.list(2, 4, () => comparison(random, context));
    const a = read(markerText(random, context, pool));
    const b = read(markerText(random, context, pool));
    return {
      context,
      environments: random.list(10, 10, () => environmentCase(random, context)),
      a: formatMarker(a),
      b: formatMarker(b),
      simplified: say(simplifyMarker(a)),
      canonical: say(canonicalMarker(a)),
      restricted: say(restrictMarker(a, b)),
      conjoined: say(conjoinMarkers(a, b)),
      disjoined: say(disjoinMarkers(a, b)),
      never: isNeverTrue(a),
      implies: impliesMarker(a, b),
      equivalent: equivalentMarkers(a, b),
    };
  },
  /** Nothing that was claimed may be refuted; and a simplified marker is its own simplified form, and no longer. */
  ours({ a, simplified, canonical }) {
    const wrong: string[] = [];
    if (typeof simplified === 'string') {
      if (simplified.length > a.length) wrong.push('longer');
      if (say(simplifyMarker(read(simplified))) !== simplified) wrong.push('simplified again');
    }
    if (typeof canonical === 'string' && say(canonicalMarker(read(canonical))) !== canonical)
      wrong.push('canonical again');
    return wrong;
  },
};

export const kinds: DifferentialKind[] = [algebra];
