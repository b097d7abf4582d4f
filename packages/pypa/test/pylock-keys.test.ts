import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isPylockFileName } from '../src/pylock.ts';
import { formatSpecifierSet } from '../src/specifier-set.ts';
import { TomlDateTime } from '../src/toml-value.ts';
import { formatVersion } from '../src/version.ts';
import { entry, HASHES, lockDocument, lockFaults, readLock, type Table, wheel } from './lock-document.ts';
import { normalVersionText, setText } from './version-arbitraries.ts';

/** One sentence of PEP 751 about a key, each. */
const one = (more: Table) => lockDocument([{ name: 'a', ...more }]);
const SDIST = { path: 'a-1.zip', hashes: HASHES };
const text = fc.string();
/** What is no text, table, list, integer, boolean or date, by what a key wants. */
const noText = fc.constantFrom<unknown>(1, 1.5, true, [], {}, ['x'], new TomlDateTime('2024-01-01', 'local-date'));
const noList = fc.constantFrom<unknown>('x', 1, true, {});
const noTable = fc.constantFrom<unknown>('x', 1, true, []);
const noTables = fc.constantFrom<unknown>('x', 1, ['x'], [1], [[]]);
const name = fc.stringMatching(/^[a-z0-9]{1,3}(-[a-z0-9]{1,3}){0,2}$/);

describe('a lock file by its rules', () => {
  // PEP 751, "File Name": prefix and suffix in lower case.
  it('has a name in lower case around the part that is free', () => {
    const capital = fc.constantFrom('Pylock', 'PYLOCK', 'pyLock', 'pylock');
    const suffix = fc.constantFrom('toml', 'TOML', 'Toml');
    fc.assert(
      fc.property(capital, fc.stringMatching(/^(\.[A-Za-z0-9-]{1,5})?$/), suffix, (first, middle, last) => {
        assert.equal(isPylockFileName(`${first}${middle}.${last}`), first === 'pylock' && last === 'toml');
      }),
    );
  });

  // PEP 751, "lock-version": a required string. "created-by": a required string. "packages": a required array of tables.
  // PEP 751, "created-by": required.
  // PEP 751, "packages": required.
  it('has the three required keys, and is refused for exactly those that lack', () => {
    fc.assert(
      fc.property(fc.subarray(['lock-version', 'created-by', 'packages']), (dropped) => {
        const document = lockDocument([]);
        for (const key of dropped) delete document[key];
        assert.deepEqual(lockFaults(document), dropped.map((key) => `missing-key at ${key}`).sort());
      }),
    );
  });

  // PEP 751, "lock-version": a string. PEP 751, "created-by": a string. PEP 751, "requires-python": a string.
  it('has strings under `lock-version`, `created-by` and `requires-python`', () => {
    fc.assert(
      fc.property(fc.constantFrom('lock-version', 'created-by', 'requires-python'), noText, (key, value) => {
        assert.deepEqual(lockFaults(lockDocument([], { [key]: value })), [`wrong-type at ${key}`]);
      }),
    );
  });

  // PEP 751, "environments", "extras", "dependency-groups", "default-groups": arrays of strings, all optional.
  it('has arrays of strings under `environments`, `extras` and the groups', () => {
    const key = fc.constantFrom('environments', 'extras', 'dependency-groups', 'default-groups');
    fc.assert(
      fc.property(key, noList, noText, (each, value, item) => {
        assert.deepEqual(lockFaults(lockDocument([], { [each]: value })), [`wrong-type at ${each}`]);
        assert.deepEqual(lockFaults(lockDocument([], { [each]: [item] })), [`wrong-type at ${each}.0`]);
        assert.deepEqual(lockFaults(lockDocument([], { [each]: [] })), []);
      }),
    );
  });

  // PEP 751, "environments": each is an environment marker.
  it('has a marker under each of `environments`', () => {
    const marker = fc.constantFrom("os_name == 'nt'", "python_version >= '3.9' and sys_platform == 'linux'");
    fc.assert(
      fc.property(fc.array(fc.oneof(marker, fc.stringMatching(/^[a-z ]{0,6}$/)), { maxLength: 4 }), (markers) => {
        const wrong = markers.flatMap((each, i) =>
          each.includes('==') ? [] : [`invalid-marker at environments.${i}`],
        );
        assert.deepEqual(lockFaults(lockDocument([], { environments: markers })), wrong);
      }),
    );
  });

  // PEP 751, "requires-python": a version specifier. PEP 751, "packages.requires-python": the same of one entry.
  it('has specifiers under `requires-python`', () => {
    fc.assert(
      fc.property(setText, fc.stringMatching(/^[a-z][0-9a-z.]{0,4}$/), (given, wrong) => {
        const lock = readLock(
          lockDocument([entry('a', '1', { 'requires-python': given })], { 'requires-python': given }),
        );
        assert.equal(
          lock.requiresPython && formatSpecifierSet(lock.requiresPython),
          lock.packages[0]?.requiresPython && formatSpecifierSet(lock.packages[0].requiresPython),
        );
        assert.deepEqual(lockFaults(lockDocument([], { 'requires-python': wrong })), [
          'invalid-specifier at requires-python',
        ]);
        assert.deepEqual(lockFaults(lockDocument([entry('a', '1', { 'requires-python': wrong })])), [
          'invalid-specifier at packages.0.requires-python',
        ]);
      }),
    );
  });

  // PEP 751, "packages": an array of tables.
  it('has tables under `packages`', () => {
    fc.assert(
      fc.property(noTables, (value) => {
        assert.ok(lockFaults(lockDocument(value)).every((line) => /^wrong-type at packages/.test(line)));
        assert.notDeepEqual(lockFaults(lockDocument(value)), []);
      }),
    );
  });

  // PEP 751, "packages": a name may be listed several times, with different data.
  it('may list a name several times', () => {
    fc.assert(
      fc.property(fc.array(normalVersionText, { maxLength: 4 }), (versions) => {
        const lock = readLock(
          lockDocument(versions.map((version) => ({ name: 'a', version, archive: { url: 'u', hashes: HASHES } }))),
        );
        assert.deepEqual(
          lock.packages.map((each) => each.version && formatVersion(each.version)),
          versions,
        );
      }),
    );
  });
});

