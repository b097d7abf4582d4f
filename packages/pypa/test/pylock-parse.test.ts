import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isPylockFileName, pylockName } from '../src/pylock.ts';
import { parsePylock } from '../src/pylock-parse.ts';
import { formatSpecifierSet } from '../src/specifier-set.ts';
import { TomlDateTime } from '../src/toml-value.ts';
import { formatVersion } from '../src/version.ts';
import { cpuTime } from './cpu-time.ts';
import { entry, HASHES, lockDocument, lockFaults, readLock, type Table, wheel } from './lock-document.ts';

const one = (more: Table) => lockDocument([{ name: 'a', ...more }]);
const sdist = (more: Table) => one({ sdist: { hashes: HASHES, ...more } });
const wheels = (more: Table) => one({ wheels: [{ hashes: HASHES, ...more }] });

describe('the name of a lock file', () => {
  // PEP 751, "File Name": `pylock.toml`, or `pylock.` NAME `.toml` with a name without dots.
  it('is `pylock.toml` or has one part without dots in the middle', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const valid = !/[./]/.test(name);
        assert.equal(isPylockFileName(`pylock.${name}.toml`), valid);
        assert.equal(pylockName(`pylock.${name}.toml`), valid ? name : undefined);
      }),
    );
    assert.equal(isPylockFileName('pylock.toml'), true);
    assert.equal(pylockName('pylock.toml'), undefined);
  });
  it('is nothing else', () => {
    for (const name of [
      'pylock..toml',
      'pylock.json',
      'Pylock.toml',
      'pylock.TOML',
      'xpylock.toml',
      'pylock.a.b.toml',
    ]) {
      assert.equal(isPylockFileName(name), false, name);
    }
    for (const name of ['pylock.toml\n', 'pylock.a.toml\n', 'a/pylock.toml', 'pylock.toml.bak', '', 'pylocktoml']) {
      assert.equal(isPylockFileName(name), false, JSON.stringify(name));
    }
  });
});

