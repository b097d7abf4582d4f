import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { writePylock } from '../src/pylock-write.ts';
import { TomlDateTime, type TomlValue } from '../src/toml-value.ts';
import { tomlInline, tomlKey, tomlString, tomlTables } from '../src/toml-write.ts';
import { entry, HASHES, lockDocument, readLock } from './lock-document.ts';
import { readSmallToml as parse } from './small-toml.ts';

const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed());
const leaf = fc.oneof(
  text,
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).filter((n) => !Number.isInteger(n)),
);
const value = fc.letrec<{ node: TomlValue }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(text, tie('node'), { maxKeys: 3 }),
  ),
})).node;

/** Plain data, so that prototypes do not matter. */
const plain = (data: unknown): unknown =>
  JSON.parse(
    JSON.stringify(data, (_, item) => (item instanceof TomlDateTime ? new Date(item.text).toISOString() : item)),
  );

describe('TOML text', () => {
  it('of any text, control characters and quotes included, is read back as the same text', () => {
    fc.assert(fc.property(text, (given) => assert.equal(parse(`x = ${tomlString(given)}`)['x'], given)));
    assert.equal(tomlString('\ud800'), '"\ufffd"');
    assert.equal(tomlString('\u0000\b\t\n\f\r"\\\u001f\u007f'), '"\\u0000\\b\\t\\n\\f\\r\\"\\\\\\u001f\\u007f"');
  });
  it('of any key is read back as the same key, bare only where TOML allows it', () => {
    fc.assert(fc.property(text, (key) => assert.deepEqual(Object.keys(parse(`${tomlKey(key)} = 1`)), [key])));
    assert.deepEqual(['a-1_B', '', 'a.b', 'é', 'a\n'].map(tomlKey), ['a-1_B', '""', '"a.b"', '"é"', '"a\\n"']);
  });
  it('of any value is read back as the same value', () => {
    fc.assert(
      fc.property(value, (given) => assert.deepEqual(plain(parse(`x = ${tomlInline(given)}`)), plain({ x: given }))),
    );
  });
  it('of a table under its header is read back as the same table', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value), (table) => {
        assert.deepEqual(plain(parse(tomlTables('tool', table).join('\n'))), plain({ tool: table }));
      }),
    );
  });
  it('of numbers keeps integers and floats apart', () => {
    assert.deepEqual([1, -0, 2n ** 63n, 1e16, 0.5, 1e300, -1e-7].map(tomlInline), [
      '1',
      '0',
      '9223372036854775808',
      '10000000000000000.0',
      '0.5',
      '1e+300',
      '-1e-7',
    ]);
    assert.deepEqual([Number.NaN, Infinity, -Infinity].map(tomlInline), ['nan', 'inf', '-inf']);
  });
  it('of a date is the date as written; a text that is none cannot leave its place', () => {
    for (const date of [
      '1979-05-27T07:32:00.5Z',
      '1979-05-27 07:32:00-07:00',
      '1979-05-27',
      '07:32:00.999',
      '1979-05-27T07:32',
    ]) {
      assert.equal(tomlInline(new TomlDateTime(date, 'local-date')), date);
    }
    assert.equal(tomlInline(new TomlDateTime('1\nevil = true', 'local-date')), '"1\\nevil = true"');
    assert.equal(tomlInline(new TomlDateTime('1979-05-27\n', 'local-date')), '"1979-05-27\\n"');
  });
});

