import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brought, only, places, readLock } from '../testing/lock-reading.ts';
import { format } from './conda-lock.ts';

const MD5 = '26eb8ca6ea332b675e11704cce84a3be';
const SHA256 = 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2';
const HEAD = `version: 1
metadata:
  channels:
  - url: conda-forge
    used_env_vars: []
  platforms:
  - linux-64
  - osx-arm64
package:
`;

function entry(name: string, platform: string, more = ''): string {
  return `- name: ${name}
  version: 1.2.3
  manager: conda
  platform: ${platform}
  dependencies:
    zlib: '>=1'
    __glibc: '>=2'
  url: https://conda.anaconda.org/conda-forge/${platform}/${name}-1.2.3-h1_0.conda
  hash:
    md5: ${MD5}
    sha256: ${SHA256}
  category: main
  optional: false
${more}`;
}

function pip(name: string, url: string, more = ''): string {
  return `- name: ${name}\n  version: 1.0\n  manager: pip\n  platform: linux-64\n  dependencies: {}\n  url: ${url}\n  hash:\n    sha256: ${SHA256}\n  category: dev\n  optional: true\n${more}`;
}

describe('conda-lock.yml', () => {
  it('is told by its name', () => {
    for (const name of ['conda-lock.yml', 'dev.conda-lock.yml', 'conda-lock.yaml'])
      assert.ok(format.matches(name, ''), name);
    assert.ok(!format.matches('conda-linux-64.lock', ''));
  });

  it('has one component for a version, whatever the platforms', () => {
    const reading = readLock(format, {
      'conda-lock.yml': HEAD + entry('a', 'linux-64') + entry('a', 'osx-arm64') + entry('zlib', 'osx-arm64'),
    });
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(brought(reading), [
      ['a 1.2.3', '', undefined],
      ['zlib 1.2.3', '', 'sys_platform == "darwin" and platform_machine == "arm64"'],
    ]);
    const a = only(reading, 'a');
    assert.deepEqual(
      a.locations.map(({ line, column }) => [line, column]),
      [
        [10, 3],
        [23, 3],
      ],
    );
    assert.deepEqual(a.hashes, [`md5:${MD5}`, `sha256:${SHA256}`]);
    assert.deepEqual(a.requires, ['zlib']);
    assert.deepEqual(a.source, { kind: 'conda', url: 'https://conda.anaconda.org/conda-forge' });
    assert.equal(a.purl, 'pkg:conda/a@1.2.3?channel=conda-forge');
    assert.deepEqual([...reading.roots], [['', ['a']]]);
  });

  it('names PyPI, other files and the project itself', () => {
    const reading = readLock(format, {
      'conda-lock.yml':
        HEAD +
        pip('p', 'https://files.pythonhosted.org/packages/p-1.0-py3-none-any.whl') +
        pip('q', 'https://user:secret@host/q-1.0.tar.gz') +
        pip('r', 'git+https://host/r@abc') +
        pip('self', '.'),
    });
    assert.deepEqual(
      reading.components.map(({ name, version, source, groups }) => [
        name,
        version,
        source.kind,
        source.url,
        ...groups,
      ]),
      [
        ['p', '1.0', 'index', undefined, 'dev'],
        ['q', '1.0', 'url', 'https://***@host/q-1.0.tar.gz', 'dev'],
        ['r', '1.0', 'vcs', 'git+https://host/r@abc', 'dev'],
      ],
    );
  });

  it('has the interpreter for `python`', () => {
    const python = only(readLock(format, { 'conda-lock.yml': HEAD + entry('python', 'linux-64') }), 'python');
    assert.deepEqual([python.source, python.purl], [{ kind: 'interpreter' }, 'pkg:generic/python@1.2.3']);
  });

  it('says which entries cannot be read, and reads the rest', () => {
    const reading = readLock(format, {
      'conda-lock.yml': `${HEAD}- 3\n- version: 1\n- name: a\n  manager: npm\n- name: b c\n  manager: pip\n- name: d\n  manager: pip\n`,
    });
    assert.deepEqual(places(reading), [
      ['lock-invalid', 10, 3],
      ['lock-invalid', 11, 3],
      ['lock-invalid', 12, 3],
      ['lock-invalid', 14, 3],
    ]);
    assert.deepEqual(
      reading.components.map(({ name, reasons }) => [name, ...reasons]),
      [
        ['a', 'unknown-source', 'unknown-version'],
        ['d', 'unknown-version', 'unknown-source'],
      ],
    );
  });

  it('of another version is not read', () => {
    assert.deepEqual(places(readLock(format, { 'conda-lock.yml': 'version: 2\npackage: []\n' })), [
      ['format-unsupported', 1, 10],
    ]);
    assert.deepEqual(places(readLock(format, { 'conda-lock.yml': 'package: []\n' })), [['format-unsupported', 1, 1]]);
    assert.deepEqual(places(readLock(format, { 'conda-lock.yml': 'version: 1\npackage: x\n' })), [
      ['lock-invalid', 2, 10],
    ]);
  });

  it('without a readable entry is no empty project', () => {
    const reading = readLock(format, { 'conda-lock.yml': `${HEAD}- 3\n` });
    assert.deepEqual(
      reading.problems.map(({ code }) => code),
      ['lock-invalid', 'lock-empty'],
    );
  });

  it('of a million entries is cut off, and says so', () => {
    const reading = readLock(format, { 'conda-lock.yml': HEAD + '- x\n'.repeat(50_000) });
    assert.equal(reading.components.length, 0);
    assert.ok(reading.problems.some(({ code }) => code === 'entry-limit'));
  });
});
