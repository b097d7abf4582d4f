import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zipFile } from '../artifact/testing/zip-file.ts';
import { cpuTime } from '../base/text/testing/cpu-time.ts';
import type { Component } from './component.ts';
import { readEnvironment } from './environment.ts';
import { format } from './folders/environment.ts';
import type { Reading } from './format.ts';
import { memoryFolder } from './testing/memory-folder.ts';

type Files = Record<string, string | Uint8Array>;

const SITE = 'lib/python3.12/site-packages';
const CONFIG =
  'home = /usr/bin\nimplementation = CPython\nversion_info = 3.12.4\ninclude-system-site-packages = false\n';

function metadata(name: string, version: string, ...headers: readonly string[]): string {
  return ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...headers, '', ''].join('\n');
}

/** A `.dist-info` as pip leaves it; `more` adds and replaces files. */
function installed(name: string, version: string, headers: readonly string[] = [], more: Files = {}): Files {
  const folder = `${SITE}/${name}-${version}.dist-info`;
  const files: Files = {
    METADATA: metadata(name, version, ...headers),
    RECORD: 'a.py,sha256=x,1\n',
    INSTALLER: 'pip\n',
    ...more,
  };
  return Object.fromEntries(Object.entries(files).map(([file, content]) => [`${folder}/${file}`, content]));
}

function read(...files: readonly Files[]): Reading {
  return readEnvironment(memoryFolder(Object.assign({ 'pyvenv.cfg': CONFIG }, ...files), { root: '/repo' }));
}

function named({ components }: Reading, name: string): Component {
  const found = components.find((component) => component.name === name);
  assert.ok(found, name);
  return found;
}

function pins({ components }: Reading): string[] {
  return components
    .filter(({ source }) => source.kind !== 'interpreter')
    .map(({ name, version }) => `${name} ${version}`);
}

function problems({ problems: said }: Reading): string[] {
  return said.map(({ code, at }) => `${code} ${at?.path.replace(`env/${SITE}/`, '')}:${at?.line}`);
}

const REQUESTED = { REQUESTED: '' };

