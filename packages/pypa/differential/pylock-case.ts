import type { Random } from './random.ts';
import type { TreeCase } from './tree-case.ts';

/** Well-formed lock documents for the kinds about `pylock.toml`. */

type Table = { [key: string]: TreeCase };

const NAMES = ['a', 'attrs', 'numpy', 'zope-interface', 'x1', 'py-3'];
const VERSIONS = ['1', '1.0', '2.0.1', '1.0a1', '1!2.0', '3.0+cpu', '2024.1.post1.dev3'];
const MARKERS = [
  "python_version >= '3.10'",
  "sys_platform == 'linux'",
  'os_name == "nt" or (platform_machine == "arm64" and python_full_version < "3.13")',
  "'cli' in extras",
  "'dev' in dependency_groups or 'test' in dependency_groups",
  '"Foo_Bar" not in extras',
  "implementation_name == 'cpython' and 'default' in dependency_groups",
  "sys_platform != 'win32'",
];
const TAGS = [
  'py3-none-any',
  'py2.py3-none-any',
  'cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64',
  'cp312-cp312-manylinux_2_28_x86_64',
  'cp311-abi3-win_amd64',
  'cp38-abi3-macosx_11_0_arm64',
  'cp313-cp313t-musllinux_1_2_aarch64',
  'pp310-pypy310_pp73-win_amd64',
];
const SPECIFIERS = ['>=3.9', '==3.12.*', '', '~=3.10, !=3.11.2', '>=3.8,<4', '>=3.13.0a1', '!=3.12.*'];
const TIMES = [
  '2025-01-25T11:30:10.164985+00:00',
  '2024-02-29T23:59:59Z',
  '2024-01-02 03:04:05',
  '2024-05-06T07:08:09-07:00',
];

function maybe(random: Random, table: Table, key: string, value: () => TreeCase, probability = 0.4): void {
  if (random.chance(probability)) table[key] = value();
}

function hashes(random: Random): Table {
  const table: Table = { sha256: 'c75a69e28a550a7e93789579c22aa26b0f5b83b75dc4e08fe092980051e1090a' };
  if (random.chance(0.1))
    table[random.pick(['md5', 'sha512', 'SHA1', 'blake2b', 'a b'])] = random.pick(['', 'ff', 'é"\\']);
  return table;
}

const HOSTS = ['https://files.example.org/packages/fc/30/', 'http://localhost:8080/', 'file:///x/', './', 'ftp://a/b/'];

/** Says where a file is; `name` may be left to the place. */
function place(random: Random, table: Table, fileName: string): void {
  const byName = random.chance(0.6);
  if (byName) table['name'] = fileName;
  const odd = random.pick(['', '', '?q=1', '#sha256=ff', ';x']);
  if (random.chance(0.75)) {
    const shown = random.chance(0.1)
      ? fileName.replaceAll('-', '%2D').replaceAll('.', random.pick(['.', '%2e']))
      : fileName;
    table['url'] = random.pick(HOSTS) + (byName && random.chance(0.3) ? 'blob' : shown) + odd;
  }
  if (table['url'] === undefined || random.chance(0.1)) {
    const folder = random.pick(['', './', 'dist/', '.\\', 'a\\b\\', '/abs/']);
    table['path'] = folder + (byName && random.chance(0.3) ? 'blob' : fileName);
  }
}

function file(random: Random, fileName: string): Table {
  const table: Table = {};
  place(random, table, fileName);
  maybe(random, table, 'upload-time', () => ({ $: random.pick(TIMES) }));
  maybe(random, table, 'size', () => random.pick([0, 1, 63152, 9007199254740991]));
  table['hashes'] = hashes(random);
  return table;
}

function vcs(random: Random): Table {
  const table: Table = { type: random.pick(['git', 'hg', 'svn', 'bzr', 'fossil']) };
  maybe(random, table, 'path', () => random.pick(['../a', '/a', '']), 0.2);
  if (!table['path'] || random.chance(0.5)) table['url'] = 'https://example.com/a.git';
  maybe(random, table, 'requested-revision', () => 'main');
  table['commit-id'] = '1f2e3d4c5b6a79880716253443526170f9e8d7c6';
  maybe(random, table, 'subdirectory', () => random.pick(['sub', 'a/b', '']), 0.3);
  return table;
}

