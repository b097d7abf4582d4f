import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
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

describe('a lock file that breaks a rule of advice', () => {
  const text = fc.stringMatching(/^[a-z]{1,6}$/);

  // PEP 751, "lock-version": with an unknown minor version, warn of unknown keys.
  it('of a later minor version is told its unknown keys', () => {
    const known = ['lock-version', 'environments', 'requires-python', 'extras', 'dependency-groups'];
    fc.assert(
      fc.property(fc.nat(30), fc.stringMatching(/^x-[a-z]{1,6}$/), (minor, key) => {
        assert.ok(!known.includes(key));
        const told = lint(lockDocument([], { 'lock-version': `1.${minor}`, [key]: 1 }));
        const version = minor === 0 ? [] : ['unknown-minor-version at lock-version'];
        assert.deepEqual(told, [`unknown-key at ${key}`, ...version]);
      }),
    );
  });

  // PEP 751, "default-groups": not among `dependency-groups`.
  it('is told default groups that users may name', () => {
    const groups = fc.uniqueArray(text, { maxLength: 5 });
    fc.assert(
      fc.property(groups, groups, (defaults, open) => {
        const wanted = defaults.flatMap((group, i) =>
          open.includes(group) ? [`default-group-exposed at default-groups.${i}`] : [],
        );
        assert.deepEqual(lint(lockDocument([], { 'default-groups': defaults, 'dependency-groups': open })), wanted);
      }),
    );
  });

  // PEP 751, "packages.version": given for sdists and wheels, which do not change.
  it('is told files without a version', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (versioned, sdist, wheels) => {
        fc.pre(sdist || wheels);
        const told = one({
          ...(versioned ? { version: '1' } : {}),
          ...(sdist ? { sdist: SDIST } : {}),
          ...(wheels ? { wheels: [{ path: 'a-1-py3-none-any.whl', hashes: HASHES }] } : {}),
        });
        assert.deepEqual(told, versioned ? [] : ['missing-version at packages.0']);
      }),
    );
  });

  // PEP 751, "packages.version": not given for source trees, which may change.
  it('is told versions of source trees', () => {
    const tree = fc.constantFrom<[string, Table]>(['vcs', VCS], ['directory', { path: '.' }]);
    fc.assert(
      fc.property(tree, fc.boolean(), fc.nat(), ([kind, source], versioned, version) => {
        const told = one({ [kind]: source, ...(versioned ? { version: `${version}` } : {}) });
        assert.deepEqual(told, versioned ? ['version-of-source-tree at packages.0.version'] : []);
      }),
    );
  });

  // PEP 751, "packages.vcs.type": one of the registered kinds.
  it('is told kinds of version control that are not registered', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.constantFrom('git', 'hg', 'bzr', 'svn')), (type) => {
        const told = one({ vcs: { ...VCS, type } });
        assert.equal(
          told.includes('unregistered-vcs at packages.0.vcs.type'),
          !['git', 'hg', 'bzr', 'svn'].includes(type),
        );
      }),
    );
  });

  // PEP 751, "packages.vcs.commit-id": a commit hash, where the system has them.
  it('is told commits that are no hash, of systems that have hashes', () => {
    const hash = fc.stringMatching(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
    fc.assert(
      fc.property(
        fc.constantFrom('git', 'hg', 'svn', 'bzr'),
        fc.oneof(
          hash,
          text,
          hash.map((full) => full.slice(1)),
        ),
        (type, id) => {
          const moving = (type === 'git' || type === 'hg') && id.length !== 40 && id.length !== 64;
          assert.deepEqual(
            one({ vcs: { ...VCS, type, 'commit-id': id } }),
            moving ? ['commit-id-not-a-hash at packages.0.vcs.commit-id'] : [],
          );
        },
      ),
    );
  });

  // PEP 751, "packages.vcs.subdirectory": relative to the root of the source tree.
  it('is told subdirectories that lead out of the source tree', () => {
    const part = fc.constantFrom('a', 'b', '.', '..', 'a..b');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '/', '\\', 'c:/'),
        (parts, root) => {
          const told = one({ vcs: { ...VCS, subdirectory: root + parts.join('/') } });
          const leaves = root !== '' || parts.includes('..');
          assert.deepEqual(told, leaves ? ['outside-source-tree at packages.0.vcs.subdirectory'] : []);
        },
      ),
    );
  });

  // PEP 751, "packages.archive.upload-time": in UTC.
  it('is told upload times with another offset than UTC', () => {
    const offset = fc.oneof(
      fc.constantFrom('Z', '+00:00'),
      fc
        .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 10, max: 14 }))
        .map(([sign, hours]) => `${sign}${hours}:00`),
    );
    fc.assert(
      fc.property(offset, fc.integer({ min: 10, max: 23 }), (zone, hour) => {
        const time = new TomlDateTime(`2024-01-01T${hour}:00:00${zone}`, 'offset-date-time');
        const told = one({ archive: { url: 'u', hashes: HASHES, 'upload-time': time } });
        const utc = zone === 'Z' || zone === '+00:00';
        assert.deepEqual(told, utc ? [] : ['upload-time-not-utc at packages.0.archive.upload-time']);
      }),
    );
  });

  // PEP 751, "packages.archive.hashes": keys in lower case.
  it('is told algorithms in capitals', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('sha256', 'SHA256', 'Sha512', 'sha384', 'MD5'), { minLength: 1 }),
        (names) => {
          const told = one({ archive: { url: 'u', hashes: Object.fromEntries(names.map((name) => [name, 'x'])) } });
          const wanted = names.filter((name) => name !== name.toLowerCase());
          assert.deepEqual(
            told.filter((line) => line.startsWith('upper')),
            wanted.map((name) => `upper-case-hash at packages.0.archive.hashes.${name}`).sort(),
          );
        },
      ),
    );
  });

  // PEP 751, "packages.archive.hashes": at least one secure algorithm.
  it('is told files without a secure hash', () => {
    const secure = ['sha256', 'sha512', 'sha3_256', 'blake2b'];
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...secure, 'md5', 'sha1', 'crc32'), { minLength: 1 }), (names) => {
        const told = one({ archive: { url: 'u', hashes: Object.fromEntries(names.map((name) => [name, 'x'])) } });
        const safe = names.some((name) => secure.includes(name));
        assert.deepEqual(told, safe ? [] : ['weak-hash at packages.0.archive.hashes']);
      }),
    );
  });

  // PEP 751, "packages.dependencies": the keys given find one entry, without ambiguity.
  it('is told dependencies that mean no entry or several', () => {
    const versions = fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });
    fc.assert(
      fc.property(versions, fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }), (listed, version) => {
        const wanted = { name: 'b', ...(version === undefined ? {} : { version: `${version}` }) };
        const packages = [entry('a', '1', { dependencies: [wanted] }), ...listed.map((each) => entry('b', `${each}`))];
        const meant = listed.filter((each) => version === undefined || each === version).length;
        assert.deepEqual(
          lint(lockDocument(packages)),
          meant === 1 ? [] : ['unclear-dependency at packages.0.dependencies.0'],
        );
      }),
    );
  });
});