describe('a whole lock file', () => {
  it('is read under every key of the specification', () => {
    const time = new TomlDateTime('2025-01-25T11:30:10.164985+00:00', 'offset-date-time');
    const lock = readLock(
      lockDocument(
        [
          entry('attrs', '25.1.0', {
            marker: "'cli' in extras",
            'requires-python': '>=3.8',
            dependencies: [{ name: 'b' }],
            index: 'https://pypi.org/simple/',
            'attestation-identities': [{ kind: 'GitHub', repository: 'a/b' }],
            tool: { x: { y: 1 } },
            sdist: { path: './attrs-25.1.0.tar.gz', size: 12, 'upload-time': time, hashes: HASHES },
          }),
          {
            name: 'b',
            vcs: { type: 'git', url: 'u', path: 'p', 'requested-revision': 'r', 'commit-id': 'c', subdirectory: 's' },
          },
          { name: 'c', directory: { path: '.', editable: true, subdirectory: 's' } },
          { name: 'd', archive: { url: 'u', size: 2n ** 60n, 'upload-time': time, hashes: HASHES, subdirectory: 's' } },
        ],
        {
          environments: ["sys_platform == 'win32'"],
          'requires-python': '==3.12.*',
          extras: ['cli'],
          'dependency-groups': ['Dev'],
          'default-groups': ['default'],
          tool: { rind: {} },
        },
      ),
    );
    assert.equal(formatVersion(lock.lockVersion), '1.0');
    assert.equal(lock.environments?.length, 1);
    assert.equal(lock.requiresPython && formatSpecifierSet(lock.requiresPython), '==3.12.*');
    assert.deepEqual([lock.extras, lock.dependencyGroups, lock.defaultGroups], [['cli'], ['Dev'], ['default']]);
    assert.deepEqual([lock.createdBy, lock.tool], ['rind', { rind: {} }]);
    const [attrs, b, c, d] = lock.packages;
    assert.equal(attrs?.sdist?.fileName, 'attrs-25.1.0.tar.gz');
    assert.deepEqual([attrs?.sdist?.size, attrs?.sdist?.uploadTime], [12, time]);
    assert.deepEqual([...(attrs?.wheels?.[0]?.hashes ?? [])], Object.entries(HASHES));
    assert.deepEqual(attrs?.wheels?.[0]?.wheel.tags.interpreters, ['py3']);
    assert.deepEqual(attrs?.attestationIdentities, [{ kind: 'GitHub', repository: 'a/b' }]);
    assert.deepEqual([attrs?.dependencies, attrs?.tool], [[{ name: 'b' }], { x: { y: 1 } }]);
    assert.equal(attrs?.index, 'https://pypi.org/simple/');
    const vcs = { type: 'git', url: 'u', path: 'p', requestedRevision: 'r', commitId: 'c', subdirectory: 's' };
    assert.deepEqual(b?.vcs, vcs);
    assert.deepEqual(c?.directory, { path: '.', editable: true, subdirectory: 's' });
    assert.deepEqual([d?.archive?.url, d?.archive?.size, d?.archive?.subdirectory], ['u', 2n ** 60n, 's']);
  });

  it('is valid with the required keys alone, and tells what is absent from what is empty', () => {
    const lock = readLock(lockDocument([]));
    assert.deepEqual(
      [lock.extras, lock.environments, lock.dependencyGroups, lock.tool],
      [undefined, undefined, undefined, undefined],
    );
    assert.deepEqual(readLock(lockDocument([], { extras: [], 'dependency-groups': [] })).extras, []);
  });

  // PEP 751: `lock-version`, `created-by`, `packages`: required.
  it('is refused without a required key', () => {
    assert.deepEqual(lockFaults({}), [
      'missing-key at created-by',
      'missing-key at lock-version',
      'missing-key at packages',
    ]);
    assert.deepEqual(lockFaults(lockDocument([{}])), ['missing-key at packages.0.name', 'no-source at packages.0']);
    assert.deepEqual(lockFaults(one({ vcs: { url: 'u' } })), [
      'missing-key at packages.0.vcs.commit-id',
      'missing-key at packages.0.vcs.type',
    ]);
    assert.deepEqual(lockFaults(one({ directory: {} })), ['missing-key at packages.0.directory.path']);
    assert.deepEqual(lockFaults(one({ archive: { url: 'u' } })), ['missing-key at packages.0.archive.hashes']);
  });

  it('tells every fault at once, each at its place', () => {
    const faults = lockFaults(
      lockDocument([entry('A', '1'), 7, entry('b', 'x', { marker: 'nope' })], { 'lock-version': 1, extras: ['x', 2] }),
    );
    assert.deepEqual(faults, [
      'invalid-file-name at packages.2.wheels.0',
      'invalid-marker at packages.2.marker',
      'invalid-version at packages.2.version',
      'not-normalized at packages.0.name',
      'wrong-type at extras.1',
      'wrong-type at lock-version',
      'wrong-type at packages.1',
    ]);
  });
});

describe('lock-version', () => {
  // PEP 751, "lock-version": an unknown major version must be an error; unknown minor versions are read.
  // PEP 751, "Installation": an error for another version of the format.
  it('has major version 1, any minor version', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (major, minor) => {
        const faults = lockFaults(lockDocument([], { 'lock-version': `${major}.${minor}` }));
        assert.deepEqual(faults, major === 1 ? [] : ['unsupported-lock-version at lock-version']);
      }),
    );
    for (const known of ['1', '1.0.0', '1.5rc1', '2.dev0'])
      assert.deepEqual(lockFaults(lockDocument([], { 'lock-version': known })), []);
    for (const other of ['1.dev0', '1.0a1', '1!1.0', '2'])
      assert.equal(lockFaults(lockDocument([], { 'lock-version': other })).length, 1);
    assert.deepEqual(lockFaults(lockDocument([], { 'lock-version': 'one' })), ['invalid-version at lock-version']);
  });
});

describe('names', () => {
  // PEP 751, "packages.name", "extras": in normal form.
  it('of entries and extras are in normal form', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9._-]{1,8}$/), (name) => {
        const normal = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
        assert.equal(lockFaults(lockDocument([{ name, directory: { path: '.' } }])).length, normal ? 0 : 1);
        assert.equal(lockFaults(lockDocument([], { extras: [name] })).length, normal ? 0 : 1);
        assert.deepEqual(lockFaults(lockDocument([], { 'dependency-groups': [name], 'default-groups': [name] })), []);
      }),
    );
  });
});

