import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pylockDependencies } from '../src/pylock-dependencies.ts';
import { lintPylock } from '../src/pylock-lint.ts';
import { TomlDateTime } from '../src/toml-value.ts';
import { entry, HASHES, lockDocument, readLock, shown, type Table } from './lock-document.ts';

const lint = (document: Table) => shown(lintPylock(document, readLock(document)));
const one = (more: Table) => lint(lockDocument([{ name: 'a', ...more }]));
const VCS = { type: 'git', url: 'u', 'commit-id': '0123456789abcdef0123456789abcdef01234567' };
const SDIST = { path: 'a-1.zip', hashes: HASHES };

describe('a valid lock file is told', () => {
  it('nothing where it keeps every rule', () => {
    assert.deepEqual(
      lint(
        lockDocument([entry('a', '1', { dependencies: [{ name: 'b' }] }), entry('b', '1')], {
          'default-groups': ['x'],
          'dependency-groups': ['y'],
        }),
      ),
      [],
    );
    assert.deepEqual(one({ vcs: { ...VCS, subdirectory: 'a..b/c' } }), []);
  });
  // PEP 751, "lock-version": warn of unknown keys under an unknown minor version.
  it('unknown keys and versions', () => {
    assert.deepEqual(lint(lockDocument([], { 'lock-version': '1.1', new: 1 })), [
      'unknown-key at new',
      'unknown-minor-version at lock-version',
    ]);
    assert.deepEqual(lint(lockDocument([], { 'lock-version': '1.0.0' })), []);
    assert.deepEqual(lint(lockDocument([], { 'lock-version': '1' })), []);
    assert.deepEqual(
      lint(
        lockDocument([
          {
            name: 'a',
            version: '1',
            x: 1,
            sdist: { ...SDIST, editable: true },
            wheels: [{ ...SDIST, path: 'a-1-py3-none-any.whl', x: 1 }],
          },
        ]),
      ),
      [
        'unknown-key at packages.0.sdist.editable',
        'unknown-key at packages.0.wheels.0.x',
        'unknown-key at packages.0.x',
      ],
    );
    assert.deepEqual(one({ vcs: { ...VCS, x: 1 } }), ['unknown-key at packages.0.vcs.x']);
    assert.deepEqual(one({ directory: { path: '.', url: 'u' } }), ['unknown-key at packages.0.directory.url']);
    assert.deepEqual(one({ archive: { url: 'u', hashes: HASHES, name: 'x' } }), [
      'unknown-key at packages.0.archive.name',
    ]);
  });
  // PEP 751, "default-groups": should not be listed in `dependency-groups`.
  it('default groups that users may name', () => {
    assert.deepEqual(lint(lockDocument([], { 'default-groups': ['x', 'y'], 'dependency-groups': ['y'] })), [
      'default-group-exposed at default-groups.1',
    ]);
  });
  // PEP 751, "packages.version": not for source trees, but for sdists and wheels.
  it('versions of source trees, and files without version', () => {
    assert.deepEqual(one({ version: '1', directory: { path: '.' } }), ['version-of-source-tree at packages.0.version']);
    assert.deepEqual(one({ version: '1', vcs: VCS }), ['version-of-source-tree at packages.0.version']);
    assert.deepEqual(one({ version: '1', archive: { url: 'u', hashes: HASHES } }), []);
    assert.deepEqual(one({ sdist: SDIST }), ['missing-version at packages.0']);
  });
  // PEP 751, "packages.vcs.type", "packages.vcs.commit-id": registered kinds; commit hashes where there are any.
  it('kinds of version control that are not registered, and commits that may move', () => {
    assert.deepEqual(one({ vcs: { ...VCS, type: 'fossil', 'commit-id': 'trunk' } }), [
      'unregistered-vcs at packages.0.vcs.type',
    ]);
    assert.deepEqual(one({ vcs: { ...VCS, 'commit-id': 'main' } }), [
      'commit-id-not-a-hash at packages.0.vcs.commit-id',
    ]);
    assert.deepEqual(one({ vcs: { ...VCS, type: 'hg', 'commit-id': '0123456' } }), [
      'commit-id-not-a-hash at packages.0.vcs.commit-id',
    ]);
    assert.deepEqual(one({ vcs: { ...VCS, type: 'svn', 'commit-id': '42' } }), []);
  });
  // PEP 751, "packages.vcs.subdirectory": relative to the root of the source tree.
  it('subdirectories outside the source tree', () => {
    for (const subdirectory of ['/a', '..', 'a/../b', '..\\a', 'C:\\a']) {
      assert.deepEqual(one({ vcs: { ...VCS, subdirectory } }), ['outside-source-tree at packages.0.vcs.subdirectory']);
      assert.deepEqual(one({ directory: { path: '.', subdirectory } }), [
        'outside-source-tree at packages.0.directory.subdirectory',
      ]);
      assert.deepEqual(one({ archive: { url: 'u', hashes: HASHES, subdirectory } }), [
        'outside-source-tree at packages.0.archive.subdirectory',
      ]);
    }
  });
  // PEP 751, "packages.archive.upload-time": in UTC.
  it('upload times that are not in UTC', () => {
    const at = (text: string) =>
      one({
        version: '1',
        sdist: {
          ...SDIST,
          'upload-time': new TomlDateTime(text, /Z|[+-]\d\d:/.test(text) ? 'offset-date-time' : 'local-date-time'),
        },
      });
    assert.deepEqual(at('2024-01-01T00:00:00+02:00'), ['upload-time-not-utc at packages.0.sdist.upload-time']);
    for (const fine of ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.1+00:00', '2024-01-01T00:00:00'])
      assert.deepEqual(at(fine), []);
  });
  // PEP 751, "[packages.archive.hashes]": keys in lower case, at least one secure algorithm.
  it('hashes of broken algorithms, in capitals, and sizes below nothing', () => {
    const with_ = (hashes: Table, size = 1) => one({ version: '1', sdist: { path: 'a-1.zip', hashes, size } });
    assert.deepEqual(with_({ md5: 'x', sha1: 'y' }), ['weak-hash at packages.0.sdist.hashes']);
    assert.deepEqual(with_({ SHA256: 'x' }), ['upper-case-hash at packages.0.sdist.hashes.SHA256']);
    assert.deepEqual(with_({ md5: 'x', blake2b: 'y' }), []);
    assert.deepEqual(with_(HASHES, -1), ['negative-size at packages.0.sdist.size']);
  });
});

describe('dependencies of lock files', () => {
  const targets = (packages: Table[]) =>
    pylockDependencies(readLock(lockDocument(packages)))?.map(({ from, item, to }) => [from, item, to]);
  // PEP 751, "[[packages.dependencies]]": a key-by-key comparison finds the entry meant.
  it('mean the entry that says the same under each of their keys', () => {
    const packages = [
      entry('a', '1', {
        dependencies: [
          { name: 'b' },
          { name: 'b', version: '2.0' },
          { name: 'b', vcs: { url: 'u' } },
          { name: 'x' },
          { version: '1' },
        ],
      }),
      entry('b', '1', { index: 'i', marker: "os_name == 'nt'" }),
      entry('b', '2'),
      { name: 'b', vcs: VCS },
    ];
    assert.deepEqual(targets(packages), [
      [0, 0, [1, 2, 3]],
      [0, 1, [2]],
      [0, 2, [3]],
      [0, 3, []],
      [0, 4, [0, 1]],
    ]);
    assert.deepEqual(
      lint(lockDocument(packages)).filter((line) => line.startsWith('unclear')),
      [
        'unclear-dependency at packages.0.dependencies.0',
        'unclear-dependency at packages.0.dependencies.3',
        'unclear-dependency at packages.0.dependencies.4',
      ],
    );
  });
  it('compare files by what they say, hashes included', () => {
    const wheel = {
      name: 'b-1-py3-none-any.whl',
      url: 'https://files.example.org/b-1-py3-none-any.whl',
      hashes: HASHES,
    };
    const means = (item: Table) =>
      targets([entry('a', '1', { dependencies: [{ name: 'b', ...item }] }), entry('b', '1')])?.[0]?.[2];
    assert.deepEqual(means({ wheels: [wheel] }), [1]);
    assert.deepEqual(means({ wheels: [{ ...wheel, hashes: { sha256: 'other' } }] }), []);
    assert.deepEqual(means({ wheels: [] }), []);
    assert.deepEqual(means({ wheels: [{ url: wheel.url }] }), [1]);
    assert.deepEqual(means({ index: 'i' }), []);
    assert.deepEqual(means(JSON.parse('{"__proto__": 1}')), []);
  });
  it('are given up where names are shared without end', () => {
    const packages = Array.from({ length: 2000 }, (_, i) => entry('a', `${i}`, { dependencies: [{ name: 'a' }] }));
    assert.equal(targets(packages), undefined);
  });
});
