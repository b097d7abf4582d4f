import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PROJECT_KEYS } from '../src/project-keys.data.ts';
import type { ProjectTable } from '../src/project-table.ts';
import { parseBuildSystem, parseProjectTable } from '../src/project-table-parse.ts';
import { formatVersion } from '../src/version.ts';
import { cpuTime } from './cpu-time.ts';
import { shown, type Table } from './lock-document.ts';

const BASE = { name: 'my.Project', version: '1.0' };

function read(more: Table): ProjectTable {
  const { project, faults } = parseProjectTable({ ...BASE, ...more });
  assert.deepEqual(shown(faults), []);
  return project;
}

const faults = (more: Table) => shown(parseProjectTable({ ...BASE, ...more }).faults);
const wholeFaults = (table: unknown) => shown(parseProjectTable(table).faults);

/** Asserts that some values of a key are without fault, and others have one fault with that code at the key or below. */
function judge(key: string, code: string, good: readonly unknown[], bad: readonly unknown[]): void {
  for (const value of good) assert.deepEqual(faults({ [key]: value }), [], JSON.stringify(value));
  for (const value of bad) {
    const [first = '', ...others] = faults({ [key]: value });
    assert.ok(
      first.startsWith(`${code} at ${key}`) && others.length === 0,
      `${JSON.stringify(value)}: ${first} ${others}`,
    );
  }
}

describe('the table', () => {
  it('is read whole', () => {
    const project = read({
      description: 'A shop.',
      readme: 'README.md',
      'requires-python': '>=3.9',
      license: 'mit',
      'license-files': ['LICENSE*'],
      authors: [{ name: 'A', email: 'a@b.org' }],
      maintainers: [{ email: 'c@d.org' }],
      keywords: ['shop'],
      classifiers: ['Topic :: X'],
      urls: { Homepage: 'https://example.com' },
      scripts: { run: 'a:main' },
      'gui-scripts': { show: 'a:show' },
      'entry-points': { pytest11: { plug: 'a.plug' } },
      dependencies: ['requests>=2'],
      'optional-dependencies': { 'G_u.I': ['tk'] },
      'import-names': ['shop', '_priv ; private'],
      'import-namespaces': ['ns'],
      dynamic: ['classifiers'],
    });
    assert.deepEqual([project.name, project.normalizedName], ['my.Project', 'my-project']);
    assert.equal(project.version && formatVersion(project.version), '1.0');
    assert.deepEqual(project.readme, { kind: 'file', file: 'README.md', contentType: 'text/markdown' });
    assert.equal(project.license?.kind, 'expression');
    assert.deepEqual(project.licenseFiles, ['LICENSE*']);
    assert.deepEqual(project.authors, [{ name: 'A', email: 'a@b.org' }]);
    assert.deepEqual(project.maintainers, [{ name: undefined, email: 'c@d.org' }]);
    assert.deepEqual(
      [project.description, project.keywords, project.classifiers],
      ['A shop.', ['shop'], ['Topic :: X']],
    );
    assert.deepEqual([...(project.urls ?? [])], [['Homepage', 'https://example.com']]);
    assert.deepEqual(
      [...(project.scripts ?? []), ...(project.guiScripts ?? [])],
      [
        ['run', 'a:main'],
        ['show', 'a:show'],
      ],
    );
    assert.equal(project.entryPoints?.get('pytest11')?.get('plug'), 'a.plug');
    assert.equal(project.dependencies?.[0]?.requirement.name, 'requests');
    assert.deepEqual([...(project.optionalDependencies?.keys() ?? [])], ['g-u-i']);
    assert.deepEqual(project.importNames, [
      { name: 'shop', isPrivate: false },
      { name: '_priv', isPrivate: true },
    ]);
    assert.deepEqual([project.importNamespaces?.[0]?.name, project.dynamic], ['ns', ['classifiers']]);
  });
  it('is read as far as it can be, with every fault', () => {
    const { project, faults: found } = parseProjectTable({
      name: '-',
      version: 'x',
      dependencies: ['a', '!'],
      keywords: ['k'],
      urls: 1,
    });
    assert.deepEqual(
      [project.name, project.version, project.dependencies, project.keywords],
      [undefined, undefined, undefined, ['k']],
    );
    assert.deepEqual(shown(found), [
      'invalid-name at name',
      'invalid-requirement at dependencies.1',
      'invalid-version at version',
      'wrong-type at urls',
    ]);
  });
  // pyproject.toml specification: the complete list of allowed keys.
  it('has no other keys', () => {
    assert.deepEqual(faults({ requires_python: '>=3', __proto__x: 1 }), [
      'unknown-key at __proto__x',
      'unknown-key at requires_python',
    ]);
    assert.deepEqual(wholeFaults(JSON.parse('{"name": "a", "version": "1", "__proto__": {}}')), [
      'unknown-key at __proto__',
    ]);
    assert.equal(Object.keys(PROJECT_KEYS).length, 20);
  });
  // pyproject.toml specification: `name` is required statically, `version` statically or dynamically.
  it('has a name, and a version or a dynamic one', () => {
    assert.deepEqual(wholeFaults({}), ['missing-key at name', 'missing-key at version']);
    assert.deepEqual(wholeFaults({ name: 'a', dynamic: ['version'] }), []);
    judge('name', 'invalid-name', ['a', 'A.b_c-1'], ['', 'a b', '-a', 'a\n', 'é']);
    judge('version', 'invalid-version', ['1', '1.0a1.post2+x'], ['', 'one']);
  });
  it('never makes reading throw, whatever is in it', () => {
    for (const table of [undefined, null, 1, 'x', [], new Date(0), new Map()])
      assert.deepEqual(wholeFaults(table), ['wrong-type at ']);
    const keys = Object.keys(PROJECT_KEYS);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...keys), fc.anything({ withNullPrototype: true })),
        (table) => void parseProjectTable(table),
      ),
    );
    for (const key of keys) {
      for (const wrong of [null, 1, true, [1], { a: 1 }, [{ a: [] }]])
        assert.notDeepEqual(faults({ [key]: wrong }), [], key);
    }
  });
  it('is read in linear time', () => {
    const started = cpuTime();
    for (const long of ['a'.repeat(1e6), '['.repeat(1e6), '.'.repeat(1e6), '@'.repeat(1e6), ' '.repeat(1e6)]) {
      for (const key of ['name', 'version', 'readme', 'requires-python', 'license', 'description'])
        faults({ [key]: long });
      for (const key of ['dependencies', 'license-files', 'import-names', 'dynamic', 'classifiers'])
        faults({ [key]: [long] });
      faults({ authors: [{ name: long, email: long }], scripts: { [long]: long }, urls: { [long]: long } });
      faults({ 'entry-points': { [long]: { a: long } }, 'optional-dependencies': { [long]: [long] } });
    }
    assert.ok(cpuTime() - started < 10_000);
  });
});

