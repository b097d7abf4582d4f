import { type EntryPoint, parseEntryPoints } from '../../src/entry-points.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const GROUPS = ['console_scripts', 'gui_scripts', 'pytest11', 'a.b', 'distutils.commands', 'ünï.x', 'babel.extractors'];
const ODD_GROUPS = ['DEFAULT', 'a-b', '', '[x]', 'a]', ' a ', '.a', 'a.', 'default', 'a b', 'x]=[y'];
const NAMES = [
  'foo',
  'Foo',
  'foo-bar',
  'a.b',
  'x y',
  'pip3.11',
  'f:g',
  'ß',
  '%',
  '[',
  '[x]',
  '',
  '../x',
  '#h',
  ';c',
  'DEFAULT',
];
const MODULES = ['foo', 'foo.bar', 'pkg.mod', '_x', 'ünï.mod', '1a', '.a', 'a..b', '', 'a-b', 'ﬁ'];
const EXTRAS = [
  '[x]',
  '[x,y]',
  ' [ x , y ]',
  '[]',
  ' [ ]',
  '[a-b]',
  '[a.b, c_d]',
  '[x y]',
  '[,]',
  '[x,]',
  '[x]]',
  '[x',
  '[%]',
  '[x] z',
];
const LINE_ENDS = ['\r\n', '\r', '\u000b', '\u000c', '\u001c', '\u0085', '\u2028'];

function space(random: Random): string {
  return random.chance(0.7) ? random.pick(['', ' ']) : random.pick(['  ', '\t', '\u00a0', '\u3000']);
}

/** An object reference with optional extras: well-formed in about eight of ten cases. */
function reference(random: Random): string {
  const part = () => random.pick(random.chance(0.85) ? MODULES.slice(0, 4) : MODULES);
  let text = part();
  if (random.chance(0.8)) text += `${space(random)}:${space(random)}${part()}`;
  if (random.chance(0.2)) text += space(random) + random.pick(random.chance(0.6) ? EXTRAS.slice(0, 5) : EXTRAS);
  return random.chance(0.05) ? random.mutate(text, AWKWARD) : text;
}

function line(random: Random): string {
  const kind = random.int(20);
  if (kind === 0) return '';
  if (kind === 1) return random.pick(['# a comment', '; other', ' # indented', '#[x]', 'no equals', '  ', '=']);
  if (kind < 6) return `[${random.pick(random.chance(0.85) ? GROUPS : ODD_GROUPS)}]`;
  const name = random.chance(0.85) ? `${random.pick(NAMES.slice(0, 7))}${random.int(50)}` : random.pick(NAMES);
  const indent = random.chance(0.03) ? random.pick([' ', '\t', '\u2003']) : '';
  return `${indent}${name}${space(random)}=${space(random)}${reference(random)}${space(random)}`;
}

interface EntryPointsCase {
  readonly text: string;
  /** Our verdict that nothing is wrong: the oracle's two readers must then agree. */
  readonly clean: boolean;
}

function words(entry: EntryPoint): unknown {
  const { reference: read } = entry;
  if (read === undefined) return null;
  // `importlib.metadata` cuts extras into `\w+` words; ours keeps `a-b` whole, as the specification says.
  const extras = read.extras.flatMap((extra) => extra.match(/[\p{L}\p{N}_]+/gu) ?? []);
  return { module: read.module, attribute: read.attribute ?? null, extras };
}

const reading: DifferentialKind<EntryPointsCase> = {
  name: 'entry-points',
  op: 'entry-points',
  full: 150_000,
  generate(random) {
    const first = random.chance(0.9) ? `[${random.pick(GROUPS)}]\n` : '';
    const end = () => (random.chance(0.98) ? '\n' : random.pick(LINE_ENDS));
    const body = random.list(1, random.chance(0.5) ? 3 : 9, () => line(random) + end()).join('');
    const text = random.chance(0.08) ? random.mutate(first + body, `${AWKWARD}[]=\n`) : first + body;
    return { text, clean: parseEntryPoints(text).faults.length === 0 };
  },
  ours({ text, clean }) {
    const { entryPoints } = parseEntryPoints(text);
    return {
      entries: entryPoints.map((entry) => [entry.group, entry.name, entry.value, words(entry)]),
      agree: clean ? true : null,
    };
  },
};

export const kinds: DifferentialKind[] = [reading];