describe('sources', () => {
  const SOURCES: Record<string, unknown> = {
    vcs: { type: 'git', url: 'u', 'commit-id': 'c' },
    directory: { path: '.' },
    archive: { url: 'u', hashes: HASHES },
    sdist: { path: 'a-1.tar.gz', hashes: HASHES },
    wheels: [wheel('a-1-py3-none-any.whl')],
  };
  // PEP 751, "[packages.vcs]" and the others: mutually exclusive, but for `sdist` with `wheels`.
  // PEP 751, "packages.vcs", "packages.directory", "packages.archive": each excludes all others.
  // PEP 751, "packages.sdist", "packages.wheels": these two exclude the rest.
  // PEP 751, "Installation": an error where sources conflict.
  it('exclude each other, but for an sdist with wheels', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(SOURCES)), (kinds) => {
        const given = Object.fromEntries(kinds.map((kind) => [kind, SOURCES[kind]]));
        const direct = kinds.filter((kind) => kind !== 'sdist' && kind !== 'wheels').length;
        const files = kinds.length - direct;
        const expected =
          kinds.length === 0 ? 'no-source' : direct > 1 || (direct > 0 && files > 0) ? 'conflicting-sources' : '';
        assert.deepEqual(lockFaults(one(given)), expected === '' ? [] : [`${expected} at packages.0`]);
      }),
    );
  });
  it('do not count empty wheels', () => {
    assert.deepEqual(lockFaults(one({ wheels: [], directory: { path: '.' } })), []);
    assert.deepEqual(lockFaults(one({ wheels: [] })), ['no-source at packages.0']);
  });
  it('count although something in them is wrong, so that no second fault misleads', () => {
    assert.deepEqual(lockFaults(one({ sdist: 1 })), ['wrong-type at packages.0.sdist']);
    assert.deepEqual(lockFaults(one({ wheels: 'x' })), ['wrong-type at packages.0.wheels']);
    assert.deepEqual(lockFaults(one({ archive: { url: 1, hashes: HASHES } })), [
      'wrong-type at packages.0.archive.url',
    ]);
  });
  // PEP 751, "packages.vcs.url", "packages.vcs.path": one is required where the other is absent.
  it('have a URL or a path that is not empty', () => {
    for (const [kind, rest] of [
      ['vcs', { type: 'git', 'commit-id': 'c' }],
      ['archive', { hashes: HASHES }],
    ] as const) {
      for (const place of [{}, { url: '' }, { path: '' }, { url: '', path: '' }]) {
        assert.deepEqual(lockFaults(one({ [kind]: { ...rest, ...place } })), [
          `missing-location at packages.0.${kind}`,
        ]);
      }
      for (const place of [{ url: 'u' }, { path: 'p' }, { url: 'u', path: '' }]) {
        assert.deepEqual(lockFaults(one({ [kind]: { ...rest, ...place } })), []);
      }
    }
    assert.deepEqual(lockFaults(sdist({ name: 'a-1.tar.gz' })), ['missing-location at packages.0.sdist']);
    assert.deepEqual(lockFaults(one({ directory: { path: '' } })), [], 'a directory may be the lock file’s own');
  });
});