describe('an installed environment', () => {
  it('is a folder with a pyvenv.cfg, with conda-meta, or with what installers leave; a checkout is none', () => {
    for (const entries of [
      ['pyvenv.cfg'],
      ['conda-meta'],
      ['a-1.dist-info'],
      ['a.egg-link'],
      ['a-1.egg-info'],
      ['a-1-py3.8.egg'],
    ])
      assert.ok(format.matches(new Set(entries)), entries.join());
    for (const entries of [['lib', 'bin'], ['a.egg-info', 'setup.py'], ['a.egg-info', 'pyproject.toml'], []])
      assert.ok(!format.matches(new Set(entries)), entries.join());
  });

  it('lists what METADATA says, at the line of its version, with license and Python', () => {
    const reading = read(installed('Demo_Lib', '1.0rc1', ['License: MIT', 'Requires-Python: >=3.8']));
    assert.deepEqual(named(reading, 'demo-lib'), {
      name: 'demo-lib',
      version: '1.0rc1',
      source: { kind: 'installed' },
      requiresPython: '>=3.8',
      license: 'MIT',
      extras: [],
      groups: [''],
      hashes: [],
      locations: [{ path: `env/${SITE}/Demo_Lib-1.0rc1.dist-info/METADATA`, line: 3, column: 1 }],
      reasons: [],
      requires: [],
    });
    assert.deepEqual(reading.problems, []);
  });

  it('draws arrows where a marker holds for its Python and platform, and where nobody can tell', () => {
    const wheel = { WHEEL: 'Wheel-Version: 1.0\nTag: cp312-cp312-manylinux_2_17_x86_64\n' };
    const reading = read(
      installed(
        'a',
        '1',
        [
          'Requires-Dist: yes; python_version >= "3.12"',
          'Requires-Dist: linux; sys_platform == "linux" and platform_machine == "x86_64"',
          'Requires-Dist: kernel; platform_release >= "6" and sys_platform == "linux"',
          'Requires-Dist: old; python_full_version < "3.12.4"',
          'Requires-Dist: windows; sys_platform == "win32"',
          'Requires-Dist: never; platform_release >= "6" and sys_platform == "win32"',
          'Requires-Dist: test; extra == "test"',
          'Requires-Dist: absent',
        ],
        wheel,
      ),
      ...['yes', 'linux', 'kernel', 'old', 'windows', 'never', 'test'].map((name) => installed(name, '1')),
    );
    assert.deepEqual(named(reading, 'a').requires, ['kernel', 'linux', 'yes']);
  });

  it('follows extras that somebody asks for, and names them', () => {
    const reading = read(
      installed('a', '1', ['Requires-Dist: b[Fast_Mode]'], REQUESTED),
      installed('b', '1', [
        'Provides-Extra: fast-mode',
        'Requires-Dist: c; extra == "fast-mode"',
        'Requires-Dist: d; extra == "slow"',
      ]),
      installed('c', '1'),
      installed('d', '1'),
    );
    assert.deepEqual(named(reading, 'b').extras, ['fast-mode']);
    assert.deepEqual(named(reading, 'b').requires, ['c']);
    assert.deepEqual(reading.roots.get(''), ['a', 'd', 'python'], 'nobody asked for d that is known');
  });

  it('has what was asked for by name as roots, and what nothing else brings in', () => {
    const reading = read(
      installed('a', '1', ['Requires-Dist: b'], REQUESTED),
      installed('b', '1', [], REQUESTED),
      installed('c', '1', ['Requires-Dist: d']),
      installed('d', '1', ['Requires-Dist: e']),
      installed('e', '1', ['Requires-Dist: d']),
      installed('f', '1', ['Requires-Dist: g']),
      installed('g', '1', ['Requires-Dist: f']),
    );
    assert.deepEqual(reading.roots.get(''), ['a', 'b', 'c', 'f', 'python']);
  });

  it('does not take REQUESTED from uv, which marks everything', () => {
    const uv = { ...REQUESTED, INSTALLER: 'uv' };
    const reading = read(installed('a', '1', ['Requires-Dist: b'], uv), installed('b', '1', [], uv));
    assert.deepEqual(reading.roots.get(''), ['a', 'python']);
  });

  it('takes what is installed from a folder of the repository for the project itself, by its path alone', () => {
    const from = (url: string, editable: boolean) => ({
      'direct_url.json': JSON.stringify({ url, dir_info: { editable } }),
    });
    const reading = read(
      installed('mine', '1', ['Requires-Dist: dep'], from('file:///repo/lib%20a', true)),
      installed('member', '1', [], from('file:///repo', false)),
      installed('dep', '1'),
      installed('other', '2', [], from('file:///repository', true)),
    );
    assert.deepEqual(pins(reading), ['dep 1', 'other 2']);
    assert.deepEqual(named(reading, 'other').source, { kind: 'path', url: '/repository' });
    assert.deepEqual(reading.roots.get(''), ['dep', 'other', 'python']);
  });

  it('lists both of two distributions of one project, and says so', () => {
    const reading = read(installed('a', '1'), installed('a', '2'), {
      [`${SITE}/A.egg-info`]: metadata('A', '3'),
      [`${SITE}/a-3.egg-info`]: metadata('a', '3'),
    });
    assert.deepEqual(pins(reading).sort(), ['a 1', 'a 2', 'a 3', 'a 3']);
    assert.deepEqual(problems(reading), [
      'environment-duplicate a-1.dist-info/METADATA:3',
      'environment-duplicate a-2.dist-info/METADATA:3',
    ]);
  });

  it('keeps what cannot be read: named by its folder, undetermined, a problem with its place', () => {
    const reading = read(
      { [`${SITE}/gone-1.0.dist-info/RECORD`]: 'a,sha256=x,1\n' },
      installed('empty', '1', [], { METADATA: '' }),
      installed('noversion', '1', [], { METADATA: 'Name: noversion\n' }),
      installed('bad', '1', [], { METADATA: metadata('bad', 'one') }),
      installed('a', '1', [], { METADATA: metadata('b', '1') }),
      installed('v', '1', [], { METADATA: metadata('v', '2') }),
      { [`${SITE}/-.dist-info/METADATA`]: 'Name: ?\n' },
      { [`${SITE}/~eftover-1.dist-info/METADATA`]: metadata('leftover', '1') },
    );
    const answers = reading.components
      .slice(0, -1)
      .map(({ name, version, reasons }) => `${name} ${version} ${reasons.join()}`);
    assert.deepEqual(answers.sort(), [
      'b 1 unknown-version',
      'bad one invalid-version',
      'empty null unknown-version',
      'gone null unknown-version',
      'noversion null unknown-version',
      'v 2 unknown-version',
    ]);
    assert.deepEqual(
      problems(reading).sort(),
      [
        'environment-invalid -.dist-info/METADATA:1',
        'environment-invalid a-1.dist-info/METADATA:3',
        'environment-invalid empty-1.dist-info/METADATA:1',
        'environment-invalid gone-1.0.dist-info/METADATA:1',
        'environment-invalid noversion-1.dist-info/METADATA:1',
        'environment-invalid v-1.dist-info/METADATA:3',
        'environment-invalid ~eftover-1.dist-info:1',
      ].sort(),
    );
  });

  it('reads the other fields where one requirement is malformed, and says where that stands', () => {
    const reading = read(installed('a', '1', ['Requires-Dist: b (>dev)', 'Requires-Dist: c']), installed('c', '1'));
    assert.deepEqual(named(reading, 'a').requires, ['c']);
    assert.deepEqual(problems(reading), ['metadata-invalid a-1.dist-info/METADATA:4']);
  });

  it('says once which distributions have no RECORD with hashes', () => {
    const reading = read(
      installed('a', '1', [], { RECORD: '' }),
      installed('b', '1', [], { RECORD: 'b.py,,\n' }),
      { [`${SITE}/c-1.dist-info/METADATA`]: metadata('c', '1') },
      installed('d', '1'),
    );
    assert.deepEqual(problems(reading), ['record-missing a-1.dist-info/METADATA:3']);
    assert.match(reading.problems[0]?.message ?? '', /`a`, `b`, `c`$/);
  });

  it('says that it sees its base interpreter’s distributions too', () => {
    const reading = read(installed('a', '1'), { 'pyvenv.cfg': CONFIG.replace('false', 'true') });
    assert.deepEqual(problems(reading), ['environment-undetermined env/pyvenv.cfg:4']);
  });

  it('that is none is said', () => {
    assert.deepEqual(problems(readEnvironment(memoryFolder({ 'a.txt': '' }))), ['environment-undetermined env:1']);
  });

  it('cannot be made slow by what is written in it', () => {
    const markers = Array.from(
      { length: 300 },
      (_, i) => `Requires-Dist: b; platform_release >= "${i}" and extra == "e${i}"`,
    );
    const asking = Array.from({ length: 300 }, (_, i) => `Requires-Dist: a[e${i}]`);
    const time = cpuTime(() => read(installed('a', '1', markers), installed('b', '1', asking)));
    assert.ok(time < 5000, `${time} ms`);
  });
});