describe('dynamic', () => {
  const VALUES: Table = {
    authors: [],
    classifiers: [],
    dependencies: [],
    description: 'x',
    'entry-points': {},
    'gui-scripts': {},
    'import-names': [],
    'import-namespaces': ['a'],
    keywords: [],
    license: 'MIT',
    'license-files': [],
    maintainers: [],
    'optional-dependencies': {},
    readme: 'a.md',
    'requires-python': '',
    scripts: {},
    urls: {},
    version: '1',
  };
  const SINGLE = ['description', 'license', 'readme', 'requires-python', 'version'];
  // "`dynamic`": an error to give a key that is dynamic, unless it is a list or a table that can be extended (PEP 808).
  it('may name a key that is given only where it can be extended', () => {
    for (const [key, value] of Object.entries(VALUES)) {
      const expected = SINGLE.includes(key) ? ['static-and-dynamic at dynamic.0'] : [];
      assert.deepEqual(faults({ [key]: value, dynamic: [key] }), expected, key);
      assert.deepEqual(wholeFaults({ name: 'a', dynamic: ['version', key] }), [], key);
    }
  });
  // "`dynamic`": an error where `name` is dynamic.
  it('names known keys, never `name` or itself', () => {
    judge(
      'dynamic',
      'invalid-dynamic',
      [[], ['keywords']],
      [['name'], ['dynamic'], ['x'], ['Keywords'], ['constructor']],
    );
  });
});

describe('readme', () => {
  const TEXT = { text: 'x', 'content-type': 'text/plain' };
  // "`readme`": `.md` and `.rst`, whatever their case, give the type; unknown suffixes are an error.
  it('as a path has a suffix that tells its type', () => {
    const typeOf = (file: string) => read({ readme: file }).readme?.contentType;
    assert.deepEqual(['a.md', 'A.MD', 'b/c.rst', 'x.RsT', 't.txt'].map(typeOf), [
      'text/markdown',
      'text/markdown',
      'text/x-rst',
      'text/x-rst',
      'text/plain',
    ]);
    judge('readme', 'unknown-readme-suffix', [], ['', 'README', 'a.html', 'md', 'a.md/', 'a.md\n', 'a.MD5']);
  });
  // "`readme`": `file` and `text` are mutually exclusive.
  it('as a table has either a file or a text', () => {
    judge(
      'readme',
      'exclusive-keys',
      [TEXT, { file: 'a', 'content-type': 'text/x-rst' }],
      [{ ...TEXT, file: 'a' }, { 'content-type': 'text/plain' }],
    );
    judge('readme', 'unknown-key', [], [{ ...TEXT, charset: 'x' }]);
    judge('readme', 'wrong-type', [], [1, [], { ...TEXT, text: 1 }]);
  });
  // "`readme`": `content-type` is required, unsupported types are an error.
  it('as a table has a content type that core metadata knows', () => {
    judge('readme', 'missing-key', [], [{ text: 'x' }]);
    judge(
      'readme',
      'invalid-content-type',
      [{ text: 'x', 'content-type': 'text/markdown; charset=utf-8; variant=GFM' }],
      [{ text: 'x', 'content-type': 'text/html' }],
    );
  });
});

