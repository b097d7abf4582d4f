import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chains } from '../chains.ts';
import type { Reading } from '../format.ts';
import { brought, only, places, readLock } from '../testing/lock-reading.ts';
import { format } from './poetry-lock.ts';

function lock(version: string, ...entries: readonly string[]): string {
  return `${entries.join('')}\n[metadata]\nlock-version = "${version}"\npython-versions = "^3.8"\ncontent-hash = "aa"\n`;
}

/** Six lines, the first empty. */
function entry(name: string, version: string, ...more: readonly string[]): string {
  const head = ['', '[[package]]', `name = "${name}"`, `version = "${version}"`, 'optional = false'];
  return [...head, ...more, ''].join('\n');
}

const MAIN = 'groups = ["main"]';
const PROJECT = '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\npython = "^3.8"\n';

function read(text: string, pyproject?: string): Reading {
  return readLock(format, { 'poetry.lock': text, ...(pyproject === undefined ? {} : { 'pyproject.toml': pyproject }) });
}

describe('poetry.lock', () => {
  it('gives an entry its name, version, place, hashes and the Pythons that it supports', () => {
    const files =
      'python-versions = "!=3.0.*,>=2.7"\nfiles = [{file = "b", hash = "sha256:bb"}, {file = "a", hash = "sha256:aa"}]';
    const reading = read(lock('2.1', entry('Zope.Interface', '5.0', MAIN, files)));
    assert.deepEqual(reading.problems, []);
    const component = only(reading, 'zope-interface');
    assert.deepEqual(component.locations, [{ path: 'poetry.lock', line: 2, column: 1 }]);
    assert.deepEqual(component.hashes, ['sha256:aa', 'sha256:bb']);
    assert.equal(component.version, '5.0');
    assert.equal(component.requiresPython, '!=3.0.*,>=2.7');
    assert.equal(reading.requiresPython, '<4,>=3.8');
  });

  it('takes from an entry of 2.1 who brings it in, and when', () => {
    const reading = read(
      lock(
        '2.1',
        entry('a', '1', 'groups = ["main", "Dev_Tools"]'),
        entry('b', '1', MAIN, `markers = 'extra == "web" and sys_platform == "win32"'`),
        entry('c', '1', 'groups = ["main", "dev"]', `markers = {main = 'extra == "web"', dev = 'os_name == "nt"'}`),
        entry(
          'd',
          '1',
          'groups = ["main", "dev"]',
          `markers = {main = 'sys_platform == "win32"', dev = 'os_name == "nt"'}`,
        ),
        entry(
          'e',
          '1',
          MAIN,
          `markers = '(os_name == "nt" or extra == "web") and (os_name != "nt" or extra == "web")'`,
        ),
      ),
    );
    assert.deepEqual(brought(reading), [
      ['a 1', ' dev-tools', undefined],
      ['b 1', 'extra:web', 'sys_platform == "win32"'],
      ['c 1', 'dev extra:web', undefined],
      ['d 1', ' dev', 'sys_platform == "win32" or os_name == "nt"'],
      ['e 1', 'extra:web', undefined],
    ]);
  });

  it('selects by group, extra and environment as the entries of 2.1 say', () => {
    const { selects } = read(
      lock(
        '2.1',
        entry('a', '1', MAIN, `markers = 'extra == "web"'`),
        entry('b', '1', 'groups = ["main", "dev"]', `markers = {main = 'sys_platform == "win32"'}`),
      ),
    );
    const chosen = (...groups: string[]) => [
      ...(selects?.({ wants: (group) => groups.includes(group), environment: { sys_platform: 'linux' } }) ?? []),
    ];
    assert.deepEqual(chosen(''), []);
    assert.deepEqual(chosen('', 'extra:web'), ['a==1']);
    assert.deepEqual(chosen('', 'dev'), ['b==1']);
  });

  it('follows the arrows of an older lock from the pyproject.toml beside it', () => {
    const reading = read(
      lock(
        '2.0',
        entry('a', '1', '[package.dependencies]', `c = {version = "*", markers = "os_name == 'nt'"}`),
        entry('b', '1'),
        entry('c', '1'),
        entry('d', '1'),
        entry('e', '1'),
      ),
      `${PROJECT}a = {version = "^1", python = "<3.10"}\nd = {version = "*", optional = true}\ne = {version = "*", platform = "win32"}\n[tool.poetry.extras]\nWeb = ["d"]\n[tool.poetry.group.dev.dependencies]\nb = "*"\n`,
    );
    assert.deepEqual(brought(reading), [
      ['a 1', '', 'python_version < "3.10"'],
      ['b 1', 'dev', undefined],
      ['c 1', '', 'python_version < "3.10" and os_name == "nt"'],
      ['d 1', 'extra:web', undefined],
      ['e 1', '', 'sys_platform == "win32"'],
    ]);
    assert.deepEqual(
      [...reading.roots],
      [
        ['', ['a', 'e']],
        ['extra:web', ['d']],
        ['dev', ['b']],
      ],
    );
  });

  it('takes the roots of `[project]` and `[dependency-groups]` too, and then none of Poetry’s own table', () => {
    const project =
      '[project]\nname = "app"\ndependencies = ["a; os_name == \'nt\'"]\n[project.optional-dependencies]\nweb = ["b", "app[all]"]\nall = ["d"]\n' +
      '[dependency-groups]\nlint = ["c"]\ndev = [{include-group = "lint"}]\n[tool.poetry.dependencies]\nb = {source = "x"}\n';
    const reading = read(lock('2.0', ...['a', 'b', 'c', 'd'].map((name) => entry(name, '1'))), project);
    assert.deepEqual(brought(reading), [
      ['a 1', '', 'os_name == "nt"'],
      ['b 1', 'extra:web', undefined],
      ['c 1', 'dev lint', undefined],
      ['d 1', 'extra:all extra:web', undefined],
    ]);
  });

  it('tells several versions of a name apart by what the arrows let in, then by the Pythons that each supports', () => {
    const versions = [
      entry('n', '1.0', 'python-versions = ">=3.8"'),
      entry('n', '2.0', 'python-versions = ">=3.9"'),
      entry('n', '3.0', 'python-versions = ">=3.10"'),
    ];
    const reading = read(
      lock('2.0', ...versions, entry('a', '1', '[package.dependencies]\nn = "<3 || >4"')),
      `${PROJECT}a = "*"\n`,
    );
    assert.deepEqual(brought(reading), [
      ['n 1.0', '', 'python_version < "3.9" and python_version >= "3.8"'],
      ['n 2.0', '', 'python_version >= "3.9"'],
      ['n 3.0', '', undefined],
      ['a 1', '', undefined],
    ]);
    assert.deepEqual(
      reading.components.map(({ groups }) => groups.length),
      [1, 1, 0, 1],
    );
  });

  it('takes the version that the project decided on wherever an arrow lets several in', () => {
    const versions = [entry('n', '1.0'), entry('n', '2.0')];
    const reading = read(
      lock('2.0', ...versions, entry('a', '1', '[package.dependencies]\nn = "*"')),
      `${PROJECT}a = "*"\nn = [{version = "1.0", python = "<3.10"}, {version = "2.0", python = ">=3.10"}]\n`,
    );
    assert.deepEqual(brought(reading).slice(0, 2), [
      ['n 1.0', '', 'python_version < "3.10"'],
      ['n 2.0', '', 'python_version >= "3.10"'],
    ]);
  });

  it('follows the optional dependencies of an entry only where their extra is asked for', () => {
    const socks = `[package.dependencies]\nP = {version = "*", optional = true, markers = "extra == 'socks' and os_name == 'nt'"}\nq = {version = "*", optional = true}\n[package.extras]\nsocks = ["P (>=1,!=1.5)"]\nall = ["r[socks]", "q"]\nno = ["q"]`;
    const entries = [entry('r', '1', socks), entry('p', '1'), entry('q', '1')];
    const reading = read(lock('2.0', ...entries), `${PROJECT}r = {version = "*", extras = ["Socks"]}\n`);
    assert.deepEqual(brought(reading), [
      ['r 1', '', undefined],
      ['p 1', '', 'os_name == "nt"'],
      ['q 1', '', undefined],
    ]);
    assert.deepEqual(only(reading, 'q').groups, []);
    assert.deepEqual(only(reading, 'r').extras, ['socks']);
    assert.deepEqual(only(reading, 'r').requires, ['p']);
    const all = read(lock('2.0', ...entries), `${PROJECT}r = {version = "*", extras = ["all"]}\n`);
    assert.deepEqual(only(all, 'q').groups, ['']);
    assert.deepEqual(only(all, 'r').extras, ['all', 'socks']);
  });

  it('judges every entry where there is no pyproject.toml, by category and by the extras of the lock', () => {
    const reading = read(
      lock(
        '1.1',
        entry('a', '1', 'category = "main"', '[package.dependencies]\nc = "*"'),
        entry('b', '1', 'category = "dev"'),
        entry('c', '1', 'category = "main"'),
        entry('d', '1', 'category = "main"').replace('optional = false', 'optional = true'),
        '\n[extras]\nweb = ["d"]\n',
      ),
    );
    assert.deepEqual(brought(reading), [
      ['a 1', '', undefined],
      ['b 1', 'dev', undefined],
      ['c 1', '', undefined],
      ['d 1', 'extra:web', undefined],
    ]);
    const chains = new Chains(reading).to(only(reading, 'c'), 9);
    assert.deepEqual(chains, [['a==1', 'c==1']]);
  });

  it('finds the hashes where each generation of locks has them, those of the version at hand', () => {
    const files =
      '[metadata.files]\nA = [{file = "A-1-py3-none-any.whl", hash = "sha256:01"}, {file = "a-2.tar.gz", hash = "sha256:02"}, {file = "odd", hash = "sha256:03"}]\n';
    const listed = read(`${lock('1.1', entry('a', '1'), entry('a', '2'))}${files}`);
    assert.deepEqual(
      listed.components.map(({ hashes }) => hashes),
      [
        ['sha256:01', 'sha256:03'],
        ['sha256:02', 'sha256:03'],
      ],
    );
    const bare = read(`${entry('a', '1')}[metadata]\ncontent-hash = "x"\n[metadata.hashes]\na = ["0a"]\n`);
    assert.deepEqual(only(bare, 'a').hashes, ['sha256:0a']);
  });

  it('knows each kind of source, removes credentials, and takes folders of the repository for roots', () => {
    const cases: readonly [string, unknown][] = [
      [
        'type = "legacy"\nurl = "https://user:secret@corp.example/simple"\nreference = "corp"',
        { kind: 'index', url: 'https://***@corp.example/simple' },
      ],
      ['type = "legacy"\nurl = "https://pypi.org/simple"', { kind: 'index' }],
      [
        'type = "git"\nurl = "https://h/x.git"\nreference = "main"\nresolved_reference = "abc"\nsubdirectory = "s"',
        { kind: 'vcs', url: 'git+https://h/x.git@abc#subdirectory=s' },
      ],
      ['type = "url"\nurl = "https://h/x-1.zip"', { kind: 'url', url: 'https://h/x-1.zip' }],
      ['type = "file"\nurl = "dist/x-1-py3-none-any.whl"', { kind: 'path', url: 'dist/x-1-py3-none-any.whl' }],
      ['type = "directory"\nurl = "../beside"', { kind: 'path', url: '../beside' }],
    ];
    for (const [source, expected] of cases) {
      assert.deepEqual(
        only(read(lock('2.1', entry('x', '1', MAIN, `[package.source]\n${source}`))), 'x').source,
        expected,
        source,
      );
    }
    const inside = read(
      lock('2.1', entry('x', '1', MAIN, '[package.source]\ntype = "directory"\nurl = "lib"'), entry('app', '9', MAIN)),
    );
    assert.deepEqual(
      inside.components.map(({ name }) => name),
      ['app'],
    );
    assert.deepEqual(inside.problems, []);
  });

  it('refuses another major version, and reads a newer minor one with a warning', () => {
    const cases: readonly [string, string, number][] = [
      [lock('3.0', entry('a', '1')), 'format-unsupported', 0],
      [lock('0.9', entry('a', '1')), 'format-unsupported', 0],
      [lock('two', entry('a', '1')), 'format-unsupported', 0],
      [entry('a', '1'), 'format-unsupported', 0],
      [lock('2.7', entry('a', '1', MAIN)), 'format-newer', 1],
    ];
    for (const [text, code, count] of cases) {
      const reading = read(text);
      assert.deepEqual([reading.problems.map((one) => one.code), reading.components.length], [[code], count], text);
    }
    assert.deepEqual(places(read(lock('2.7', entry('a', '1', MAIN)))), [['format-newer', 9, 16]]);
  });

  it('reads what it can of a damaged lock, and says where each damage is', () => {
    const reading = read(
      lock(
        '2.1',
        entry('a', 'no version', MAIN),
        '\n[[package]]\nversion = "1"\n',
        entry('c', '1', MAIN, '[package.source]\ntype = "ftp"\nurl = "x"'),
        entry('d', '1', 'groups = "main"'),
        entry('e', '1', MAIN, '[package.dependencies]\nx = 1'),
      ),
    );
    assert.deepEqual(
      places(reading)
        .map(([code, line]) => [code, line])
        .sort(),
      [
        ['lock-invalid', 11],
        ['lock-invalid', 24],
        ['lock-invalid', 32],
        ['lock-invalid', 8],
      ],
    );
    assert.deepEqual(
      reading.components.map(({ name, reasons }) => [name, ...reasons]),
      [['a', 'invalid-version'], ['c', 'unknown-source'], ['d'], ['e']],
    );
  });

  it('takes a lock from which nothing can be read for a problem, never for an empty project', () => {
    assert.ok(read(lock('2.1', '\n[[package]]\nnome = "a"\n')).problems.some(({ code }) => code === 'lock-empty'));
    assert.deepEqual(read(lock('2.1')).problems, []);
  });

  it('tells that the pyproject.toml beside it cannot be read, and judges every entry', () => {
    const reading = read(lock('2.0', entry('a', '1')), 'not = toml =');
    assert.deepEqual(
      reading.problems.map(({ code, at }) => [code, at?.path]),
      [['text-invalid', 'pyproject.toml']],
    );
    assert.equal(reading.components.length, 1);
  });

  it('takes names of JavaScript for names like any other', () => {
    const reading = read(
      lock('2.1', entry('constructor', '1', MAIN, '[package.dependencies]\n__proto__ = "*"\nconstructor = "*"')),
      `${PROJECT}constructor = "*"\n`,
    );
    assert.deepEqual(only(reading, 'constructor').groups, ['']);
  });
});