describe('the layouts of environments', () => {
  const demo = (site: string): Files => ({
    [`${site}/a-1.dist-info/METADATA`]: metadata('a', '1'),
    [`${site}/a-1.dist-info/RECORD`]: 'a,sha256=x,\n',
  });
  const python = (files: Files, path = 'env') => {
    const reading = readEnvironment(memoryFolder(files, { path }));
    const found = reading.components.find(({ source }) => source.kind === 'interpreter');
    return [pins(reading).join(), found && `${found.name} ${found.version} ${found.specifier ?? ''} ${found.purl}`];
  };

  it('are those of CPython, Debian, Windows and PyPy', () => {
    assert.deepEqual(python(demo('lib/python3.11/site-packages')), ['a 1', 'python null ==3.11.* pkg:generic/python']);
    assert.deepEqual(python(demo('lib64/python3.13t/site-packages')), [
      'a 1',
      'python null ==3.13.* pkg:generic/python',
    ]);
    assert.deepEqual(python(demo('local/lib/python3.11/dist-packages')), [
      'a 1',
      'python null ==3.11.* pkg:generic/python',
    ]);
    assert.deepEqual(python(demo('lib/python3/dist-packages')), ['a 1', undefined]);
    assert.deepEqual(python(demo('Lib/site-packages')), ['a 1', undefined]);
    assert.deepEqual(python(demo('lib/pypy3.10/site-packages')), ['a 1', 'pypy null  pkg:generic/pypy']);
    assert.deepEqual(python(demo('lib/graalpy24.1/site-packages')), ['a 1', 'graalpy null  pkg:generic/graalpy']);
    assert.deepEqual(python({ 'a-1.dist-info/METADATA': metadata('a', '1') }, 'x/lib/python3.9/site-packages'), [
      'a 1',
      'python null ==3.9.* pkg:generic/python',
    ]);
  });

  it('of a prefix say the exact version in the C header', () => {
    const header = { 'include/python3.11/patchlevel.h': '/* */\n#define PY_VERSION      	"3.11.7rc1+"\n' };
    const reading = readEnvironment(memoryFolder({ ...demo('lib/python3.11/site-packages'), ...header }));
    const found = named(reading, 'python');
    assert.deepEqual([found.version, found.locations[0]?.line], ['3.11.7rc1', 2]);
  });

  it('with a pyvenv.cfg say version and implementation as venv, virtualenv and uv write them', () => {
    const config = (...lines: readonly string[]) =>
      python({ 'pyvenv.cfg': lines.join('\n'), ...demo('lib/python3.12/site-packages') })[1];
    assert.equal(config('home = /usr/bin', 'version = 3.12.4'), 'python 3.12.4  pkg:generic/python@3.12.4');
    assert.equal(
      config('version_info = 3.12.4.final.0', 'version = 3.12.4'),
      'python 3.12.4  pkg:generic/python@3.12.4',
    );
    assert.equal(config('Version_Info=3.13.0.candidate.2'), 'python 3.13.0rc2  pkg:generic/python@3.13.0rc2');
    assert.equal(config('version = 3.14.0a1+'), 'python 3.14.0a1  pkg:generic/python@3.14.0a1');
    assert.equal(config('implementation = PyPy', 'version_info = 3.10.14'), 'pypy null  pkg:generic/pypy');
    assert.equal(config('home = /usr/bin'), 'python null ==3.12.* pkg:generic/python');
    assert.equal(config('version = nonsense'), 'python null  pkg:generic/python');
  });

  it('keep to one interpreter where several share the folder', () => {
    const folder = memoryFolder({
      ...demo('lib/python3.11/site-packages'),
      'lib/python3.12/site-packages/b-1.dist-info/METADATA': metadata('b', '1'),
    });
    assert.deepEqual(pins(readEnvironment(folder, { python: '3.11' })), ['a 1']);
    assert.deepEqual(pins(readEnvironment(folder)), ['a 1', 'b 1']);
  });
});