describe('files', () => {
  // PEP 751, "[packages.archive.hashes]": at least one entry, values are strings.
  it('have at least one hash, and hashes are strings', () => {
    assert.deepEqual(lockFaults(sdist({ path: 'a-1.zip', hashes: {} })), ['no-hash at packages.0.sdist.hashes']);
    assert.deepEqual(lockFaults(sdist({ path: 'a-1.zip', hashes: { sha256: 'f', md5: 1 } })), [
      'wrong-type at packages.0.sdist.hashes.md5',
    ]);
    assert.deepEqual(lockFaults(wheels({ path: 'a-1-py3-none-any.whl', hashes: 'sha256:f' })), [
      'wrong-type at packages.0.wheels.0.hashes',
    ]);
  });
  it('keep a hash algorithm called `__proto__` and are not fooled by inherited keys', () => {
    const hashes = JSON.parse('{"__proto__": "ff"}');
    assert.deepEqual(
      [...(readLock(sdist({ path: 'a-1.zip', hashes })).packages[0]?.sdist?.hashes ?? [])],
      [['__proto__', 'ff']],
    );
    const lock: Table = JSON.parse('{"__proto__": {"lock-version": "1.0", "created-by": "x", "packages": []}}');
    assert.equal(lockFaults(lock).length, 3);
  });
  // PEP 751, "packages.wheels.name": may be left out where the last component of path or URL says it.
  it('are named by `name`, else by the path, else by the URL', () => {
    const cases: [Table, string][] = [
      [{ name: 'a-1.zip', path: 'x/a-2.zip', url: 'https://x.org/a-3.zip' }, 'a-1.zip'],
      [{ path: 'x/a-2.zip', url: 'https://x.org/a-3.zip' }, 'a-2.zip'],
      [{ path: '.\\x\\a-2.zip' }, 'a-2.zip'],
      [{ path: 'b\\c/a-2.zip' }, 'a-2.zip'],
      [{ name: '', path: 'x/', url: 'https://x.org/y/a-3%2Bl.zip;p?q#f' }, 'a-3+l.zip'],
      [{ url: 'a-3.tar.gz' }, 'a-3.tar.gz'],
    ];
    for (const [file, expected] of cases) assert.equal(readLock(sdist(file)).packages[0]?.sdist?.fileName, expected);
  });
  it('must have a name that can be read', () => {
    assert.deepEqual(lockFaults(sdist({ url: 'https://x.org/' })), ['invalid-file-name at packages.0.sdist']);
    assert.deepEqual(lockFaults(sdist({ url: 'https://[x/a-1.zip' })), ['invalid-file-name at packages.0.sdist']);
    assert.deepEqual(lockFaults(sdist({ path: 'a-1.whl' })), ['invalid-file-name at packages.0.sdist']);
    assert.deepEqual(lockFaults(wheels({ path: 'a-1.zip' })), ['invalid-file-name at packages.0.wheels.0']);
    assert.deepEqual(
      lockFaults(one({ archive: { url: 'https://x.org/', hashes: HASHES } })),
      [],
      'archives may have any name',
    );
  });
  it('belong to the entry and to its version, if it has one', () => {
    const faults = lockFaults(
      lockDocument([entry('a', '1', { wheels: [wheel('b-1-py3-none-any.whl'), wheel('a-2-py3-none-any.whl')] })]),
    );
    assert.deepEqual(faults, [
      'inconsistent-name at packages.0.wheels.0',
      'inconsistent-version at packages.0.wheels.1',
    ]);
    const file = { path: 'b-2.zip', hashes: HASHES };
    assert.deepEqual(lockFaults(lockDocument([{ name: 'a', version: '1', sdist: file }])), [
      'inconsistent-name at packages.0.sdist',
      'inconsistent-version at packages.0.sdist',
    ]);
    assert.deepEqual(lockFaults(lockDocument([{ name: 'b', sdist: file }])), []);
    assert.deepEqual(
      lockFaults(lockDocument([entry('zope-i', '1.0', { wheels: [wheel('Zope.I-1-py3-none-any.whl')] })])),
      [],
    );
    assert.deepEqual(lockFaults(lockDocument([entry('a', '1', { wheels: [wheel('a-1+x-py3-none-any.whl')] })])), [
      'inconsistent-version at packages.0.wheels.0',
    ]);
  });
});

