import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zipFile } from '../artifact/testing/zip-file.ts';
import { metadata, named, pins, problems, read, SITE } from './testing/installed-files.ts';

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
