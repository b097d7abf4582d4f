import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Reading, SourceTree } from '../format.ts';
import { format } from './uv-lock.ts';

const tree: SourceTree = { maxDepth: 200, include: () => err(problem('file-unreadable', 'there is none')) };

function read(text: string): Reading {
  return format.read({ path: 'uv.lock', text }, tree);
}

const HEAD = 'version = 1\nrevision = 5\n';
const PYPI = 'source = { registry = "https://pypi.org/simple" }';

function entry(name: string, version: string, ...more: readonly string[]): string {
  return ['', '[[package]]', `name = "${name}"`, `version = "${version}"`, ...more, ''].join('\n');
}

function project(...more: readonly string[]): string {
  return entry('app', '1.0', 'source = { editable = "." }', ...more);
}

function only(reading: Reading, name: string) {
  const found = reading.components.filter((component) => component.name === name);
  assert.equal(found.length, 1, name);
  return found[0];
}

describe('uv.lock', () => {
  it('gives an entry its name, version, place and hashes', () => {
    const files = [
      'sdist = { url = "https://files/x.tar.gz", hash = "sha256:bb" }',
      'wheels = [{ url = "https://files/x.whl", hash = "sha256:aa" }]',
    ];
    const reading = read(
      HEAD + project('dependencies = [{ name = "Zope.Interface" }]') + entry('Zope.Interface', '5.0.0', PYPI, ...files),
    );
    assert.deepEqual(reading.problems, []);
    const component = only(reading, 'zope-interface');
    assert.equal(component?.version, '5.0.0');
    assert.deepEqual(component?.locations, [{ path: 'uv.lock', line: 10, column: 1 }]);
    assert.deepEqual(component?.hashes, ['sha256:aa', 'sha256:bb']);
    assert.deepEqual(component?.groups, ['']);
  });

  it('takes the project and workspace members for roots, never for components, wherever they stand', () => {
    const member = entry('member', '1', 'source = { editable = "packages/member" }', 'dependencies = [{ name = "b" }]');
    const reading = read(
      HEAD +
        entry('a', '1', PYPI) +
        project('dependencies = [{ name = "a" }, { name = "member" }]') +
        member +
        entry('b', '1', PYPI),
    );
    assert.deepEqual(
      reading.components.map(({ name, groups }) => [name, groups]),
      [
        ['a', ['']],
        ['b', ['']],
      ],
    );
  });

  it('says who brings an entry in: plain, group, extra, through others', () => {
    const reading = read(
      HEAD +
        project(
          'dependencies = [{ name = "a" }]',
          '[package.optional-dependencies]\nWeb = [{ name = "b" }, { name = "a" }]',
          '[package.dev-dependencies]\ntest = [{ name = "c" }, { name = "a" }]',
        ) +
        entry('a', '1', PYPI) +
        entry('b', '1', PYPI, 'dependencies = [{ name = "d" }]') +
        entry('c', '1', PYPI) +
        entry('d', '1', PYPI),
    );
    assert.deepEqual(
      reading.components.map(({ name, groups }) => [name, groups]),
      [
        ['a', ['', 'test']],
        ['b', ['extra:web']],
        ['c', ['test']],
        ['d', ['extra:web']],
      ],
    );
  });

  it('joins the markers on every way to an entry', () => {
    const reading = read(
      HEAD +
        project(
          'dependencies = [{ name = "a", marker = "sys_platform == \'win32\'" }, { name = "b", marker = "python_version < \'3.12\'" }]',
        ) +
        entry('a', '1', PYPI, 'dependencies = [{ name = "c", marker = "python_version < \'3.10\'" }]') +
        entry('b', '1', PYPI, 'dependencies = [{ name = "d" }]') +
        entry('c', '1', PYPI) +
        entry('d', '1', PYPI, 'dependencies = [{ name = "a" }]'),
    );
    assert.equal(only(reading, 'd')?.marker, 'python_version < "3.12"');
    assert.match(
      only(reading, 'a')?.marker ?? '',
      /sys_platform == "win32" or python_version < "3.12"|python_version < "3.12" or sys_platform == "win32"/,
    );
    assert.equal(only(reading, 'c')?.marker, 'python_version < "3.10"');
  });

  it('has no marker where one way is unconditional', () => {
    const reading = read(
      HEAD +
        project('dependencies = [{ name = "a", marker = "os_name == \'nt\'" }, { name = "b" }]') +
        entry('a', '1', PYPI) +
        entry('b', '1', PYPI, 'dependencies = [{ name = "a" }]'),
    );
    assert.equal(only(reading, 'a')?.marker, undefined);
  });

  it('follows circles to their end', () => {
    const reading = read(
      HEAD +
        project('dependencies = [{ name = "a" }]') +
        entry('a', '1', PYPI, 'dependencies = [{ name = "b" }]') +
        entry('b', '1', PYPI, 'dependencies = [{ name = "a" }]'),
    );
    assert.equal(reading.components.length, 2);
  });

  it('follows the extras that an arrow asks for', () => {
    const reading = read(
      HEAD +
        project('dependencies = [{ name = "a", extra = ["Fast_Mode"] }]') +
        entry('a', '1', PYPI, '[package.optional-dependencies]\nfast-mode = [{ name = "b" }]') +
        entry('b', '1', PYPI),
    );
    assert.deepEqual(only(reading, 'a')?.extras, ['fast-mode']);
    assert.deepEqual(only(reading, 'b')?.groups, ['']);
  });

  it('tells the versions of a forked name apart', () => {
    const reading = read(
      HEAD +
        project(
          'dependencies = [{ name = "a", version = "1", marker = "os_name == \'nt\'" }, { name = "a", version = "2", marker = "os_name != \'nt\'" }]',
        ) +
        entry('a', '1', PYPI) +
        entry('a', '2', PYPI),
    );
    assert.deepEqual(
      reading.components.map(({ version, marker }) => [version, marker]),
      [
        ['1', 'os_name == "nt"'],
        ['2', 'os_name != "nt"'],
      ],
    );
  });

  it('knows each kind of source and removes credentials', () => {
    const sources = [
      [
        '{ registry = "https://user:secret@corp.example/simple" }',
        { kind: 'index', url: 'https://corp.example/simple' },
      ],
      ['{ git = "https://git.example/x?rev=main#abc" }', { kind: 'vcs', url: 'git+https://git.example/x@abc' }],
      ['{ url = "https://files.example/x-1.tar.gz" }', { kind: 'url', url: 'https://files.example/x-1.tar.gz' }],
      ['{ directory = "../beside" }', { kind: 'path', url: '../beside' }],
    ] as const;
    for (const [source, expected] of sources) {
      const { kind, url } = only(read(HEAD + project() + entry('x', '1', `source = ${source}`)), 'x')?.source ?? {};
      assert.equal(kind, expected.kind);
      assert.ok(!url?.includes('secret'), url);
      assert.equal(url?.replace(/^https:\/\/[^@/]*@/, 'https://'), expected.url);
    }
  });

  it('reads what it can of a damaged lock, and says where each damage is', () => {
    const reading = read(
      `${HEAD}${entry('a', '1', PYPI)}\n[[package]]\nversion = "1"\n${entry('c', '1', 'source = { ftp = "x" }')}${entry('b', '1', PYPI)}`,
    );
    assert.deepEqual(
      reading.components.map(({ name }) => name),
      ['a', 'c', 'b'],
    );
    assert.deepEqual(only(reading, 'c')?.reasons, ['unknown-source']);
    assert.deepEqual(
      reading.problems.map(({ code, at }) => [code, at?.line]),
      [
        ['lock-invalid', 9],
        ['lock-invalid', 12],
      ],
    );
  });

  it('refuses another version of the format, and reads a newer revision with a warning', () => {
    assert.deepEqual(
      read('version = 2\n').problems.map(({ code }) => code),
      ['format-unsupported'],
    );
    const newer = read(`version = 1\nrevision = 99\n${project()}${entry('a', '1', PYPI)}`);
    assert.deepEqual(
      newer.problems.map(({ code, at }) => [code, at?.line]),
      [['format-newer', 2]],
    );
    assert.equal(newer.components.length, 1);
  });

  it('takes a lock from which nothing can be read for a problem, never for an empty project', () => {
    assert.ok(read(`${HEAD}[[package]]\nnome = "a"\n`).problems.some(({ code }) => code === 'lock-empty'));
    assert.ok(read('version = 1\npackage = "x"\n').problems.some(({ code }) => code === 'lock-invalid'));
    assert.deepEqual(read(HEAD + project()).problems, []);
  });

  it('keeps a version that is none as it is written', () => {
    const reading = read(HEAD + entry('a', 'not a version', PYPI));
    assert.deepEqual(only(reading, 'a')?.reasons, ['invalid-version']);
  });

  it('tells entries of one name and version apart by their source', () => {
    const cpu = 'source = { registry = "https://cpu.example/simple" }';
    const reading = read(
      HEAD +
        project(
          `dependencies = [{ name = "t", version = "2", ${cpu}, marker = "os_name == 'nt'" }, { name = "t", version = "2", ${PYPI}, marker = "os_name != 'nt'" }]`,
        ) +
        entry('t', '2', cpu) +
        entry('t', '2', PYPI),
    );
    assert.deepEqual(
      reading.components.map(({ source, marker }) => [source.url, marker]),
      [
        ['https://cpu.example/simple', 'os_name == "nt"'],
        [undefined, 'os_name != "nt"'],
      ],
    );
  });

  it('asks markers about conflicts which extra or group is chosen', () => {
    const conflicts = 'conflicts = [[{ package = "app", extra = "cpu" }, { package = "app", group = "gpu" }]]\n';
    const t = (version: string, marker: string) => `{ name = "t", version = "${version}", marker = "${marker}" }`;
    const reading = read(
      HEAD +
        conflicts +
        project(
          'dependencies = [{ name = "a" }]',
          '[package.optional-dependencies]\ncpu = [{ name = "b", marker = "extra == \'extra-3-app-cpu\' and os_name == \'nt\'" }]',
          '[package.dev-dependencies]\ngpu = [{ name = "c" }]',
        ) +
        entry(
          'a',
          '1',
          PYPI,
          `dependencies = [${t('1', "extra == 'extra-3-app-cpu'")}, ${t('2', "extra == 'group-3-app-gpu'")}]`,
        ) +
        entry('b', '1', PYPI) +
        entry('c', '1', PYPI, `dependencies = [${t('1', "extra == 'extra-3-app-cpu'")}]`) +
        entry('t', '1', PYPI) +
        entry('t', '2', PYPI),
    );
    assert.deepEqual(
      reading.components.map(({ name, version, groups, marker }) => [`${name} ${version}`, groups.join(' '), marker]),
      [
        ['a 1', '', undefined],
        ['b 1', 'extra:cpu', 'os_name == "nt"'],
        ['c 1', 'gpu', undefined],
        ['t 1', 'extra:cpu', undefined],
        ['t 2', 'gpu', undefined],
      ],
    );
    assert.deepEqual(
      [...reading.roots],
      [
        ['', ['a']],
        ['extra:cpu', ['b']],
        ['gpu', ['c']],
      ],
    );
  });

  it('speaks for the members of its workspace, and only for the environments that it is made for', () => {
    const head = `${HEAD}supported-markers = ["sys_platform == 'linux'", "sys_platform == 'darwin'"]\nrequires-python = ">=3.9"\n[options]\nexclude-newer = "2024-06-01T00:00:00Z"\n[manifest]\nmembers = ["app", "lib"]\n`;
    const reading = read(
      head +
        project(
          'dependencies = [{ name = "vendored" }]',
          '[package.dev-dependencies]\ndev = [{ name = "lib", extra = ["x"] }]',
        ) +
        entry(
          'lib',
          '1',
          'source = { editable = "packages/lib" }',
          'dependencies = [{ name = "a" }]',
          '[package.optional-dependencies]\nx = [{ name = "b" }]',
        ) +
        entry('vendored', '1', 'source = { directory = "vendor/it" }', 'dependencies = [{ name = "c" }]') +
        entry('a', '1', PYPI) +
        entry('b', '1', PYPI) +
        entry('c', '1', PYPI),
    );
    assert.deepEqual(reading.covers, ['packages/lib']);
    assert.equal(reading.requiresPython, '>=3.9');
    assert.deepEqual(
      reading.settings?.map(({ tool, kind, value, at }) => [tool, kind, value, at.line]),
      [['uv', 'cooldown', '2024-06-01T00:00:00Z', 6]],
    );
    const where = 'sys_platform == "linux" or sys_platform == "darwin"';
    assert.deepEqual(
      reading.components.map(({ name, groups, marker }) => [name, groups.join(' '), marker]),
      [
        ['a', ' dev', where],
        ['b', 'dev extra:x', where],
        ['c', '', where],
      ],
    );
  });

  it('takes an archive of the repository for a component, and a folder for a root', () => {
    const reading = read(HEAD + project() + entry('x', '1', 'source = { path = "dist/x-1-py3-none-any.whl" }'));
    assert.deepEqual(only(reading, 'x')?.source, { kind: 'path', url: 'dist/x-1-py3-none-any.whl' });
  });

  it('reads what a script, and a workspace without a project, ask for in the manifest', () => {
    const manifest =
      '[manifest]\nrequirements = [{ name = "a", extras = ["x"], specifier = "<2", marker = "os_name == \'nt\'" }]\n[manifest.dependency-groups]\ndev = [{ name = "b" }]\n';
    const reading = read(
      HEAD +
        manifest +
        entry('a', '1', PYPI, '[package.optional-dependencies]\nx = [{ name = "c" }]') +
        entry('a', '2', PYPI) +
        entry('b', '1', PYPI) +
        entry('c', '1', PYPI),
    );
    assert.deepEqual(
      reading.components.map(({ name, version, groups, marker }) => [`${name} ${version}`, groups.join(' '), marker]),
      [
        ['a 1', '', 'os_name == "nt"'],
        ['a 2', '', undefined],
        ['b 1', 'dev', undefined],
        ['c 1', '', 'os_name == "nt"'],
      ],
    );
    assert.deepEqual(
      reading.components.map(({ groups }) => groups.length),
      [1, 0, 1, 1],
    );
    const chosen = reading.selects?.({ wants: (group) => group === '', environment: { os_name: 'nt' } });
    assert.deepEqual([...(chosen ?? [])].sort(), ['a==1', 'c==1']);
  });

  it('requires of an entry only what the extras asked for add', () => {
    const optional = '[package.optional-dependencies]\nx = [{ name = "b" }]\ny = [{ name = "c" }]';
    const reading = read(
      HEAD +
        project('dependencies = [{ name = "a", extra = ["x"] }, { name = "c" }]') +
        entry('a', '1', PYPI, optional) +
        entry('b', '1', PYPI) +
        entry('c', '1', PYPI),
    );
    assert.deepEqual(only(reading, 'a')?.requires, ['b']);
  });
});
