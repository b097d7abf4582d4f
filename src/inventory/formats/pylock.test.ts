import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import { cpuTime } from '../../base/text/testing/cpu-time.ts';
import { Chains } from '../chains.ts';
import type { Component } from '../component.ts';
import type { Reading, SourceTree } from '../format.ts';
import { format } from './pylock.ts';

const tree: SourceTree = { maxDepth: 200, include: () => err(problem('file-unreadable', 'there is none')) };
const HEAD = 'lock-version = "1.0"\ncreated-by = "hand"\n';
const HASHES = 'hashes = { sha256 = "aa" }';
const VCS = 'type = "git", commit-id = "0123456789abcdef0123456789abcdef01234567"';

function read(text: string, path = 'pylock.toml'): Reading {
  return format.read({ path, text }, tree);
}

/** A file that a tool wrote; `origin.json` beside it says which and how. */
function readCase(name: string): Reading {
  return read(readFileSync(new URL(`./cases/${name}/pylock.toml`, import.meta.url), 'utf8'));
}

/** Five lines, the first empty. */
function entry(name: string, version: string, ...more: readonly string[]): string {
  const sdist = `sdist = { url = "https://files/${name}-${version}.tar.gz", ${HASHES} }`;
  return ['', '[[packages]]', `name = "${name}"`, `version = "${version}"`, sdist, ...more, ''].join('\n');
}

function bare(name: string, ...more: readonly string[]): string {
  return ['', '[[packages]]', `name = "${name}"`, ...more, ''].join('\n');
}

function only({ components }: Reading, name: string): Component {
  const [found, ...more] = components.filter((component) => component.name === name);
  assert.ok(found !== undefined && more.length === 0, name);
  return found;
}

function places({ problems }: Reading): [code: string, line: number | undefined, column: number | undefined][] {
  return problems.map(({ code, at }) => [code, at?.line, at?.column]);
}

/** What one marker makes of an entry, in a lock with a default group and an exposed one. */
function split(marker: string, head = 'default-groups = ["Default"]\ndependency-groups = ["Test"]\n') {
  const reading = read(HEAD + head + entry('a', '1', `marker = ${JSON.stringify(marker)}`));
  const { groups, marker: condition } = only(reading, 'a');
  return [groups, condition];
}