function directory(random: Random): Table {
  const table: Table = { path: random.pick(['.', '../lib', '/abs', '']) };
  maybe(random, table, 'editable', () => random.chance(0.5));
  maybe(random, table, 'subdirectory', () => 'sub', 0.2);
  return table;
}

function archive(random: Random): Table {
  const table = file(random, 'a-1.0.tar.gz');
  delete table['name'];
  maybe(random, table, 'subdirectory', () => 'sub', 0.3);
  return table;
}

/** One well-formed entry of `packages`. */
export function pylockEntry(random: Random, name: string = random.pick(NAMES)): Table {
  const version = random.pick(VERSIONS);
  const entry: Table = { name };
  const versioned = random.chance(0.8);
  if (versioned) entry['version'] = version;
  maybe(random, entry, 'marker', () => random.pick(MARKERS));
  maybe(random, entry, 'requires-python', () => random.pick(SPECIFIERS), 0.3);
  maybe(random, entry, 'dependencies', () => random.list(0, 3, () => ({ name: random.pick(NAMES) })), 0.3);
  const kind = random.int(10);
  if (kind === 0) entry['vcs'] = vcs(random);
  else if (kind === 1) entry['directory'] = directory(random);
  else if (kind === 2) entry['archive'] = archive(random);
  else {
    const written = name.replaceAll('-', random.pick(['_', '_', '.']));
    maybe(random, entry, 'index', () => 'https://pypi.org/simple/');
    if (kind < 7) {
      const sdist = random.chance(0.2) ? written.replaceAll('_', '-') : written;
      entry['sdist'] = file(random, `${sdist}-${version}${random.pick(['.tar.gz', '.tar.gz', '.zip'])}`);
    }
    if (kind > 4 || random.chance(0.2)) {
      const least = kind < 7 ? 0 : 1;
      entry['wheels'] = random.list(least, 4, () => {
        const build = random.chance(0.15) ? `-${random.pick(['1', '2', '10x'])}` : '';
        return file(random, `${written}-${version}${build}-${random.pick(TAGS)}.whl`);
      });
    }
  }
  const identity = () => ({ kind: 'GitHub', repository: 'a/b', environment: 'release' });
  maybe(random, entry, 'attestation-identities', () => random.list(0, 2, identity), 0.15);
  maybe(random, entry, 'tool', () => tool(random), 0.1);
  return entry;
}

function tool(random: Random): Table {
  return random.pick<Table>([
    {},
    { x: { command: ['.', 'lock'], 'run-on': { $: '2025-03-06T12:28:57.760769' }, n: -1, f: 0.5, t: true } },
    { 'a b': { 'é"': '\u0000\u001f\u007f\\"\n\t', nested: { deep: [[], [{ a: [1.5e300, 1e-9] }]], empty: {} } }, y: 1 },
    { d: { $: '2024-01-02' }, t: [{ $: '23:59:59.5' }], big: 9007199254740991, '': '' },
  ]);
}

/** A well-formed lock document. */
export function pylockDocument(random: Random): Table {
  const lock: Table = { 'lock-version': random.pick(['1.0', '1.0', '1.0', '1', '1.1', '1.0.0']) };
  maybe(random, lock, 'environments', () => random.list(0, 2, () => random.pick(ENVIRONMENTS)), 0.3);
  maybe(random, lock, 'requires-python', () => random.pick(SPECIFIERS), 0.4);
  maybe(random, lock, 'extras', () => random.list(0, 2, () => random.pick(['cli', 'foo-bar', 'x'])));
  maybe(random, lock, 'dependency-groups', () => random.list(0, 2, () => random.pick(['dev', 'Test', 'docs'])));
  maybe(random, lock, 'default-groups', () => random.list(0, 2, () => random.pick(['default', 'test', 'Dev'])));
  lock['created-by'] = random.pick(['uv', 'mousebender', '']);
  lock['packages'] = random.list(0, 5, () => pylockEntry(random));
  maybe(random, lock, 'tool', () => tool(random), 0.2);
  return lock;
}

const ENVIRONMENTS = [
  "sys_platform == 'win32'",
  "sys_platform == 'linux' and python_version >= '3.9'",
  "sys_platform == 'darwin'",
  "implementation_name == 'cpython'",
];
