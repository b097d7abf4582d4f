import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEnvironment } from './environment.ts';
import { type Files, metadata, named, pins } from './testing/installed-files.ts';
import { memoryFolder } from './testing/memory-folder.ts';

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

  it('count by where the folder lies, however it is shown', () => {
    const shown = memoryFolder({ 'a-1.dist-info/METADATA': metadata('a', '1') }, { path: '.' });
    const reading = readEnvironment({ ...shown, home: '/x/lib/python3.9/site-packages' });
    assert.equal(named(reading, 'python').specifier, '==3.9.*');
    assert.ok(!JSON.stringify(reading.components).includes('/x/'));
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