describe('a lock file as text', () => {
  const FULL = lockDocument(
    [
      {
        tool: { x: { on: true } },
        'attestation-identities': [{ kind: 'GitHub' }],
        wheels: [
          {
            hashes: { sha512: 'b', md5: 'a' },
            size: 3,
            path: 'p/a-1-py3-none-any.whl',
            url: 'u',
            'upload-time': new TomlDateTime('2024-01-02T03:04:05Z', 'offset-date-time'),
            name: 'a-1-py3-none-any.whl',
          },
        ],
        sdist: { hashes: HASHES, path: 'a-1.zip' },
        index: 'https://pypi.org/simple/',
        dependencies: [{ name: 'b' }],
        'requires-python': '>=3.8',
        marker: 'os_name == "posix"',
        version: '1.0',
        name: 'a',
      },
      { name: 'b', archive: { subdirectory: 's', hashes: HASHES, size: 1, path: 'p', url: 'u' } },
      { name: 'c', directory: { subdirectory: 's', editable: false, path: '.' } },
      {
        name: 'd',
        vcs: { subdirectory: 's', 'commit-id': 'c', 'requested-revision': 'r', path: 'p', url: 'u', type: 'git' },
      },
    ],
    {
      tool: { rind: { a: 1 } },
      'default-groups': ['g'],
      'dependency-groups': [],
      extras: ['x', 'y'],
      'requires-python': '>=3.8',
      environments: ['os_name == "posix"'],
    },
  );
  // PEP 751, "File Format": keys in a consistent order, here the specification's own; inline tables used consistently.
  it('has its keys in the order of the specification, a file a line', () => {
    assert.equal(
      writePylock(readLock(FULL)),
      `lock-version = "1.0"
environments = ["os_name == \\"posix\\""]
requires-python = ">=3.8"
extras = ["x", "y"]
dependency-groups = []
default-groups = ["g"]
created-by = "rind"

[[packages]]
name = "a"
version = "1.0"
marker = "os_name == \\"posix\\""
requires-python = ">=3.8"
dependencies = [
    {name = "b"},
]
index = "https://pypi.org/simple/"
sdist = {path = "a-1.zip", hashes = {sha256 = "${HASHES.sha256}"}}
wheels = [
    {name = "a-1-py3-none-any.whl", upload-time = 2024-01-02T03:04:05Z, url = "u", path = "p/a-1-py3-none-any.whl", size = 3, hashes = {md5 = "a", sha512 = "b"}},
]
attestation-identities = [
    {kind = "GitHub"},
]
[packages.tool.x]
on = true

[[packages]]
name = "b"
archive = {url = "u", path = "p", size = 1, hashes = {sha256 = "${HASHES.sha256}"}, subdirectory = "s"}

[[packages]]
name = "c"
directory = {path = ".", editable = false, subdirectory = "s"}

[[packages]]
name = "d"
vcs = {type = "git", url = "u", path = "p", requested-revision = "r", commit-id = "c", subdirectory = "s"}

[tool.rind]
a = 1
`,
    );
  });
  it('is the same whatever the order of keys was, and says the same when read again', () => {
    const shuffled = (data: unknown): unknown => {
      if (Array.isArray(data)) return data.map(shuffled);
      if (typeof data !== 'object' || data === null || data instanceof TomlDateTime) return data;
      return Object.fromEntries(
        Object.entries(data)
          .reverse()
          .map(([key, item]) => [key, shuffled(item)]),
      );
    };
    const first = writePylock(readLock(FULL));
    assert.equal(writePylock(readLock(shuffled(FULL))), first);
    assert.deepEqual(plain(parse(first)), plain(FULL));
    assert.deepEqual(plain(parse(writePylock(readLock(lockDocument([]))))), {
      'lock-version': '1.0',
      'created-by': 'rind',
      packages: [],
    });
  });
  // PEP 751, "File Format": the file is TOML.
  it('keeps every text, whoever wrote it', () => {
    fc.assert(
      fc.property(text, text, fc.dictionary(text, text, { minKeys: 1 }), (name, path, hashes) => {
        const document = lockDocument(
          [entry('a', '1', { index: path, sdist: { name: 'a-1.zip', path: `${path}x`, hashes } })],
          {
            'created-by': name,
            'dependency-groups': [name, path],
            tool: { [name]: { [path]: [name] } },
          },
        );
        assert.deepEqual(plain(parse(writePylock(readLock(document)))), plain(document));
      }),
    );
  });
  it('breaks long lists into lines', () => {
    const extras = Array.from({ length: 30 }, (_, i) => `extra-${i}`);
    const written = writePylock(readLock(lockDocument([], { extras })));
    assert.match(written, /^extras = \[\n {4}"extra-0",\n/m);
    assert.deepEqual(plain(parse(written)), { 'lock-version': '1.0', extras, 'created-by': 'rind', packages: [] });
  });
});

describe('a lock file as text, by its rules', () => {
  const shuffle = (table: Readonly<Record<string, unknown>>) =>
    fc
      .shuffledSubarray(Object.keys(table), { minLength: Object.keys(table).length })
      .map((keys) => Object.fromEntries(keys.map((key) => [key, table[key]])));
  const hashes = { ...HASHES, md5: 'a', sha512: 'b' };
  const file = { name: 'a-1-py3-none-any.whl', url: 'u', path: 'p/a-1-py3-none-any.whl', size: 3, hashes };
  const first = {
    name: 'a',
    version: '1',
    marker: 'os_name == "nt"',
    index: 'i',
    wheels: [file],
    tool: { x: { y: 1 } },
  };
  const whole = {
    'lock-version': '1.0',
    extras: ['x'],
    'dependency-groups': ['y'],
    'created-by': 'z',
    tool: { z: { a: 1 } },
  };

  // PEP 751, "File Format": keys in a consistent order.
  it('has keys in one order, whatever order they were given in', () => {
    const wanted = writePylock(readLock({ ...whole, packages: [first] }));
    fc.assert(
      fc.property(shuffle(whole), shuffle(first), shuffle(file), shuffle(hashes), (root, packaged, given, digests) => {
        const document = { packages: [{ ...packaged, wheels: [{ ...given, hashes: digests }] }], ...root };
        assert.equal(writePylock(readLock(document)), wanted);
      }),
    );
  });

  // PEP 751, "File Format": arrays in a consistent order; here the one that they are given in.
  it('has arrays in the order in which they are given', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 6 });
    fc.assert(
      fc.property(names, names, (extras, groups) => {
        const written = parse(
          writePylock(
            readLock(
              lockDocument(
                extras.map((name) => entry(name, '1')),
                { extras, 'dependency-groups': groups },
              ),
            ),
          ),
        );
        assert.deepEqual([written['extras'], written['dependency-groups']], [extras, groups]);
        assert.deepEqual(
          ((written['packages'] ?? []) as { name: string }[]).map(({ name }) => name),
          extras,
        );
      }),
    );
  });

  // PEP 751, "File Format": inline tables used consistently: each file is one, on a line of its own.
  it('has each file as an inline table on a line of its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,6}$/), text, { minKeys: 1 }),
        (count, hashes) => {
          const wheels = Array.from({ length: count }, (_, i) => ({
            ...file,
            name: `a-1-${i + 1}-py3-none-any.whl`,
            hashes,
          }));
          const written = writePylock(
            readLock(lockDocument([{ name: 'a', wheels, sdist: { path: 'a-1.zip', hashes } }])),
          );
          assert.equal(written.match(/^ {4}\{name = "a-1-\d-py3-none-any\.whl", .*\},$/gm)?.length, count);
          assert.equal(written.match(/^sdist = \{.*\}$/gm)?.length, 1);
        },
      ),
    );
  });

  // PEP 751, "extras": an empty array says that there were none, and is not the same as no array.
  // PEP 751, "dependency-groups": so too.
  it('tells empty `extras` and groups from absent ones', () => {
    const list = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b')), { nil: undefined });
    fc.assert(
      fc.property(list, list, (extras, groups) => {
        const document = lockDocument([], {
          ...(extras ? { extras } : {}),
          ...(groups ? { 'dependency-groups': groups } : {}),
        });
        const written = parse(writePylock(readLock(document)));
        assert.deepEqual([written['extras'], written['dependency-groups']], [extras, groups]);
      }),
    );
  });
});
