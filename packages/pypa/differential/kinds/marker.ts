import type { MarkerEnvironment } from '../../src/environment.ts';
import { formatMarker, parseMarker } from '../../src/marker.ts';
import { evaluateMarker, type MarkerContext } from '../../src/marker-evaluate.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';
import { versionText } from './version.ts';

const VERSION_FIELDS = ['python_version', 'python_full_version', 'implementation_version', 'platform_release'] as const;
const TEXT_FIELDS = [
  'os_name',
  'sys_platform',
  'platform_machine',
  'platform_system',
  'platform_version',
  'platform_python_implementation',
  'implementation_name',
] as const;
const OLD_FIELDS = [
  'os.name',
  'sys.platform',
  'platform.version',
  'platform.machine',
  'platform.python_implementation',
  'python_implementation',
] as const;
const VERSION_OPERATORS = ['<', '<=', '==', '!=', '>=', '>', '~=', '==='] as const;
const VERSIONS = [
  '2.7',
  '3',
  '3.8',
  '3.10',
  '3.12.1',
  '3.13.0a2',
  '3.13',
  '3.12.10',
  '3.*',
  '3.12.*',
  '3.9.0rc1',
  '3.8.post1',
  '5.15',
  '3.12.1+local',
  '7.3.13',
] as const;
const TEXTS = [
  'posix',
  'nt',
  'linux',
  'win32',
  'darwin',
  'linux2',
  'Linux',
  'x86_64',
  'arm64',
  'AMD64',
  'CPython',
  'PyPy',
  '',
  '5.15.0-91-generic',
  '#39~20.04.1-Ubuntu SMP',
  'os_name',
  'dog',
] as const;
const NAMES = ['dev', 'Test_All', 'test-all', 'socks', 'a.b', 'A__b', '', 'x y'] as const;

function literal(random: Random, value: string): string {
  if (random.chance(0.03)) {
    value = random.pick([
      'a\\nb',
      'C:\\dir',
      '\\x41',
      '\\u00e9',
      '\\101',
      '\\x22\\x27',
      'é',
      '٣.8',
      'a\\\nb',
      '\\x4',
      'tab\there',
      '\\\\',
    ]);
  }
  const quote = value.includes('"') ? "'" : value.includes("'") ? '"' : random.pick(['"', "'"]);
  return quote + value + quote;
}

function versionLiteral(random: Random): string {
  const roll = random.int(20);
  if (roll < 12) return random.pick(VERSIONS);
  if (roll < 15) return versionText(random);
  if (roll < 17) return random.list(2, 4, () => random.pick(VERSIONS)).join(random.pick([',', ', ', ' ']));
  if (roll < 18) return ` ${random.pick(VERSIONS)}${random.pick(['', ' ', '\u001c', '\ufeff'])}`;
  return random.pick(TEXTS);
}

function comparison(random: Random): string {
  const blank = () => random.pick(['', ' ', ' ', ' ', '  ', '\t']);
  const roll = random.int(100);
  let field: string;
  let value: string;
  if (roll < 45) {
    field = random.pick(VERSION_FIELDS);
    value = versionLiteral(random);
  } else if (roll < 75) {
    field = random.chance(0.15) ? random.pick(OLD_FIELDS) : random.pick(TEXT_FIELDS);
    value = random.chance(0.2) ? versionLiteral(random) : random.pick(TEXTS);
  } else if (roll < 92) {
    field = 'extra';
    value = random.pick(NAMES);
  } else {
    field = random.pick(['extras', 'dependency_groups']);
    value = random.pick(NAMES);
  }
  const word = field === 'extras' || field === 'dependency_groups' ? random.chance(0.9) : random.chance(0.2);
  const operator = word ? random.pick(['in', 'not in', 'not\tin']) : random.pick(VERSION_OPERATORS);
  const set = field === 'extras' || field === 'dependency_groups';
  const sides = [field, literal(random, value)];
  if (random.chance(0.02)) sides[0] = literal(random, random.pick(['os_name', 'linux', 'extra', '3.8', 'extras']));
  if (random.chance(0.02)) sides[1] = random.pick([...VERSION_FIELDS, ...TEXT_FIELDS, 'extra', 'extras']);
  if (random.chance(set ? 0.95 : 0.2)) sides.reverse();
  // Words need a blank only where a letter would run into them.
  const [left = '', right = ''] = sides;
  const before = word && /\w$/.test(left) ? random.pick([' ', '\t ']) : blank();
  const after = word && /^\w/.test(right) ? ' ' : blank();
  return left + before + operator + after + right;
}

