import { parseProjectTable } from '../../src/project-table-parse.ts';
import type { DifferentialKind } from '../kind.ts';
import type { Random } from '../random.ts';
import { fromTree, mutateTree, type TreeCase } from '../tree-case.ts';

type Table = { [key: string]: TreeCase };

const REQUIREMENTS = ['requests', 'a>=1,<2', 'b[x]; python_version<"3.9"', 'me[gui,cli]', 'c @ https://x.org/c.zip'];
const REFERENCES = ['a:main', 'a.b:C.run', 'a', 'a.b : c', 'a:b [x,y]', 'é.ü:ö'];

function contact(random: Random): Table {
  const person: Table = {};
  if (random.chance(0.8)) person['name'] = random.pick(['A. Person', 'Ünal <x>', 'The "A" Team']);
  if (random.chance(0.7) || person['name'] === undefined) {
    person['email'] = random.pick(['a@b.org', 'first.last+tag@sub.example.com', '"a b"@c', 'ü@é.org', 'a@localhost']);
  }
  return person;
}

function scripts(random: Random): Table {
  const names = ['run', 'run-it', 'a.b', 'ä b', '.x'];
  return Object.fromEntries(random.list(0, 2, () => [random.pick(names), random.pick(REFERENCES)]));
}

const FIELDS: Readonly<Record<string, (random: Random) => TreeCase>> = {
  version: (random) => random.pick(['1.0', '1.0a1', 'v2', '1!3.0.post1']),
  description: (random) => random.pick(['One line.', '', 'é\t!']),
  readme: (random) =>
    random.pick<TreeCase>([
      'README.md',
      'docs/readme.RST',
      'README.txt',
      { file: 'README', 'content-type': 'text/markdown; charset=UTF-8; variant=CommonMark' },
      { text: 'Hello', 'content-type': 'text/plain' },
      { file: 'README', 'content-type': 'text/html' },
      { file: 'a', text: 'b', 'content-type': 'text/x-rst' },
      'README',
    ]),
  'requires-python': (random) => random.pick(['>=3.9', '~=3.10,!=3.11.0', '', '==3.*']),
  license: (random) =>
    random.pick<TreeCase>([
      'MIT',
      'mit or apache-2.0',
      'LicenseRef-x AND BSD-3-Clause',
      { file: 'LICENSE' },
      { text: 'free' },
      'Foo',
    ]),
  'license-files': (random) =>
    random.list(0, 2, () =>
      random.pick(['LICEN[CS]E*', 'licenses/**/*.txt', 'LICENSE A', 'a[a-z]?', '/x', 'a/../b', '[', 'é', 'a[!b]']),
    ),
  authors: (random) => random.list(0, 2, () => contact(random)),
  maintainers: (random) => random.list(0, 2, () => contact(random)),
  keywords: (random) => random.list(0, 2, () => random.pick(['one', 'two words', ''])),
  classifiers: (random) =>
    random.list(0, 2, () => random.pick(['Programming Language :: Python', 'License :: OSI Approved', 'License'])),
  urls: (random) => ({ Homepage: 'https://example.com', [random.pick(['Ä', 'x'.repeat(32), 'ÄÖ𝄞'.repeat(11)])]: 'x' }),
  scripts,
  'gui-scripts': scripts,
  'entry-points': (random) =>
    Object.fromEntries(
      random.list(0, 2, () => [random.pick(['pytest11', 'a.b_c', 'console_scripts', 'é.1', 'a-b']), scripts(random)]),
    ),
  dependencies: (random) => random.list(0, 3, () => random.pick(REQUIREMENTS)),
  'optional-dependencies': (random) =>
    Object.fromEntries(
      random.list(0, 3, () => [
        random.pick(['gui', 'Gui', 'cli', 'foo_bar', 'foo.bar', 'all']),
        random.list(0, 2, () => random.pick(REQUIREMENTS)),
      ]),
    ),
  'import-names': (random) =>
    random.list(0, 3, () => random.pick(['a', 'a.b', 'a.b.c', '_x ; private', '', 'b;private', 'class', 'é'])),
  'import-namespaces': (random) => random.list(0, 2, () => random.pick(['zope', 'a', 'zope.x', 'n ; private'])),
};

function generate(random: Random): TreeCase {
  const project: Table = { name: random.pick(['me', 'My.Project', 'a_b']) };
  const keys = Object.keys(FIELDS);
  const given = random.list(0, 5, () => random.pick(keys));
  for (const key of given) project[key] = FIELDS[key]?.(random) ?? '';
  const dynamic = random.chance(0.3) ? random.list(0, 3, () => random.pick([...keys, 'name', 'dynamic', 'x'])) : [];
  if (project['version'] === undefined && random.chance(0.95)) {
    if (random.chance(0.5)) dynamic.push('version');
    else project['version'] = '1';
  }
  if (dynamic.length > 0) project['dynamic'] = dynamic;
  for (let edits = random.chance(0.4) ? 1 + random.int(2) : 0; edits > 0; edits--) mutateTree(random, project);
  return random.chance(0.002) ? random.pick<TreeCase>([[], 'x', 1, { $: '2024-01-02' }]) : project;
}

const reading: DifferentialKind<TreeCase> = {
  name: 'project-table',
  op: 'project-table',
  full: 100_000,
  quick: 4000,
  generate,
  ours(table) {
    const { faults } = parseProjectTable(fromTree(table));
    return { places: [...new Set(faults.map((fault) => JSON.stringify(fault.path)))].map(spaced).sort(byCodePoints) };
  },
  exception(table) {
    // A name or an extra in a requirement ends in `_`, which packaging lets through.
    return /_[ \\tnr]*(?:[[\]<>=!~;,@("])/.test(JSON.stringify(table)) ? 'name-ends-in-underscore' : undefined;
  },
};

/** As Python writes it: a blank after each comma between elements. */
function spaced(path: string): string {
  const parts: unknown = JSON.parse(path);
  return Array.isArray(parts) ? `[${parts.map((part) => JSON.stringify(part)).join(', ')}]` : path;
}

function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export const kinds: DifferentialKind[] = [reading];
