import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reading } from '../format.ts';
import { brought, only, places, readLock } from '../testing/lock-reading.ts';
import { format } from './pdm-lock.ts';

function lock(version: string, ...entries: readonly string[]): string {
  return `[metadata]\ngroups = ["default", "dev", "web"]\nlock_version = "${version}"\n${entries.join('')}`;
}

/** Four lines, the first empty. */
function entry(name: string, version: string, ...more: readonly string[]): string {
  return ['', '[[package]]', `name = "${name}"`, `version = "${version}"`, ...more, ''].join('\n');
}

const PROJECT =
  '[project]\nname = "app"\nrequires-python = ">=3.9"\ndependencies = ["a; os_name == \'nt\'"]\n[project.optional-dependencies]\nweb = ["b[Fast]"]\n[tool.pdm.dev-dependencies]\ndev = ["c", "-e file:///${PROJECT_ROOT}/lib#egg=e"]\n';

function read(text: string, pyproject?: string): Reading {
  return readLock(format, { 'pdm.lock': text, ...(pyproject === undefined ? {} : { 'pyproject.toml': pyproject }) });
}

describe('pdm.lock', () => {
  it('gives an entry its name, version, place, hashes and the Pythons that it supports', () => {
    const files = 'files = [\n {file = "b", hash = "sha256:bb"},\n {url = "https://f/a", hash = "sha256:aa"},\n]';
    const reading = read(
      lock('4.5.0', entry('Zope.Interface', '5.0', 'requires_python = ">=3.8"', 'groups = ["default"]', files)),
    );
    assert.deepEqual(reading.problems, []);
    const component = only(reading, 'zope-interface');
    assert.deepEqual(component.locations, [{ path: 'pdm.lock', line: 5, column: 1 }]);
    assert.deepEqual([component.hashes, component.requiresPython], [['sha256:aa', 'sha256:bb'], '>=3.8']);
  });

  it('takes from an entry who brings it in, and when; which groups are extras, the pyproject.toml says', () => {
    const entries = [
      entry('a', '1', 'groups = ["default", "dev", "web"]', `marker = "os_name == 'nt'"`),
      entry('b', '1', 'groups = ["web"]', 'dependencies = ["a>=1"]'),
      entry('c', '1', 'groups = ["Dev"]'),
    ];
    assert.deepEqual(brought(read(lock('4.5.0', ...entries), PROJECT)), [
      ['a 1', ' dev', 'os_name == "nt"'],
      ['b 1', 'extra:web', undefined],
      ['c 1', 'dev', undefined],
    ]);
    assert.deepEqual(brought(read(lock('4.5.0', ...entries)))[1], ['b 1', 'web', undefined]);
  });

  it('follows the arrows of a lock that does not say it', () => {
    const reading = read(
      lock(
        '4.4',
        entry('a', '1', `dependencies = ["d; python_version < '3.10'"]`),
        entry('b', '1', 'dependencies = ["d==2"]'),
        entry('b', '1', 'extras = ["fast"]', 'dependencies = ["b==1", "f"]'),
        entry('c', '1'),
        entry('d', '1'),
        entry('d', '2'),
        entry('e', '1'),
        entry('f', '1'),
      ),
      PROJECT,
    );
    assert.deepEqual(brought(reading), [
      ['a 1', '', 'os_name == "nt"'],
      ['b 1', 'extra:web', undefined],
      ['c 1', 'dev', undefined],
      ['d 1', '', 'os_name == "nt" and python_version < "3.10"'],
      ['d 2', '', undefined],
      ['e 1', 'dev', undefined],
      ['f 1', 'extra:web', undefined],
    ]);
    assert.equal(reading.requiresPython, '>=3.9');
  });

  it('folds the entries of a release for different extras into one, with each place', () => {
    const reading = read(
      lock(
        '4.5.0',
        entry('b', '1', 'groups = ["default"]'),
        entry('b', '1', 'extras = ["fast"]', 'groups = ["default"]', 'dependencies = ["b==1"]'),
      ),
      PROJECT,
    );
    const component = only(reading, 'b');
    assert.deepEqual(component.extras, ['fast']);
    assert.deepEqual(
      component.locations.map(({ line }) => line),
      [5, 10],
    );
    assert.deepEqual(component.requires, []);
  });

  it('reads the dependencies and the files as older versions wrote them', () => {
    const files = '\n[metadata.files]\n"a 1" = [{file = "a", hash = "sha256:aa"}]\n';
    const old = `${entry('a', '1', '[package.dependencies]\nb = "<2"')}${entry('b', '1')}\n[metadata]\nlock_version = "2"${files}`;
    const reading = read(old);
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(only(reading, 'a').hashes, ['sha256:aa']);
    assert.deepEqual(only(reading, 'a').requires, ['b']);
    assert.deepEqual([...reading.roots], [['', ['a']]]);
  });

  it('knows each kind of source, and the index that takes PyPI’s place', () => {
    const cases: readonly [string, unknown][] = [
      [
        'git = "https://u:secret@h/x.git"\nref = "main"\nrevision = "abc"\nsubdirectory = "s"',
        { kind: 'vcs', url: 'git+https://***@h/x.git@abc#subdirectory=s' },
      ],
      ['url = "https://h/x-1.zip"', { kind: 'url', url: 'https://h/x-1.zip' }],
      [
        'path = "./dist/x-1-py3-none-any.whl"\nurl = "file:///${PROJECT_ROOT}/dist/x-1-py3-none-any.whl"',
        { kind: 'path', url: './dist/x-1-py3-none-any.whl' },
      ],
      ['path = "../beside"', { kind: 'path', url: '../beside' }],
      ['', { kind: 'index', url: 'https://corp.example/simple' }],
    ];
    const project = '[[tool.pdm.source]]\nname = "pypi"\nurl = "https://corp.example/simple"\n';
    for (const [source, expected] of cases)
      assert.deepEqual(
        only(read(lock('4.5.0', entry('x', '1', 'groups = ["default"]', source)), project), 'x').source,
        expected,
        source,
      );
    const inside = read(
      lock('4.5.0', entry('x', '1', 'path = "./lib"\neditable = true'), entry('y', '1', 'groups = ["default"]')),
    );
    assert.deepEqual(
      inside.components.map(({ name }) => name),
      ['y'],
    );
  });

  it('refuses another major version or none, and reads a newer minor one with a warning', () => {
    for (const [text, code, count] of [
      [lock('5.0', entry('a', '1')), 'format-unsupported', 0],
      [lock('1.0', entry('a', '1')), 'format-unsupported', 0],
      [entry('a', '1'), 'format-unsupported', 0],
      [lock('4.6.0', entry('a', '1', 'groups = ["default"]')), 'format-newer', 1],
    ] as const) {
      const reading = read(text);
      assert.deepEqual([reading.problems.map((one) => one.code), reading.components.length], [[code], count], text);
    }
    for (const version of ['2', '3', '3.1', '4.0', '4.4.2', '4.5.1'])
      assert.deepEqual(read(lock(version, entry('a', '1'))).problems, [], version);
  });

  it('reads what it can of a damaged lock, and says where each damage is', () => {
    const reading = read(
      lock(
        '4.5.0',
        '\n[[package]]\nversion = "1"\n',
        entry('b', '1', 'groups = "default"'),
        entry('c', 'x y', 'groups = ["default"]', 'dependencies = [1]'),
      ),
    );
    assert.deepEqual(
      places(reading)
        .map(([code, line, column]) => `${code} ${line}:${column}`)
        .sort(),
      ['lock-invalid 11:10', 'lock-invalid 17:16', 'lock-invalid 5:1'],
    );
    assert.deepEqual(
      reading.components.map(({ name, reasons }) => [name, ...reasons]),
      [['b'], ['c', 'invalid-version']],
    );
    assert.ok(read(lock('4.5.0', '\n[[package]]\nnome = "a"\n')).problems.some(({ code }) => code === 'lock-empty'));
  });
});