describe('types', () => {
  const TIME = (text: string, kind: TomlDateTime['kind']) => new TomlDateTime(text, kind);
  // PEP 751: each key has its type.
  it('of every key are checked', () => {
    const path = 'a-1.zip';
    const wrong: [Table, string][] = [
      [lockDocument({}), 'packages'],
      [lockDocument([], { environments: 'x' }), 'environments'],
      [lockDocument([], { 'created-by': 1 }), 'created-by'],
      [lockDocument([], { 'requires-python': ['>=3'] }), 'requires-python'],
      [lockDocument([], { 'dependency-groups': [true] }), 'dependency-groups.0'],
      [lockDocument([], { 'default-groups': 'a' }), 'default-groups'],
      [lockDocument([], { tool: [] }), 'tool'],
      [lockDocument([entry('a', '1', { dependencies: ['b'] })]), 'packages.0.dependencies.0'],
      [lockDocument([entry('a', '1', { index: 1 })]), 'packages.0.index'],
      [lockDocument([entry('a', '1', { tool: 'x' })]), 'packages.0.tool'],
      [
        lockDocument([entry('a', '1', { 'attestation-identities': [{ kind: 1 }] })]),
        'packages.0.attestation-identities.0.kind',
      ],
      [one({ directory: { path: '.', editable: 'yes' } }), 'packages.0.directory.editable'],
      [sdist({ path, size: true }), 'packages.0.sdist.size'],
      [sdist({ path, size: 1.5 }), 'packages.0.sdist.size'],
      [sdist({ path, size: '1' }), 'packages.0.sdist.size'],
      [sdist({ path, 'upload-time': '2024-01-01T00:00:00Z' }), 'packages.0.sdist.upload-time'],
      [sdist({ path, 'upload-time': TIME('2024-01-01', 'local-date') }), 'packages.0.sdist.upload-time'],
      [sdist({ path, 'upload-time': TIME('01:02:03', 'local-time') }), 'packages.0.sdist.upload-time'],
      [sdist({ path, 'upload-time': new Date(0) }), 'packages.0.sdist.upload-time'],
    ];
    for (const [document, place] of wrong) assert.deepEqual(lockFaults(document), [`wrong-type at ${place}`], place);
    assert.deepEqual(lockFaults(sdist({ path, 'upload-time': TIME('2024-01-01T00:00:00', 'local-date-time') })), []);
    assert.deepEqual(lockFaults(lockDocument([entry('a', '1', { 'attestation-identities': [{}] })])), [
      'missing-key at packages.0.attestation-identities.0.kind',
    ]);
  });

  // Whatever TOML reader made the tables: those of ours share an empty prototype, so that they are quick.
  it('of tables do not depend on how the reader made them, as long as they are plain', () => {
    const empty = Object.create(null);
    for (const prototype of [null, empty, Object.prototype]) {
      const table = (value: object) => Object.assign(Object.create(prototype), value);
      const document = table({ ...lockDocument([table(entry('a', '1'))]), tool: table({ x: table({}) }) });
      assert.deepEqual(lockFaults(document), []);
    }
    class Instance {}
    assert.equal(lockFaults(Object.assign(new Instance(), lockDocument([]))).length, 1);
  });

  it('never make it throw, whatever the input', () => {
    for (const input of [undefined, null, 1, 'x', [], () => 1, Symbol('x'), new Map(), new Date(0), Number.NaN]) {
      assert.equal(lockFaults(input).length, 1);
    }
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true, withDate: true }), (input) => {
        parsePylock(input);
        parsePylock(lockDocument(input));
        parsePylock(lockDocument([input]));
        parsePylock(lockDocument([entry('a', '1', { sdist: input, tool: input, wheels: [input] })]));
      }),
    );
  });

  it('of values that are taken along unread must be TOML’s, and not nested without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const loop: Table = {};
    loop['loop'] = { loop, again: loop };
    for (const value of [deep, loop, null, undefined, () => 1]) {
      assert.deepEqual(lockFaults(lockDocument([], { tool: { x: [value] } })), ['unusable-value at tool']);
      assert.deepEqual(lockFaults(lockDocument([entry('a', '1', { dependencies: [{ x: [value] }] })])), [
        'unusable-value at packages.0.dependencies.0',
      ]);
    }
  });

  it('are read in linear time', () => {
    const long = 'a'.repeat(1_000_000);
    const started = cpuTime();
    for (const text of [
      long,
      '-'.repeat(1_000_000),
      ' '.repeat(1_000_000),
      '('.repeat(1_000_000),
      '%C3'.repeat(300_000),
    ]) {
      lockFaults(
        lockDocument([
          entry('a', text, { name: text, marker: text, 'requires-python': text, sdist: { url: text, hashes: HASHES } }),
        ]),
      );
      lockFaults(
        lockDocument([{ name: 'a', wheels: [{ url: `http://${text}/${text}`, hashes: HASHES }] }], {
          'lock-version': text,
        }),
      );
    }
    assert.ok(cpuTime() - started < 5000);
  });
});