/** A marker text: well-formed in nine of ten cases. */
export function markerText(random: Random, depth = 0): string {
  const one = () => {
    if (depth < 4 && random.chance(0.25)) {
      const inner = markerText(random, depth + 1);
      const blank = random.pick(['', '', ' ']);
      return random.chance(0.2) ? `((${inner}) )` : `(${blank}${inner}${blank})`;
    }
    return comparison(random);
  };
  let text = one();
  for (let more = random.pick([0, 0, 0, 1, 1, 2, 3]); more > 0; more--) {
    const next = one();
    const word = random.pick(['and', 'or']);
    const before = /\w$/.test(text) ? ' ' : random.pick(['', ' ', ' ', '\t']);
    const after = /^\w/.test(next) ? ' ' : random.pick(['', ' ', ' ']);
    text += before + word + after + next;
  }
  if (depth > 0) return text;
  if (random.chance(0.02)) text = '('.repeat(20) + text + ')'.repeat(random.pick([20, 20, 20, 19, 21]));
  if (random.chance(0.05)) text = random.pick([' ', '\t', '\n', '\u00a0']) + text;
  if (random.chance(0.05)) text += random.pick([' ', '\t', '\n', '\r\n', '\u00a0']);
  return random.chance(0.08) ? random.mutate(text, AWKWARD) : text;
}

/** An environment: real, odd or broken values, now and then a field too few. */
export function environmentCase(random: Random, context: MarkerContext): MarkerEnvironment {
  const found: Record<string, string | string[]> = {};
  for (const field of TEXT_FIELDS) found[field] = random.pick(TEXTS);
  for (const field of VERSION_FIELDS) {
    found[field] = random.chance(0.8) ? random.pick(VERSIONS) : versionText(random);
  }
  found['python_version'] = random.pick(['2.7', '3', '3.8', '3.10', '3.12', '3.13', '3.13', '3.12.1', 'broken', '']);
  if (random.chance(0.2))
    found['python_full_version'] = random.pick(['3.12.1+', '3.13.0a2', '3.13.0rc1+', '3.x', '+', '']);
  if (random.chance(0.5))
    found['platform_release'] = random.pick(['5.15.0-91-generic', '10', '23.1.0', '', '5.15', '6.1.0+', 'NT']);
  const lock = context === 'lock_file';
  if (random.chance(lock ? 0.02 : 0.6)) found['extra'] = random.pick(NAMES);
  if (random.chance(lock ? 0.7 : 0.02)) found['extras'] = random.list(0, 3, () => random.pick(NAMES));
  if (random.chance(lock ? 0.7 : 0.02)) found['dependency_groups'] = random.list(0, 3, () => random.pick(NAMES));
  if (random.chance(0.1)) delete found[random.pick([...TEXT_FIELDS, 'python_version', 'platform_release'])];
  return found;
}

/** A value whose plain text Python's `packaging` prints but nobody could read back. */
export function unreadable(theirs: unknown, ours: string): boolean {
  if (typeof theirs === 'object' && theirs !== null) return ours.includes('\\u0022');
  if (typeof theirs !== 'string') return false;
  const again = parseMarker(theirs);
  return !again.ok || formatMarker(again.value) !== ours;
}

const named = (text: string) => text.includes('\\N');

const parsing: DifferentialKind<string> = {
  name: 'marker',
  op: 'marker',
  full: 200_000,
  generate: (random) => markerText(random),
  ours(text) {
    const parsed = parseMarker(text);
    return parsed.ok ? formatMarker(parsed.value) : null;
  },
  exception(text, ours, theirs) {
    if (ours === null) return named(text) ? 'marker-character-by-name' : undefined;
    return typeof ours === 'string' && unreadable(theirs, ours) ? 'marker-text-unreadable' : undefined;
  },
};

type Evaluation = readonly [string, readonly MarkerEnvironment[], MarkerContext];

const evaluation: DifferentialKind<Evaluation> = {
  name: 'marker-evaluation',
  op: 'marker-evaluation',
  full: 200_000,
  generate(random) {
    const context = random.pick(['metadata', 'requirement', 'lock_file'] as const);
    return [markerText(random), random.list(2, 5, () => environmentCase(random, context)), context];
  },
  ours([text, environments, context]) {
    const parsed = parseMarker(text);
    if (!parsed.ok) return null;
    return environments.map((environment) => {
      const answer = evaluateMarker(parsed.value, environment, context);
      return answer.ok ? answer.value : answer.error.code;
    });
  },
  exception([text, environments, context], ours, theirs) {
    if (ours === null) return named(text) ? 'marker-character-by-name' : undefined;
    if (!Array.isArray(ours) || !Array.isArray(theirs)) return undefined;
    const wrong = context === 'lock_file' ? (['extra'] as const) : (['extras', 'dependency_groups'] as const);
    if (theirs.includes('crash') && /~=.*[ıſİK]/su.test(text)) return 'specifier-foreign-letters';
    const listed = environments.every(
      (environment, i) =>
        ours[i] === theirs[i] ||
        (ours[i] === 'undefined-field' && wrong.some((field) => environment[field] !== undefined)),
    );
    return listed ? 'marker-field-outside-context' : undefined;
  },
};

export const kinds: DifferentialKind[] = [parsing, evaluation];