describe('license and license-files', () => {
  // "`license`": a valid SPDX expression; the older table has `file` or `text`, not both.
  it('is an expression, or a table with a file or a text', () => {
    judge('license', 'unknown-license', ['MIT', 'mit OR (apache-2.0 and LicenseRef-x)'], ['Foo']);
    judge('license', 'exclusive-keys', [{ file: 'LICENSE' }, { text: 'free' }], [{}, { file: 'a', text: 'b' }]);
    judge('license', 'unknown-key', [], [{ file: 'a', name: 'b' }]);
    judge('license', 'wrong-type', [], [1, ['MIT'], { file: 1 }]);
  });
  // "`classifiers`": tools may refuse `License ::` beside an expression, and indexes do.
  it('as an expression excludes license classifiers', () => {
    const classifiers = ['Topic :: X', 'License :: OSI Approved'];
    assert.deepEqual(faults({ license: 'MIT', classifiers }), ['conflicting-classifier at classifiers.1']);
    assert.deepEqual(faults({ license: { text: 'x' }, classifiers }), []);
    assert.deepEqual(faults({ classifiers }), []);
  });
  // "`license-files`": valid patterns; an empty list is no error.
  it('files are patterns; none is no fault', () => {
    judge('license-files', 'parent-in-pattern', [[], ['LICEN[CS]E*', 'a b']], [['../x']]);
    assert.deepEqual(read({ 'license-files': [] }).licenseFiles, []);
  });
});

describe('people', () => {
  // "`authors`/`maintainers`": `name` and `email` only, at least one; names without commas; valid addresses.
  for (const key of ['authors', 'maintainers']) {
    it(`among ${key} have a name, an address or both`, () => {
      judge(key, 'missing-key', [[], [{ name: 'a' }, { email: 'a@b' }]], [[{}]]);
      judge(key, 'unknown-key', [], [[{ name: 'a', url: 'x' }]]);
      judge(key, 'wrong-type', [], ['a', {}, ['a'], [{ name: 1 }], [{ email: true }]]);
      judge(
        key,
        'invalid-person-name',
        [[{ name: "É. O'Neil <x> (y)" }]],
        [[{ name: 'A, B' }], [{ name: '' }], [{ name: 'a\nb' }]],
      );
      const good = ['a@b.org', 'a.b+c@d.e', '"a b"@c', 'ü@é', "o'x@y", '"a\\"b"@c'];
      const bad = [
        '',
        'a',
        '@b',
        'a@',
        'a b@c',
        'a@b c',
        'a@b@c',
        'a@b..c',
        '.a@b',
        'a <a@b>',
        'a@b\n',
        '"a@b',
        '""@b',
        'a,b@c',
        'a\u0085@b',
      ];
      judge(
        key,
        'invalid-email',
        good.map((email) => [{ email }]),
        bad.map((email) => [{ email }]),
      );
    });
  }
});

describe('urls, keywords and classifiers', () => {
  it('have labels of at most 32 characters', () => {
    judge('urls', 'label-too-long', [{}, { ['𝒶'.repeat(32)]: 'x' }], [{ ['a'.repeat(33)]: 'x' }]);
    judge('urls', 'wrong-type', [], [[], { a: 1 }]);
  });
  it('are lists of strings', () => {
    judge('keywords', 'wrong-type', [['a', '']], ['a', [1], {}]);
    judge('classifiers', 'wrong-type', [['a']], ['a', [1], {}]);
  });
});

