import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveDependencyGroups } from '@rind/pypa';
import fc from 'fast-check';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './pyproject.ts';

const read = (text: string, others: Readonly<Record<string, string>> = {}) =>
  readManifest(format, 'pyproject.toml', text, others);
const lines = (text: string, others: Readonly<Record<string, string>> = {}) => read(text, others).components.map(told);

describe('pyproject.toml: the standard tables', () => {
  it('give dependencies, extras, groups and what builds the project', () => {
    assert.deepEqual(
      lines(`
[project]
name = "demo"
version = "1"
dependencies = ["Requests[socks]==2.31 ; python_version < '3.9'", "b>=2,<3"]
[project.optional-dependencies]
Test = ["pytest"]
[dependency-groups]
Dev_Tools = ["ruff==0.1"]
[build-system]
requires = ["hatchling"]
`),
      [
        'requests[socks]==2.31 when python_version < "3.9"',
        'b<3,>=2',
        'pytest for extra:test',
        'ruff==0.1 for dev-tools',
        'hatchling for build-system',
      ],
    );
  });

  it('say where each stands, and which Pythons the project is for', () => {
    const reading = read('[project]\nrequires-python = ">=3.9"\ndependencies = [\n  "a==1",\n  \'b\',\n]\n');
    assert.equal(reading.requiresPython, '>=3.9');
    assert.deepEqual(
      reading.components.map(({ locations }) => locations),
      [[{ path: 'pyproject.toml', line: 4, column: 3 }], [{ path: 'pyproject.toml', line: 5, column: 3 }]],
    );
    assert.deepEqual([...reading.roots], [['', ['a', 'b']]]);
  });

  it('follow the project\u2019s own extras and included groups to what they bring in', () => {
    assert.deepEqual(
      lines(`
[project]
name = "De.mo"
dependencies = ["de_mo[base]"]
[project.optional-dependencies]
base = ["a"]
cli = ["b"]
all = ["demo", "de-mo[cli, base]", "c"]
[dependency-groups]
lint = ["d"]
test = [{include-group = "Lint"}, "e", "de-mo[cli]"]
dev = [{include-group = "test"}]
`),
      [
        'a',
        'b for dev extra:all extra:cli test',
        'demo for extra:all',
        'c for extra:all',
        'd for dev lint test',
        'e for dev test',
      ],
    );
  });

  it('say a circle of includes, a group that is not there, and two of one name; the rest is read', () => {
    const text =
      '[dependency-groups]\na = [{include-group="b"}, "x"]\nb = [{include-group="a"}]\nc = [{include-group="zz"}]\nC = []\nd = [3, {x=1}, "??", "y"]\n';
    const reading = read(text);
    assert.deepEqual(complaints(reading).sort(), [
      'manifest-invalid 2:6',
      'manifest-invalid 3:6',
      'manifest-invalid 4:6',
      'manifest-invalid 5:1',
      'manifest-invalid 6:6',
      'manifest-invalid 6:9',
      'requirement-invalid 6:16',
    ]);
    assert.deepEqual(reading.components.map(told), ['x for a b', 'y for d']);
  });

  it('bring in by groups what the standard\u2019s own resolution does', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const item = fc.oneof(
      fc.constantFrom('x', 'y==1', 'z'),
      name.map((group) => ({ 'include-group': group })),
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.array(item, { maxLength: 3 }), { noNullPrototype: true }), (groups) => {
        const toml = Object.entries(groups)
          .map(
            ([group, items]) =>
              `${group} = [${items.map((one) => (typeof one === 'string' ? `"${one}"` : `{include-group="${one['include-group']}"}`)).join(', ')}]`,
          )
          .join('\n');
        const reading = read(`[dependency-groups]\n${toml}\n`);
        for (const group of Object.keys(groups)) {
          const resolved = resolveDependencyGroups(groups, [group]);
          if (!resolved.ok) {
            assert.ok(reading.problems.length > 0, toml);
            continue;
          }
          const ours = reading.components
            .filter(({ groups: by }) => by.includes(group))
            .map(({ name: project }) => project);
          assert.deepEqual(
            [...new Set(ours)].sort(),
            [...new Set(resolved.value.map(({ requirement }) => requirement.normalizedName))].sort(),
            toml,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('say what has the wrong type at its place', () => {
    for (const [text, place] of Object.entries({
      'project = 3': '1:11',
      '[project]\ndependencies = "a"': '2:16',
      '[project]\ndependencies = [1]': '2:17',
      '[project]\nrequires-python = 3': '2:19',
      '[project]\noptional-dependencies = []': '2:25',
      '[project]\noptional-dependencies.x = "a"': '2:27',
      '[project]\noptional-dependencies."-" = []': '2:23',
      '[dependency-groups]\nx = "a"': '2:5',
      '[build-system]\nrequires = {}': '2:12',
      '[tool.poetry]\ndependencies = []': '2:16',
      '[tool.uv]\nindex = [1]': '2:10',
      '[tool.pdm]\nsource = {}': '2:10',
      '[tool.hatch]\nenvs = 1': '2:8',
    }))
      assert.deepEqual(complaints(read(text)), [`manifest-invalid ${place}`], text);
  });

  it('say where in a requirement the mistake is, unless escapes hide it', () => {
    assert.deepEqual(complaints(read('[project]\ndependencies = ["a==1 ??"]')), ['requirement-invalid 2:23']);
    assert.deepEqual(complaints(read("[project]\ndependencies = ['''a ??''']")), ['requirement-invalid 2:22']);
    assert.deepEqual(complaints(read('[project]\ndependencies = ["\\u0061 ??"]')), ['requirement-invalid 2:17']);
  });

  it('are none where the file is no TOML', () => {
    assert.deepEqual(complaints(read('[project\n')), ['text-invalid 1:9']);
  });

  it('may be filled in by setuptools from files, which are read; by anything else, which is said', () => {
    const dynamic = '[project]\nname = "demo"\ndynamic = ["dependencies", "optional-dependencies"]\n';
    const tables = `${dynamic}[tool.setuptools.dynamic]\ndependencies = {file = ["r.txt"]}\noptional-dependencies.x = {file = "x.txt"}\n`;
    const reading = read(tables, { 'r.txt': '# c\na==1 # d\n-r other.txt\n', 'x.txt': 'b\n' });
    assert.deepEqual(reading.components.map(told), ['a==1', 'b for extra:x']);
    assert.deepEqual(reading.components[0]?.locations, [{ path: 'r.txt', line: 2, column: 1 }]);
    assert.deepEqual(complaints(reading), ['requirement-invalid 3:1']);
    assert.deepEqual(complaints(read(tables)), ['file-unreadable 5:25', 'file-unreadable 6:35']);
    assert.deepEqual(complaints(read(dynamic)), ['dependencies-dynamic 3:12', 'dependencies-dynamic 3:28']);
    assert.deepEqual(complaints(read(dynamic, { 'setup.py': '' })), []);
    assert.deepEqual(
      complaints(read(`${dynamic}[build-system]\nbuild-backend = "hatchling.build"`, { 'setup.py': '' })).length,
      2,
    );
    assert.deepEqual(complaints(read(`${dynamic}[tool.setuptools.dynamic]\ndependencies = {attr = "x.y"}`)), [
      'dependencies-dynamic 5:16',
      'dependencies-dynamic 3:28',
    ]);
  });

  it('read no file outside the repository', () => {
    const text =
      '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["../../etc/passwd", "/etc/passwd", 3]}';
    assert.deepEqual(complaints(read(text)), ['file-outside 4:25', 'file-outside 4:45', 'manifest-invalid 4:60']);
  });
});

describe('pyproject.toml: Poetry', () => {
  const poetry = (body: string) => `[tool.poetry]\nname = "demo"\n${body}`;

  it('turns constraints into specifiers, and python into which Pythons the project is for', () => {
    const reading = read(
      poetry(
        '[tool.poetry.dependencies]\npython = "^3.8"\na = "^1.2"\nB_c = "1.0"\nd = "*"\ne = { version = "~2", extras = ["X"] }\n',
      ),
    );
    assert.deepEqual(reading.components.map(told), ['a<2.0,>=1.2', 'b-c==1.0', 'd', 'e[x]<3,>=2']);
    assert.equal(reading.requiresPython, '<4.0,>=3.8');
    assert.deepEqual(reading.components[1]?.locations, [{ path: 'pyproject.toml', line: 6, column: 1 }]);
  });

  it('knows groups, the older table of development, and what only extras bring in', () => {
    assert.deepEqual(
      lines(
        poetry(
          '[tool.poetry.dependencies]\na = {version="1", optional=true}\nb = {version="1", optional=true}\n[tool.poetry.extras]\nX = ["a"]\ny = ["A"]\n[tool.poetry.dev-dependencies]\nc = "1"\n[tool.poetry.group.test]\ninclude-groups = ["lint"]\n[tool.poetry.group.test.dependencies]\nd = "1"\n[tool.poetry.group.lint.dependencies]\ne = "1"\n',
        ),
      ),
      [
        'a==1 for extra:x',
        'a==1 for extra:y',
        'b==1 for nobody',
        'c==1 for dev',
        'd==1 for test',
        'e==1 for lint test',
      ],
    );
  });

  it('reads several constraints of one project, each under its conditions', () => {
    assert.deepEqual(
      lines(
        poetry(
          '[tool.poetry.dependencies]\na = [{version="<=1", python=">=3.6,<3.8"}, {version="2", python=">=3.8", markers="os_name == \'nt\'", platform="win32 || linux"}]\n',
        ),
      ),
      [
        'a<=1 when python_full_version < "3.8" and python_full_version >= "3.6"',
        'a==2 when os_name == "nt" and python_full_version >= "3.8" and (sys_platform == "win32" or sys_platform == "linux")',
      ],
    );
  });

  it('knows checkouts, addresses, files and folders', () => {
    assert.deepEqual(
      lines(
        poetry(
          '[tool.poetry.dependencies]\na = {git="https://u:p@h/x.git", rev="abc", subdirectory="s"}\nb = {url="https://h/b-1.0.tar.gz"}\nc = {path="../c", develop=true}\nd = {path="libs/d"}\ne = {path="d/e-2.0-py3-none-any.whl"}\nf = {file="d/other-2.0.tar.gz"}\n',
        ),
      ),
      [
        'a from vcs:git+https://***@h/x.git@abc#subdirectory=s',
        'b==1.0 from url:https://h/b-1.0.tar.gz',
        'c from path:../c',
        'e==2.0 from path:d/e-2.0-py3-none-any.whl',
        'f from path:d/other-2.0.tar.gz',
      ],
    );
  });

  it('knows sources: one that takes PyPI\u2019s place, others beside it, and those for named projects only', () => {
    const reading = read(
      poetry(
        '[tool.poetry.dependencies]\na = "1"\nb = {version="1", source="Corp"}\nc = {version="1", source="pypi"}\n[[tool.poetry.source]]\nname = "main"\nurl = "https://u:p@main/s"\npriority = "primary"\n[[tool.poetry.source]]\nname = "corp"\nurl = "https://corp/s"\npriority = "explicit"\n[[tool.poetry.source]]\nname = "more"\nurl = "https://more/s"\npriority = "supplemental"\n',
      ),
    );
    assert.deepEqual(reading.components.map(told), [
      'a==1 from https://***@main/s',
      'b==1 from https://corp/s',
      'c==1',
    ]);
    assert.deepEqual(
      reading.settings?.map(({ tool, kind, value, name, projects = [] }) => [tool, kind, value, name, projects.join()]),
      [
        ['poetry', 'index', 'https://***@main/s', 'main', ''],
        ['poetry', 'named-index', 'https://corp/s', 'corp', 'b'],
        ['poetry', 'extra-index', 'https://more/s', 'more', ''],
      ],
    );
  });

  it('beside `[project]` only says where dependencies come from', () => {
    assert.deepEqual(
      lines(
        '[project]\nname="demo"\ndependencies = ["a>=1", "b"]\n[tool.poetry.dependencies]\na = {git="https://h/a.git", tag="v1"}\nz = "1"\n',
      ),
      ['a from vcs:git+https://h/a.git@v1', 'b'],
    );
  });

  it('keeps a dependency whose constraint is none, and says so', () => {
    const reading = read(
      poetry('[tool.poetry.dependencies]\na = "^^1"\nb = 3\n"-" = "1"\nc = {version="1", markers="??"}\n'),
    );
    assert.deepEqual(reading.components.map(told), ['a', 'c==1']);
    assert.deepEqual(complaints(reading), [
      'requirement-invalid 4:1',
      'manifest-invalid 5:1',
      'requirement-invalid 6:1',
      'requirement-invalid 7:27',
    ]);
  });
});

describe('pyproject.toml: uv, PDM and Hatch', () => {
  const project = '[project]\nname = "demo"\ndependencies = ["a>=1", "b"]\n';

  it('applies uv\u2019s sources: checkouts, addresses, folders, members, named indexes', () => {
    const source = (table: string) =>
      lines(
        `${project}[tool.uv.sources]\nA = ${table}\n[[tool.uv.index]]\nname = "corp"\nurl = "https://corp/s"\nexplicit = true\n`,
      );
    assert.deepEqual(source('{ git = "https://h/a.git", rev = "abc" }'), ['a from vcs:git+https://h/a.git@abc', 'b']);
    assert.deepEqual(source('{ url = "https://h/a-1.0.tar.gz" }'), ['a==1.0 from url:https://h/a-1.0.tar.gz', 'b']);
    assert.deepEqual(source('{ path = "../a" }'), ['a from path:../a', 'b']);
    assert.deepEqual(source('{ path = "libs/a", editable = true }'), ['b']);
    assert.deepEqual(source('{ workspace = true }'), ['b']);
    assert.deepEqual(source('{ index = "corp" }'), ['a>=1 from https://corp/s', 'b']);
    assert.deepEqual(source('{ index = "elsewhere" }'), ['a>=1 from elsewhere', 'b']);
    assert.deepEqual(source('{ index = "corp", group = "dev" }'), ['a>=1', 'b']);
  });

  it('keeps the index where the markers of uv\u2019s sources do not cover everything', () => {
    const text = (markers: string[]) =>
      `${project}[tool.uv.sources]\na = [${markers.map((marker) => `{git="https://h/a", marker="${marker}"}`).join(', ')}]\n`;
    assert.deepEqual(lines(text(["os_name == 'nt'"])), [
      'a from vcs:git+https://h/a when os_name == "nt"',
      'a>=1',
      'b',
    ]);
    assert.deepEqual(lines(text(["os_name == 'nt'", "os_name != 'nt'"])).length, 3);
  });

  it('narrows by constraints, replaces by overrides, and adds development dependencies', () => {
    assert.deepEqual(
      lines(
        `${project}[tool.uv]\nconstraint-dependencies = ["a==1.5", "zz==1"]\noverride-dependencies = ["b==2 ; os_name == 'nt'", "yy==1"]\ndev-dependencies = ["c"]\n`,
      ),
      ['a==1.5', 'b==2 when os_name == "nt"', 'c for dev'],
    );
  });

  it('takes uv\u2019s default index for the source, and tells the rest as settings', () => {
    const reading = read(
      `${project}[tool.uv]\nexclude-newer = "2026-01-01"\nindex-strategy = "unsafe-best-match"\nextra-index-url = ["https://e/s"]\nallow-insecure-host = ["h"]\nfind-links = ["./w"]\n[tool.uv.pip]\nverify-hashes = false\n[[tool.uv.index]]\nname = "d"\nurl = "https://u:p@d/s"\ndefault = true\n[[tool.uv.index]]\nurl = "https://x/s"\n[[tool.uv.index]]\nname = "f"\nurl = "https://f/"\nformat = "flat"\n`,
    );
    assert.deepEqual(reading.components.map(told), ['a>=1 from https://***@d/s', 'b from https://***@d/s']);
    assert.deepEqual(
      reading.settings?.map(({ kind, value, at }) => `${kind} ${value} ${at.line}`),
      [
        'index https://***@d/s 12',
        'extra-index https://x/s 16',
        'find-links https://f/ 18',
        'extra-index https://e/s 7',
        'find-links ./w 9',
        'trusted-host h 8',
        'strategy unsafe-best-match 6',
        'cooldown 2026-01-01 5',
        'no-hashes verify-hashes = false 11',
      ],
    );
  });

  it('speaks for no other project: members of a workspace have manifests of their own', () => {
    assert.equal(read(`${project}[tool.uv.workspace]\nmembers = ["packages/*"]\n`).covers, undefined);
  });

  it('reads PDM\u2019s groups and sources', () => {
    const reading = read(
      `${project}[tool.pdm.dev-dependencies]\nTest = ["c==1", "-e file:///\${PROJECT_ROOT}/libs/d#egg=d", "-e git+https://h/e.git@v1#egg=e"]\n[[tool.pdm.source]]\nname = "pypi"\nurl = "https://main/s"\nverify_ssl = false\n[[tool.pdm.source]]\nname = "more"\nurl = "https://more/s"\n[[tool.pdm.source]]\nname = "own"\nurl = "https://own/s"\ninclude_packages = ["X.y"]\n[[tool.pdm.source]]\ntype = "find_links"\nurl = "https://links/"\n`,
    );
    assert.deepEqual(reading.components.map(told), [
      'a>=1 from https://main/s',
      'b from https://main/s',
      'c==1 from https://main/s for test',
      'e from vcs:git+https://h/e.git@v1 for test',
    ]);
    assert.deepEqual(
      reading.settings?.map(({ kind, name = '', projects = [] }) => [kind, name, ...projects].join(' ')),
      ['index pypi', 'trusted-host pypi', 'extra-index more', 'named-index own x-y', 'find-links '],
    );
  });

  it('reads Hatch\u2019s environments as groups of their own', () => {
    assert.deepEqual(lines('[tool.hatch.envs.Default]\ndependencies = ["a"]\nextra-dependencies = ["b==1"]\n'), [
      'a for hatch:default',
      'b==1 for hatch:default',
    ]);
  });
});