describe('an entry by its rules', () => {
  // PEP 751, "packages.version": a version, optional. PEP 751, "packages.marker": a marker, optional.
  // PEP 751, "packages.marker": a marker.
  it('may have a version and a marker, each of its grammar', () => {
    fc.assert(
      fc.property(
        fc.option(normalVersionText, { nil: undefined }),
        fc.boolean(),
        fc.stringMatching(/^[a-z ]{1,6}$/),
        (version, conditional, wrong) => {
          const marker = conditional ? "'x' in extras" : undefined;
          const given = { directory: { path: '.' }, ...(version ? { version } : {}), ...(marker ? { marker } : {}) };
          const [found] = readLock(one(given)).packages;
          assert.equal(found?.version && formatVersion(found.version), version);
          assert.equal(found?.marker === undefined, !conditional);
          assert.deepEqual(lockFaults(one({ ...given, marker: wrong })), ['invalid-marker at packages.0.marker']);
          if (!/^ *v* *$/.test(wrong))
            assert.deepEqual(lockFaults(one({ ...given, version: wrong })), ['invalid-version at packages.0.version']);
        },
      ),
    );
  });

  // PEP 751, "packages.vcs.type": required. PEP 751, "packages.vcs.commit-id": required.
  // PEP 751, "packages.vcs.commit-id": required.
  // PEP 751, "packages.directory.path": required.
  // PEP 751, "packages.archive.hashes": required.
  it('has the required keys of its source', () => {
    const sources = fc.constantFrom(
      { kind: 'vcs', full: { type: 'git', url: 'u', 'commit-id': 'c' }, needed: ['type', 'commit-id'] },
      { kind: 'directory', full: { path: '.' }, needed: ['path'] },
      { kind: 'archive', full: { url: 'u', hashes: HASHES }, needed: ['hashes'] },
      { kind: 'sdist', full: SDIST, needed: ['hashes'] },
    );
    fc.assert(
      fc.property(
        sources.chain((source) => fc.tuple(fc.constant(source), fc.subarray<string>([...source.needed]))),
        ([source, dropped]) => {
          const left = Object.fromEntries(Object.entries(source.full).filter(([key]) => !dropped.includes(key)));
          assert.deepEqual(
            lockFaults(one({ [source.kind]: left })),
            dropped.map((key) => `missing-key at packages.0.${source.kind}.${key}`).sort(),
          );
        },
      ),
    );
  });

  // PEP 751, "packages.vcs.url": a URL or a path. PEP 751, "packages.archive.url": a URL or a path.
  // PEP 751, "packages.archive.url": required without a path.
  // PEP 751, "packages.archive.path": required without a URL.
  // PEP 751, "packages.vcs.path": required without a URL.
  it('says where its source is by URL, path or both', () => {
    const kinds = fc.constantFrom(
      ['vcs', { type: 'git', 'commit-id': 'c' }],
      ['archive', { hashes: HASHES }],
      ['sdist', { name: 'a-1.zip', hashes: HASHES }],
    );
    const place = fc.option(fc.stringMatching(/^[a-z]{1,5}$/), { nil: undefined });
    fc.assert(
      fc.property(kinds, place, place, ([kind, rest], url, path) => {
        const given = { ...(rest as Table), ...(url ? { url } : {}), ...(path ? { path } : {}) };
        const wrong = url === undefined && path === undefined ? [`missing-location at packages.0.${String(kind)}`] : [];
        assert.deepEqual(lockFaults(one({ [String(kind)]: given })), wrong);
      }),
    );
  });

  // PEP 751, "packages.directory.editable": a boolean.
  it('has a boolean under `editable`', () => {
    fc.assert(
      fc.property(fc.oneof(fc.boolean(), noText, text), (editable) => {
        const wrong = typeof editable === 'boolean' ? [] : ['wrong-type at packages.0.directory.editable'];
        assert.deepEqual(lockFaults(one({ directory: { path: '.', editable } })), wrong);
      }),
    );
  });

  // PEP 751, "packages.archive.size": an integer.
  it('has an integer under `size`', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(), fc.bigInt({ min: 0n }), fc.double({ noInteger: true, noNaN: true }), text),
        (size) => {
          const whole = typeof size === 'bigint' || Number.isInteger(size);
          assert.deepEqual(
            lockFaults(one({ sdist: { ...SDIST, size } })),
            whole ? [] : ['wrong-type at packages.0.sdist.size'],
          );
        },
      ),
    );
  });

  // PEP 751, "packages.archive.upload-time": a date with a time.
  it('has a date with a time under `upload-time`', () => {
    const kinds = fc.constantFrom(
      'offset-date-time' as const,
      'local-date-time' as const,
      'local-date' as const,
      'local-time' as const,
    );
    fc.assert(
      fc.property(kinds, text, (kind, other) => {
        const given = new TomlDateTime('2024-01-01T00:00:00Z', kind);
        const wrong = kind.endsWith('date-time') ? [] : ['wrong-type at packages.0.sdist.upload-time'];
        assert.deepEqual(lockFaults(one({ sdist: { ...SDIST, 'upload-time': given } })), wrong);
        assert.deepEqual(lockFaults(one({ sdist: { ...SDIST, 'upload-time': other } })), [
          'wrong-type at packages.0.sdist.upload-time',
        ]);
      }),
    );
  });

  // PEP 751, "packages.archive.hashes": a table of strings, at least one.
  it('has one hash or more for each file, as strings', () => {
    const kind = fc.constantFrom('archive', 'sdist');
    fc.assert(
      fc.property(
        kind,
        fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,6}$/), fc.oneof(text, fc.nat())),
        (where, hashes) => {
          const wrong = Object.entries(hashes).flatMap(([key, value]) =>
            typeof value === 'string' ? [] : [`wrong-type at packages.0.${where}.hashes.${key}`],
          );
          const none = Object.keys(hashes).length === 0 ? [`no-hash at packages.0.${where}.hashes`] : [];
          assert.deepEqual(lockFaults(one({ [where]: { ...SDIST, hashes } })), [...none, ...wrong.sort()]);
        },
      ),
    );
  });

  // PEP 751, "packages.sdist.name": before the path, and the path before the URL.
  // PEP 751, "packages.wheels.name": so too.
  // PEP 751, "packages.archive.path": its file name goes before the URL's.
  it('has files that are named by `name`, else by path, else by URL', () => {
    const maybe = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
    fc.assert(
      fc.property(fc.boolean(), maybe, maybe, maybe, (isWheel, named, path, url) => {
        fc.pre(path !== undefined || url !== undefined);
        const file = (number: number | undefined) => (isWheel ? `a-${number}-py3-none-any.whl` : `a-${number}.tar.gz`);
        const given = {
          hashes: HASHES,
          ...(named === undefined ? {} : { name: file(named) }),
          ...(path === undefined ? {} : { path: `./x/${file(path)}` }),
          ...(url === undefined ? {} : { url: `https://x.example/y/${file(url)}#z` }),
        };
        const [found] = readLock(one(isWheel ? { wheels: [given] } : { sdist: given })).packages;
        assert.equal((isWheel ? found?.wheels?.[0] : found?.sdist)?.fileName, file(named ?? path ?? url));
      }),
    );
  });

  // PEP 751, "packages.wheels": wheels are supported, each by the grammar of its name.
  it('has wheels by the names of their files', () => {
    const tag = fc.constantFrom('py3-none-any', 'cp313-abi3-win32', 'py2.py3-none-any');
    fc.assert(
      fc.property(
        name,
        fc.array(tag, { minLength: 1, maxLength: 3 }),
        fc.stringMatching(/^[a-z]{1,5}$/),
        (project, tags, wrong) => {
          const names = tags.map((each) => `${project.replaceAll('-', '_')}-1-${each}.whl`);
          const [found] = readLock(
            lockDocument([{ name: project, wheels: names.map((each) => wheel(each)) }]),
          ).packages;
          assert.deepEqual(
            found?.wheels?.map(({ wheel: { name: of } }) => of),
            names.map(() => project),
          );
          assert.deepEqual(lockFaults(one({ wheels: [wheel(`${wrong}.whl`)] })), [
            'invalid-file-name at packages.0.wheels.0',
          ]);
        },
      ),
    );
  });

  // PEP 751, "packages.index": a string.
  it('has a string under `index`', () => {
    fc.assert(
      fc.property(text, noText, (index, wrong) => {
        assert.equal(readLock(lockDocument([entry('a', '1', { index })])).packages[0]?.index, index);
        assert.deepEqual(lockFaults(lockDocument([entry('a', '1', { index: wrong })])), [
          'wrong-type at packages.0.index',
        ]);
      }),
    );
  });

  // PEP 751, "packages.attestation-identities": tables whose keys are kept as they are.
  // PEP 751, "packages.attestation-identities.kind": a required string.
  it('keeps attestation identities as they are, each with its `kind`', () => {
    const more = fc.dictionary(fc.stringMatching(/^[a-z-]{1,6}$/), text);
    fc.assert(
      fc.property(more, text, noText, (keys, kind, wrong) => {
        const given = { ...keys, kind };
        assert.deepEqual(
          readLock(lockDocument([entry('a', '1', { 'attestation-identities': [given] })])).packages[0]
            ?.attestationIdentities,
          [given],
        );
        const faults = (identity: Table) =>
          lockFaults(lockDocument([entry('a', '1', { 'attestation-identities': [identity] })]));
        const { kind: _, ...without } = given;
        assert.deepEqual(faults(without), ['missing-key at packages.0.attestation-identities.0.kind']);
        assert.deepEqual(faults({ ...given, kind: wrong }), ['wrong-type at packages.0.attestation-identities.0.kind']);
      }),
    );
  });

  // PEP 751, "packages.tool": a table. PEP 751, "tool": a table.
  // PEP 751, "tool": a table of anything.
  it('has tables under `tool`, of the lock and of each entry', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.nat(), fc.boolean())), noTable, (tool, wrong) => {
        const lock = readLock(lockDocument([entry('a', '1', { tool })], { tool }));
        for (const found of [lock.tool, lock.packages[0]?.tool])
          assert.deepEqual(Object.entries(found ?? {}), Object.entries(tool));
        assert.deepEqual(lockFaults(lockDocument([entry('a', '1', { tool: wrong })], { tool: wrong })), [
          'wrong-type at packages.0.tool',
          'wrong-type at tool',
        ]);
      }),
    );
  });
});