describe('entry points', () => {
  for (const key of ['scripts', 'gui-scripts']) {
    it(`among ${key} have a name and an object reference`, () => {
      judge(
        key,
        'invalid-entry-point-name',
        [{}, { 'a b': 'm:f', 'ä.x-1': 'm' }],
        [{ '': 'm' }, { 'a=b': 'm' }, { ' a': 'm' }, { 'a\u0085': 'm' }, { '[a': 'm' }, { 'a\nb': 'm' }],
      );
      judge(
        key,
        'invalid-reference',
        [{ a: 'm.n:o.p' }, { a: 'm : o [x, y]' }],
        [{ a: '' }, { a: 'm:' }, { a: 'm o' }],
      );
      judge(key, 'invalid-identifier', [], [{ a: '1m:f' }, { a: 'm..n' }]);
      judge(key, 'wrong-type', [], [[], { a: 1 }, { a: { b: 'c' } }]);
    });
  }
  // "Entry points": groups are one level deep; `console_scripts` and `gui_scripts` are an error.
  it('are in groups with names of words and dots, one level deep', () => {
    judge(
      'entry-points',
      'invalid-entry-point-group',
      [{}, { 'a.b_1': { x: 'm' }, é: {} }],
      [{ 'a-b': {} }, { '': {} }, { 'a..b': {} }, { '.a': {} }],
    );
    judge('entry-points', 'reserved-entry-point-group', [], [{ console_scripts: {} }, { gui_scripts: {} }]);
    judge('entry-points', 'wrong-type', [], [{ a: 'm' }, { a: { b: { c: 'm' } } }]);
  });
});

describe('dependencies', () => {
  // "`dependencies`": each string is a valid dependency specifier.
  it('are requirements', () => {
    judge('dependencies', 'invalid-requirement', [[], ['a', 'b[x]>=1; os_name == "nt"']], [['!']]);
    judge('dependencies', 'wrong-type', [], ['a', [1], { a: 'b' }]);
  });
  // "`optional-dependencies`": keys are valid extras; two must not clash once normalised (Provides-Extra).
  it('of extras have valid names that differ in normal form', () => {
    judge('optional-dependencies', 'invalid-extra', [{}, { 'A.b': [] }], [{ '-a': [] }, { 'a b': [] }, { é: [] }]);
    judge('optional-dependencies', 'duplicate-extra', [{ a: [], b: [] }], [{ 'a-b': [], A_B: [] }]);
    assert.deepEqual(faults({ 'optional-dependencies': { a: ['!'], A: 1 } }), [
      'duplicate-extra at optional-dependencies.A',
      'invalid-requirement at optional-dependencies.a.0',
      'wrong-type at optional-dependencies.A',
    ]);
  });
});

describe('import names', () => {
  // "`import-names`": identifiers, `; private`, possibly empty; "`import-namespaces`": never an empty list.
  it('are dotted identifiers, perhaps private', () => {
    judge(
      'import-names',
      'invalid-import-name',
      [[], [''], ['a', 'a.b'], ['a ;private'], ['é']],
      [['1a'], ['a.'], ['class'], ['a; public'], ['a b'], ['; private']],
    );
    judge('import-namespaces', 'invalid-import-name', [['a']], [[''], ['a-b']]);
    judge('import-namespaces', 'empty-list', [], [[]]);
  });
  it('are not both alone and shared', () => {
    assert.deepEqual(faults({ 'import-names': ['a', 'b'], 'import-namespaces': ['b ; private'] }), [
      'ambiguous-import-name at import-names.1',
    ]);
  });
  it('are listed with all that they are in', () => {
    assert.deepEqual(faults({ 'import-names': ['a.b.c', 'a'] }), ['missing-parent-name at import-names.0']);
    assert.deepEqual(faults({ 'import-names': ['a.b.c', 'a.b'], 'import-namespaces': ['a'] }), []);
    assert.deepEqual(faults({ 'import-namespaces': ['a.b'] }), ['missing-parent-name at import-namespaces.0']);
  });
});

describe('[build-system]', () => {
  const build = (table: unknown) => {
    const result = parseBuildSystem(table);
    return result.ok ? [] : shown(result.error);
  };
  // "Declaring build system dependencies": `requires` is mandatory, a list of requirements.
  it('requires requirements', () => {
    assert.deepEqual(build({ requires: [] }), []);
    assert.deepEqual(build({ requires: ['setuptools>=61'], 'build-backend': 'a:b', 'backend-path': ['.', 'x/y'] }), []);
    assert.deepEqual(build({}), ['missing-key at requires']);
    assert.deepEqual(build({ requires: 'a', 'build-backend': 1 }), [
      'wrong-type at build-backend',
      'wrong-type at requires',
    ]);
    assert.deepEqual(build({ requires: ['!'], x: 1 }), ['invalid-requirement at requires.0', 'unknown-key at x']);
    assert.deepEqual(build([]), ['wrong-type at ']);
  });
  // PEP 517, "In-tree build backends": folders are inside the project.
  it('finds its backend inside the project', () => {
    for (const path of ['/a', '..', 'a/../b', '\\a', 'a\\..', 'C:/a']) {
      assert.deepEqual(build({ requires: [], 'backend-path': [path] }), ['outside-project at backend-path.0'], path);
    }
    assert.deepEqual(build({ requires: [], 'backend-path': ['..a', 'b..'] }), []);
  });
});