describe('pylock.toml', () => {
  it('is told by its name', () => {
    for (const name of ['pylock.toml', 'pylock.dev.toml']) assert.ok(format.matches(name, ''), name);
    for (const name of ['pylock.a.b.toml', 'Pylock.toml', 'xpylock.toml', 'pylock..toml'])
      assert.ok(!format.matches(name, ''), name);
  });

  it('reads what uv writes, the project itself left out', () => {
    const reading = readCase('pylock-uv');
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(
      reading.components.map(({ name, version, marker, source, locations }) => [
        `${name} ${version}`,
        marker,
        source.kind + (source.url ?? ''),
        locations.map(({ line, column }) => `${line}:${column}`).join(),
      ]),
      [
        ['bottle 0.12.25', undefined, 'index', '7:1'],
        ['click 8.1.6', undefined, 'index', '14:1'],
        ['colorama 0.4.6', 'sys_platform == "win32"', 'index', '21:1'],
        ['exceptiongroup 1.1.3', 'python_full_version < "3.11"', 'index', '29:1'],
        ['iniconfig 2.0.0', undefined, 'index', '37:1'],
        ['packaging 23.1', undefined, 'index', '44:1'],
        ['pluggy 1.2.0', undefined, 'index', '51:1'],
        ['pytest 7.4.0', undefined, 'index', '58:1'],
        ['tomli 2.0.1', 'python_full_version < "3.11"', 'index', '69:1'],
      ],
    );
    assert.deepEqual(only(reading, 'pluggy').hashes, [
      'sha256:c2fd55a7d7a3863cba1a013e4e2414658b1d07b6bc57b3919e0c63c9abb99849',
      'sha256:d12f0c4b579b15f5e054301bb226ee85eeeba08ffec228092f8defbaa3a4c4b3',
    ]);
  });

  it('reads what pip writes', () => {
    const reading = readCase('pylock-pip');
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(
      reading.components.map(({ name, version, groups, locations }) => [name, version, groups, locations[0]?.line]),
      [
        ['bottle', '0.12.25', [''], 4],
        ['click', '8.1.6', [''], 15],
        ['iniconfig', '2.0.0', [''], 26],
      ],
    );
    assert.deepEqual(only(reading, 'iniconfig').hashes, [
      'sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374',
    ]);
  });

  it('collects the hashes of all files', () => {
    const wheels =
      'wheels = [{ url = "https://files/a-1-py3-none-any.whl", hashes = { sha256 = "CC", SHA512 = "bb" } }]';
    assert.deepEqual(only(read(HEAD + entry('a', '1.0', wheels)), 'a').hashes, ['sha256:aa', 'sha256:cc', 'sha512:bb']);
  });

  it('knows each kind of source and removes credentials', () => {
    const files = `sdist = { url = "https://f/x-1.tar.gz", ${HASHES} }`;
    const sources: [string, string, string?][] = [
      [files, 'index'],
      [`index = "https://pypi.org/simple"\n${files}`, 'index'],
      [`index = "https://pypi.org/simple/"\n${files}`, 'index'],
      [`index = "https://user:secret@corp.example/simple"\n${files}`, 'index', 'https://***@corp.example/simple'],
      [
        `vcs = { url = "https://user:secret@git.example/x.git", subdirectory = "sub", ${VCS} }`,
        'vcs',
        'git+https://***@git.example/x.git@0123456789abcdef0123456789abcdef01234567#subdirectory=sub',
      ],
      [`vcs = { path = "../x", ${VCS} }`, 'vcs', 'git+../x@0123456789abcdef0123456789abcdef01234567'],
      [`archive = { url = "https://user:secret@f/x-1.zip", ${HASHES} }`, 'url', 'https://***@f/x-1.zip'],
      [`archive = { path = "vendor/x-1.zip", ${HASHES} }`, 'path', 'vendor/x-1.zip'],
      ['directory = { path = "../beside" }', 'path', '../beside'],
      ['directory = { path = "C:\\\\beside" }', 'path', 'C:\\beside'],
      ['directory = { path = "/beside" }', 'path', '/beside'],
    ];
    for (const [source, kind, url] of sources) {
      const reading = read(HEAD + bare('x', 'version = "1"', source));
      assert.deepEqual(reading.problems, [], source);
      assert.deepEqual(only(reading, 'x').source, url === undefined ? { kind } : { kind, url });
    }
  });

  it('takes folders of the repository for the project and its members, counted from the lock', () => {
    const inside: [lock: string, path: string][] = [
      ['pylock.toml', '.'],
      ['pylock.toml', './packages/member'],
      ['locks/pylock.toml', '..'],
      ['locks/pylock.toml', '..\\\\member'],
    ];
    for (const [lock, path] of inside) {
      const reading = read(`${HEAD}${bare('app', `directory = { path = "${path}" }`)}`, lock);
      assert.deepEqual([reading.components, reading.problems], [[], []], path);
    }
    for (const path of ['..', 'a/../../b']) {
      const reading = read(`${HEAD}${bare('app', `directory = { path = "${path}" }`)}`);
      assert.equal(only(reading, 'app').source.kind, 'path', path);
      assert.deepEqual(only(reading, 'app').reasons, ['unknown-version']);
    }
  });

  it('takes a version that is not given from the names of the files, where they agree', () => {
    const wheel = (name: string) => `{ url = "https://f/${name}-py3-none-any.whl", ${HASHES} }`;
    const cases: [string, string | null][] = [
      [`archive = { url = "https://f/x-1.0.tar.gz#frag", ${HASHES} }`, '1.0'],
      [`wheels = [${wheel('x-2.0')}, ${wheel('x-2.0')}]`, '2.0'],
      [`wheels = [${wheel('x-2.0')}, ${wheel('x-3.0')}]`, null],
      [`archive = { url = "https://f/y-1.0.tar.gz", ${HASHES} }`, null],
      [`archive = { url = "https://f/main.zip", ${HASHES} }`, null],
      [`vcs = { url = "https://g/x", ${VCS} }`, null],
    ];
    for (const [source, version] of cases) {
      const component = only(read(HEAD + bare('x', source)), 'x');
      assert.equal(component.version, version, source);
      assert.deepEqual(component.reasons, version === null ? ['unknown-version'] : []);
    }
  });

  it('says who brings an entry in: a plain install, a group, an extra', () => {
    const nobody = undefined;
    assert.deepEqual(split("'default' in dependency_groups"), [[''], nobody]);
    assert.deepEqual(split("'Test' in dependency_groups"), [['test'], nobody]);
    assert.deepEqual(split("'Web_UI' in extras"), [['extra:web-ui'], nobody]);
    assert.deepEqual(split("'default' in dependency_groups or 'test' in dependency_groups"), [['', 'test'], nobody]);
    // The plain install brings it already: the extra is not listed.
    assert.deepEqual(split("'default' in dependency_groups or 'web' in extras"), [[''], nobody]);
    // Both are needed: both bring it in.
    assert.deepEqual(split("'web' in extras and 'test' in dependency_groups"), [['extra:web', 'test'], nobody]);
    assert.deepEqual(split("'default' in dependency_groups and 'web' in extras"), [['extra:web'], nobody]);
    assert.deepEqual(split("'test' not in dependency_groups"), [[''], nobody]);
    assert.deepEqual(split("'default' not in dependency_groups"), [[''], nobody]);
    // A default group that the lock offers by name all the same has its name, too.
    const offered = 'default-groups = ["test"]\ndependency-groups = ["test"]\n';
    assert.deepEqual(split("'test' in dependency_groups", offered), [['', 'test'], nobody]);
    assert.deepEqual(split("'test' in dependency_groups", ''), [['test'], nobody]);
  });

  it('keeps of a marker what it says about the environment', () => {
    assert.deepEqual(split("os_name == 'nt' and 'test' in dependency_groups"), [['test'], 'os_name == "nt"']);
    assert.deepEqual(
      split("(os_name == 'nt' and 'test' in dependency_groups) or (os_name == 'nt' and 'web' in extras)"),
      [['extra:web', 'test'], 'os_name == "nt"'],
    );
    // Without condition by one way: no condition.
    assert.deepEqual(split("(os_name == 'nt' and 'web' in extras) or 'default' in dependency_groups"), [
      [''],
      undefined,
    ]);
    assert.deepEqual(split("(os_name == 'nt' or 'default' in dependency_groups) and python_version < '3.9'"), [
      [''],
      'python_version < "3.9"',
    ]);
    const never = "python_version < '3' and python_version > '3.9'";
    assert.deepEqual(split(never), [[''], never.replaceAll("'", '"')]);
  });

  it('takes an entry with a marker that cannot be read for one that is always there', () => {
    const reading = read(HEAD + entry('a', '1', 'marker = "os_name ="'));
    assert.deepEqual([only(reading, 'a').groups, only(reading, 'a').marker], [[''], undefined]);
    assert.deepEqual(places(reading), [['lock-invalid', 8, 10]]);
  });

  it('tells entries of one name apart', () => {
    const fork = (version: string, marker: string) => entry('a', version, `marker = "${marker}"`);
    const reading = read(HEAD + fork('1', "os_name == 'nt'") + fork('2', "os_name != 'nt'"));
    assert.deepEqual(
      reading.components.map(({ version, marker, locations }) => [version, marker, locations[0]?.line]),
      [
        ['1', 'os_name == "nt"', 4],
        ['2', 'os_name != "nt"', 10],
      ],
    );
  });

  it('gives chains by `dependencies`, from what nothing depends on or what the project requires', () => {
    const on = (...names: readonly string[]) =>
      `dependencies = [${names.map((name) => `{ name = "${name}" }`).join()}]`;
    const body = entry('a', '1', on('b')) + entry('b', '1', on('a', 'c')) + entry('c', '1') + entry('d', '1', on('c'));
    const chains = (text: string) => {
      const reading = read(HEAD + text);
      assert.deepEqual(reading.problems, []);
      return new Chains(reading).to(only(reading, 'c'), 9).map((chain) => chain.join(' '));
    };
    assert.deepEqual(chains(body), ['d==1 c==1', 'a==1 b==1 c==1']);
    const app = bare('app', 'directory = { path = "." }', on('b', 'c'));
    assert.deepEqual(chains(app + body), ['c==1', 'b==1 c==1', 'd==1 c==1']);
    assert.deepEqual(chains(entry('a', '1') + entry('c', '1')), ['c==1']);
    // An item may say by another key than the name which entry it means.
    assert.deepEqual(chains(entry('a', '1', 'dependencies = [{ version = "3.0" }]') + entry('c', '3')).length, 1);
  });

  it('gives the names that each group requires', () => {
    const test = 'marker = "\'test\' in dependency_groups"';
    const { roots } = read(HEAD + entry('a', '1') + entry('b', '1', test, 'dependencies = [{ name = "a" }]'));
    assert.deepEqual([...roots], [['test', ['b']]]);
    assert.deepEqual(
      [...read(HEAD + entry('a', '1') + entry('b', '1', test)).roots],
      [
        ['', ['a']],
        ['test', ['b']],
      ],
    );
  });

  it('reads what it can of a damaged lock, and says where each damage is', () => {
    const damaged = [
      HEAD.trimEnd(), // 1, 2
      'extras = "x"', // 3
      entry('a', '1', 'index = 1').trimEnd(), // 4 to 9
      entry('b', 'not a version').trimEnd(), // 10 to 14
      bare('c', 'version = "1"', 'wheels = [{ url = "https://f/c-1-py3-none-any.whl" }]').trimEnd(), // 15 to 19
      '[[packages]]\nversion = "1"', // 20, 21
      bare('Upper_Case', 'version = "1"').trimEnd(), // 22 to 25
      bare('e', 'version = "1"', 'directory = { path = "." }', `archive = { url = "u", ${HASHES} }`).trimEnd(), // 26
      entry('f', '1'), // 32
    ].join('\n');
    const reading = read(damaged);
    assert.deepEqual(
      reading.components.map(({ name, version, reasons }) => [name, version, reasons.join()]),
      [
        ['a', '1', ''],
        ['b', 'not a version', 'invalid-version'],
        ['c', '1', ''],
        ['upper-case', '1', 'unknown-source'],
        ['e', '1', 'unknown-source'],
        ['f', '1', ''],
      ],
    );
    assert.deepEqual(places(reading), [
      ['lock-invalid', 3, 10],
      ['lock-invalid', 9, 9],
      ['lock-invalid', 13, 11],
      ['lock-invalid', 14, 9],
      ['lock-invalid', 19, 11],
      ['lock-invalid', 20, 1],
      ['lock-invalid', 20, 1],
      ['lock-invalid', 24, 8],
      ['lock-invalid', 27, 1],
    ]);
    assert.ok(reading.problems.some(({ message }) => message.startsWith('`packages[2].wheels[0].hashes`: ')));
  });

  it('tells once, at the first place, what a tool writes wrongly in each entry, and where else it stands', () => {
    const wheel = (name: string, at: string) =>
      `wheels = [{ url = "https://f/${name}-1-py3-none-any.whl", upload-time = ${at}, ${HASHES} }]`;
    const locked = (names: readonly string[], at: string) =>
      HEAD + names.map((name) => bare(name, 'version = "1"', wheel(name, at)).trimEnd()).join('\n');
    const messages = (text: string) => read(text).problems.map(({ message, at }) => `${at?.line}: ${message}`);
    const wrong = '`packages[0].wheels[0].upload-time`: expected a date with a time, found a string';
    assert.deepEqual(messages(locked(['a'], '"x"')), [`7: ${wrong}`]);
    assert.deepEqual(messages(locked(['a', 'b'], '"x"')), [`7: ${wrong}; so is one more, in line 12`]);
    assert.deepEqual(messages(locked([...'abcdefgh'], '"x"')), [
      `7: ${wrong}; so are 7 more, in lines 12, 17, 22, 27, 32, …`,
    ]);
    // The same key with another fault, and another key with the same one, are others.
    assert.equal(messages(locked(['a'], '1') + locked(['b'], '"x"').slice(HEAD.length)).length, 2);
    assert.deepEqual(messages(locked(['A.b', 'C.d'], '2020-01-01T00:00:00Z')), [
      '5: `packages[0].name`: `A.b` is not in normal form: lower-case letters, digits, single `-`; so is one more, in line 10',
    ]);
  });

  it('tells entries and lists of another type, each at its place', () => {
    assert.deepEqual(places(read(`${HEAD}packages = [\n  1,\n  "x",\n]\n`)), [
      ['lock-invalid', 4, 3],
      ['lock-invalid', 5, 3],
      ['lock-empty', 1, 1],
    ]);
    assert.deepEqual(places(read(`${HEAD}packages = "x"\n`)), [['lock-invalid', 3, 12]]);
    assert.deepEqual(places(read(HEAD)), [['lock-invalid', 1, 1]]);
    assert.deepEqual(places(read('lock-version = "1.0"\npackages = []\n')), [['lock-invalid', 1, 1]]);
    assert.deepEqual(places(read('lock-version = \n')), [['text-invalid', 1, 16]]);
    assert.deepEqual(read(`${HEAD}packages = []\n`).problems, []);
  });

  it('refuses another version of the format, and reads a newer minor version with a warning', () => {
    for (const version of ['"2.0"', '"0.9"', '"x"', '1.0']) {
      const reading = read(`created-by = "hand"\nlock-version = ${version}\n${entry('a', '1')}`);
      assert.deepEqual([places(reading), reading.components], [[['format-unsupported', 2, 16]], []], version);
    }
    assert.deepEqual(places(read(entry('a', '1'))), [['format-unsupported', 1, 1]]);
    const newer = read(`lock-version = "1.1"\ncreated-by = "hand"\nnews = 1\n${entry('a', '1')}`);
    assert.deepEqual(places(newer), [['format-newer', 1, 16]]);
    assert.equal(newer.components.length, 1);
  });

  it('takes names and keys from a hostile file for what they are', () => {
    for (const name of ['a\\u001b[31m', '../a', 'a\\nb', '', '-a', 'a b']) {
      const reading = read(HEAD + entry('z', '1') + bare(name, 'version = "1"'));
      assert.deepEqual(
        reading.components.map((component) => component.name),
        ['z'],
        name,
      );
      assert.ok(
        reading.problems.some(({ at }) => at?.line === 9),
        name,
      );
    }
    const hashes =
      'wheels = [{ url = "https://f/a-1-py3-none-any.whl", hashes = { __proto__ = "bb", constructor = "cc" } }]';
    // `__proto__` is the name of no algorithm: a hash under it counts as missing.
    assert.deepEqual(only(read(HEAD + entry('a', '1', hashes)), 'a').hashes, ['constructor:cc', 'sha256:aa']);
    const deep = `marker = "${'('.repeat(300)}os_name == 'nt'${')'.repeat(300)}"`;
    assert.equal(read(HEAD + entry('a', '1', deep)).components.length, 1);
  });

  it('stays quick on long lists and markers', () => {
    const marker = Array.from({ length: 5000 }, (_, i) => `'g${i}' in dependency_groups or os_name == 'o${i}'`);
    const names = Array.from({ length: 5000 }, (_, i) => `{ name = "n${i}" }`);
    const long = entry('a', '1', `marker = "${marker.join(' or ')}"`, `dependencies = [${names.join()}]`);
    const many = Array.from({ length: 5000 }, (_, i) => entry(i % 2 ? 'same' : `n${i}`, '1')).join('');
    const spent = cpuTime(() => assert.equal(read(HEAD + long + many).components.length, 5001));
    assert.ok(spent < 5000, `${spent} ms`);
  });
});
