import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { only, places, readLock } from '../testing/lock-reading.ts';
import { format } from './pipfile.ts';

const read = (text: string) => readLock(format, { Pipfile: text });

describe('Pipfile', () => {
  it('lists what is allowed, by category; only an exact version is certain', () => {
    const reading = read(
      '[packages]\nA = "==1.0"\nb = ">=1,<2"\nc = "*"\n[dev-packages]\nd = {version = "*", extras = ["X"], markers = "os_name == \'nt\'", sys_platform = "== \'win32\'"}\n[docs]\na = "==2"\n[scripts]\ntest = "pytest"\n',
    );
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(
      reading.components.map(({ name, version, specifier, groups, locations }) => [
        name,
        version,
        specifier,
        groups[0],
        locations[0]?.line,
      ]),
      [
        ['a', '1.0', undefined, '', 2],
        ['b', null, '<2,>=1', '', 3],
        ['c', null, undefined, '', 4],
        ['d', null, undefined, 'dev', 6],
        ['a', '2', undefined, 'docs', 8],
      ],
    );
    assert.deepEqual(
      [only(reading, 'd').extras, only(reading, 'd').marker],
      [['x'], 'os_name == "nt" and sys_platform == "win32"'],
    );
    assert.deepEqual(
      [...reading.roots],
      [
        ['', ['a', 'b', 'c']],
        ['dev', ['d']],
        ['docs', ['a']],
      ],
    );
  });

  it('tells of its indexes, and which Python it is for', () => {
    const reading = read(
      '[[source]]\nurl = "https://u:secret@corp.example:8443/simple"\nverify_ssl = false\nname = "corp"\n[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n[packages]\na = "*"\nb = {version = "==1", index = "pypi"}\n[requires]\npython_version = "3.11"\n',
    );
    assert.deepEqual(
      reading.settings?.map(({ kind, value, name, at }) => [kind, value, name, at.line]),
      [
        ['index', 'https://***@corp.example:8443/simple', 'corp', 1],
        ['trusted-host', 'corp.example:8443', undefined, 1],
        ['extra-index', 'https://pypi.org/simple', 'pypi', 5],
      ],
    );
    assert.deepEqual(
      reading.components.map(({ source }) => source.url),
      ['https://***@corp.example:8443/simple', undefined],
    );
    assert.equal(reading.requiresPython, '==3.11.*');
  });

  it('reads what it can, and says where each damage is', () => {
    const reading = read('[packages]\na = 7\n"b c" = "*"\nd = "nonsense"\ne = "==1"\n');
    assert.deepEqual(places(reading), [
      ['manifest-invalid', 2, 1],
      ['manifest-invalid', 3, 1],
      ['manifest-invalid', 4, 1],
    ]);
    assert.deepEqual(
      reading.components.map(({ name }) => name),
      ['d', 'e'],
    );
    assert.deepEqual(places(read('packages = 1\n')), [['manifest-invalid', 1, 12]]);
  });
});