describe('eggs', () => {
  it('are read as folder, as file, as archive and as link', () => {
    const archive = zipFile({ 'EGG-INFO/PKG-INFO': metadata('zipped', '4'), 'EGG-INFO/requires.txt': 'folder\n' });
    const reading = read({
      [`${SITE}/folder-1.0-py3.8.egg-info/PKG-INFO`]: metadata('folder', '1.0'),
      [`${SITE}/folder-1.0-py3.8.egg-info/requires.txt`]: 'file>=2\n\n[ssl]\nzipped\n\n[:python_version < "3"]\negg\n',
      [`${SITE}/file-2.0.egg-info`]: metadata('file', '2.0'),
      [`${SITE}/egg-3-py3.8.egg/EGG-INFO/PKG-INFO`]: metadata('egg', '3'),
      [`${SITE}/zipped-4-py3.8.egg`]: archive,
      [`${SITE}/linked.egg-link`]: '/elsewhere/src\n../',
      [`${SITE}/mine.egg-link`]: '/repo/src\n.',
    });
    assert.deepEqual(pins(reading), ['egg 3', 'file 2.0', 'folder 1.0', 'linked null', 'zipped 4']);
    assert.deepEqual(named(reading, 'folder').requires, ['file']);
    assert.deepEqual(named(reading, 'zipped').requires, ['folder']);
    assert.deepEqual(named(reading, 'linked').source, { kind: 'path', url: '/elsewhere/src' });
    assert.deepEqual(reading.problems, []);
  });

  it('that cannot be read are named by what they are called', () => {
    const reading = read({ [`${SITE}/broken-4-py3.8.egg`]: 'PK', [`${SITE}/empty-1.egg`]: zipFile({ 'a.py': '' }) });
    assert.deepEqual(pins(reading), ['broken null', 'empty null']);
    assert.deepEqual(problems(reading), ['archive-invalid broken-4-py3.8.egg:1', 'environment-invalid empty-1.egg:1']);
  });
});

describe('a conda environment', () => {
  const record = (name: string, version: string, more: object = {}) => ({
    [`conda-meta/${name}-${version}-0.json`]: JSON.stringify(
      {
        build: 'h1_0',
        channel: 'https://user:pw@conda.example/conda-forge/linux-64',
        subdir: 'linux-64',
        name,
        version,
        sha256: 'ab'.repeat(32),
        ...more,
      },
      null,
      2,
    ),
  });
  const files: Files = {
    ...record('openssl', '3.3.1', { depends: ['libgcc >=13', 'ca'] }),
    ...record('libgcc', '14.1.0', {}),
    ...record('python', '3.12.4', {}),
    ...record('pytorch', '2.3.0', { files: [`${SITE}/torch-2.3.0.dist-info/METADATA`], requested_spec: 'pytorch' }),
    ...record('ca', '2024.7.4_x!', {}),
    'conda-meta/history': '',
    [`${SITE}/torch-2.3.0.dist-info/METADATA`]: metadata('torch', '2.3.0', 'Requires-Dist: pip-made'),
    [`${SITE}/pip_made-1.dist-info/METADATA`]: metadata('pip-made', '1'),
    [`${SITE}/pip_made-1.dist-info/RECORD`]: 'a,sha256=x,1',
  };

  it('lists its packages once: as a distribution where Python knows one, else by their conda name', () => {
    const reading = readEnvironment(memoryFolder(files));
    assert.deepEqual(
      reading.components.map(({ name, version, source }) => `${name} ${version} ${source.kind}`).sort(),
      [
        'ca 2024.7.4_x! conda',
        'libgcc 14.1.0 conda',
        'openssl 3.3.1 conda',
        'pip-made 1 installed',
        'python 3.12.4 interpreter',
        'torch 2.3.0 conda',
      ],
    );
    const torch = named(reading, 'torch');
    assert.equal(torch.source.url, 'https://***@conda.example/conda-forge/linux-64');
    assert.equal(torch.purl, 'pkg:conda/pytorch@2.3.0?build=h1_0&channel=conda-forge&subdir=linux-64');
    assert.deepEqual(torch.hashes, [`sha256:${'ab'.repeat(32)}`]);
    assert.deepEqual(named(reading, 'openssl').requires, ['ca', 'libgcc']);
    assert.deepEqual(named(reading, 'ca').reasons, ['invalid-version']);
    assert.deepEqual(named(reading, 'libgcc').locations, [
      { path: 'env/conda-meta/libgcc-14.1.0-0.json', line: 6, column: 3 },
    ]);
    assert.deepEqual(reading.roots.get(''), ['openssl', 'python', 'torch']);
    assert.deepEqual(reading.problems, []);
  });

  it('says which records it cannot read', () => {
    const reading = readEnvironment(
      memoryFolder({ 'conda-meta/a.json': '{', 'conda-meta/b.json': '[1]', ...record('c', '1') }),
    );
    assert.deepEqual(pins(reading), ['c 1']);
    assert.deepEqual(problems(reading), [
      'environment-invalid env/conda-meta/a.json:1',
      'environment-invalid env/conda-meta/b.json:1',
    ]);
  });
});
