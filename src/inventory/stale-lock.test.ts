import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import { problem } from '../base/problem.ts';
import type { Component } from './component.ts';
import type { SourceTree } from './format.ts';
import { staleLock } from './stale-lock.ts';

const AT = { path: 'lock', line: 1, column: 1 };
const TREE: SourceTree = {
  maxDepth: 100,
  include: () => ({ ok: false, error: problem('file-unreadable', 'there is none') }),
};

function component([name, version]: readonly [string, string | null], more: Partial<Component> = {}): Component {
  return {
    name: normalizeName(name),
    version,
    source: { kind: 'index' },
    extras: [],
    groups: [''],
    hashes: [],
    locations: [AT],
    reasons: [],
    requires: [],
    ...more,
  };
}

interface Case {
  readonly lock: string;
  readonly has: readonly (readonly [string, string | null] | Component)[];
  readonly manifest: string;
  readonly text?: string;
  readonly problems?: readonly Problem[];
}

function said({ lock, has, manifest, text = '', problems = [] }: Case): Problem[] {
  const components = has.map((one) => ('name' in one ? one : component(one)));
  const file = lock === 'Pipfile.lock' ? 'Pipfile' : 'pyproject.toml';
  return staleLock(
    { path: `app/${lock}`, text },
    { components, roots: new Map(), problems },
    { path: `app/${file}`, text: manifest },
    TREE,
  );
}

const PROJECT = '[project]\nname = "app"\nrequires-python = ">=3.9"\n';
const PIPFILE_LOCK = '{\n    "_meta": {\n    },\n    "default": {\n    },\n    "develop": {\n    }\n}\n';
const POETRY_LOCK = '[metadata]\nlock-version = "2.1"\n';
const PDM_LOCK = '[metadata]\ngroups = ["default", "web"]\n\n[[metadata.targets]]\nrequires_python = ">=3.9"\n';

describe('a lock that lacks what its manifest asks for', () => {
  const stale: [what: string, given: Case, message: string, place: string][] = [
    [
      'uv: a project that is not in it',
      { lock: 'uv.lock', has: [['a', '1.0']], manifest: `${PROJECT}dependencies = ["a", "b>=2"]\n` },
      '`app/uv.lock` has no `b>=2`, which its manifest asks for',
      '4:22',
    ],
    [
      'uv: a version that is not let in, and others',
      {
        lock: 'uv.lock',
        has: [
          ['a', '1.0'],
          ['a', '1.1'],
        ],
        manifest: `${PROJECT}dependencies = ["a>=2"]\n[dependency-groups]\ndev = ["b"]\n`,
      },
      '`app/uv.lock` has `a` 1.0, 1.1, but its manifest asks for `a>=2`, and 1 more is not as it asks',
      '4:17',
    ],
    [
      'uv: an extra, and its own development dependencies',
      {
        lock: 'uv.lock',
        has: [],
        manifest: `${PROJECT}[project.optional-dependencies]\nx = ["b"]\n[tool.uv]\ndev-dependencies = ["c"]\n`,
      },
      '`app/uv.lock` has no `b`, which its manifest asks for, and 1 more is not as it asks',
      '5:6',
    ],
    [
      'uv: what is asked for on a Python that is supported',
      { lock: 'uv.lock', has: [], manifest: `${PROJECT}dependencies = ["b; python_version < '3.11'"]\n` },
      '`app/uv.lock` has no `b`, which its manifest asks for',
      '4:17',
    ],
    [
      'Poetry: its own tables',
      {
        lock: 'poetry.lock',
        has: [['a', '1.0']],
        manifest:
          '[tool.poetry.dependencies]\npython = "^3.9"\na = "^2.0"\n[tool.poetry.group.dev.dependencies]\nb = "*"\n',
        text: POETRY_LOCK,
      },
      '`app/poetry.lock` has `a` 1.0, but its manifest asks for `a^2.0`, and 1 more is not as it asks',
      '3:1',
    ],
    [
      'PDM: of the groups that are locked',
      {
        lock: 'pdm.lock',
        has: [],
        manifest: `${PROJECT}[project.optional-dependencies]\nother = ["c"]\nweb = ["b~=1.0"]\n`,
        text: PDM_LOCK,
      },
      '`app/pdm.lock` has no `b~=1.0`, which its manifest asks for',
      '6:8',
    ],
    [
      'Pipenv: of the categories that are locked',
      {
        lock: 'Pipfile.lock',
        has: [['a', '1.0']],
        manifest: '[packages]\na = {version = ">=2", extras = ["x"]}\n[docs]\nc = "*"\n[dev-packages]\nb = "*"\n',
        text: PIPFILE_LOCK,
      },
      '`app/Pipfile.lock` has `a` 1.0, but its manifest asks for `a>=2`, and 1 more is not as it asks',
      '2:1',
    ],
  ];
  for (const [what, given, message, place] of stale)
    it(what, () => {
      const [found, ...more] = said(given);
      assert.deepEqual(more, []);
      assert.equal(found?.code, 'lock-stale');
      assert.equal(found.message, message);
      assert.equal(`${found.at?.line}:${found.at?.column}`, place);
      assert.match(found.hint ?? '', /^`(?:uv|poetry|pdm|pipenv) lock` makes it anew/);
    });
});

describe('a lock of which nobody can tell', () => {
  const uv = (manifest: string, more: Partial<Case> = {}): Case => ({ lock: 'uv.lock', has: [], manifest, ...more });
  const asks = (...specifiers: string[]) => `${PROJECT}dependencies = ${JSON.stringify(specifiers)}\n`;
  const quiet: [string, Case][] = [
    ['has it, however it is written', uv(asks('A.b>=1'), { has: [['a-b', '1.0']] })],
    ['has a local build of the version', uv(asks('a==1.0'), { has: [['a', '1.0+cpu']] })],
    ['has a pre-release that is let in', uv(asks('a>=1'), { has: [['a', '2.0b1']] })],
    [
      'has one of several versions that fits',
      uv(asks('a>=2'), {
        has: [
          ['a', '1.0'],
          ['a', '2.0'],
        ],
      }),
    ],
    ['has it for nobody', uv(asks('b'), { text: '[[package]]\nname = "b"\nversion = "1"\n' })],
    [
      'has it from a checkout',
      uv(asks('a>=2'), { has: [component(['a', '1.0'], { source: { kind: 'vcs', url: 'x' } })] }),
    ],
    ['has it without a version', uv(asks('a>=2'), { has: [['a', null]] })],
    ['was not read whole', uv(asks('b'), { problems: [problem('lock-invalid', 'x')] })],
    ['is for the project itself', uv(asks('app[x]'))],
    ['is asked for an address', uv(asks('b @ https://host/b-1.0.tar.gz', 'b>1'))],
    ['is asked for another platform', uv(asks("b; sys_platform == 'win32'"))],
    ['is asked for a Python that is not supported', uv(asks("b; python_version < '3.9'"))],
    ['is asked for a part of a minor version', uv(asks("b; python_full_version == '3.9.2'"))],
    ['is made for some environments', uv(asks("b; python_version < '3.11'"), { text: 'supported-markers = [\n' })],
    ['has a source of its own', uv(`${asks('b')}[tool.uv.sources]\nb = { workspace = true }\n`)],
    ['has several sources', uv(`${asks('b')}[tool.uv.sources]\nb = [{ index = "x" }, { git = "y" }]\n`)],
    ['is overridden', uv(`${asks('a>=2')}[tool.uv]\noverride-dependencies = ["a==1.0"]\n`, { has: [['a', '1.0']] })],
    ['is excluded', uv(`${asks('b')}[tool.uv]\nexclude-dependencies = ["b"]\n`)],
    ['is not managed by uv', uv(`${asks('b')}[tool.uv]\nmanaged = false\n`)],
    [
      'is asked for by the build alone',
      uv(`${PROJECT}[build-system]\nrequires = ["b"]\n[tool.hatch.envs.x]\ndependencies = ["c"]\n`),
    ],
    ['is asked for by a table of another tool', uv('[tool.poetry.dependencies]\nb = "*"\n')],
    ['includes a group', uv('[dependency-groups]\na = [{ include-group = "b" }]\nb = []\n')],
    ['stands beside no readable manifest', uv('[project\n')],
    [
      'is of a Poetry that reads no standard table',
      { lock: 'poetry.lock', has: [], manifest: asks('b'), text: 'lock-version = "2.0"\n' },
    ],
    [
      'is of a Poetry that may not read groups',
      { lock: 'poetry.lock', has: [], manifest: '[dependency-groups]\ndev = ["b"]\n', text: POETRY_LOCK },
    ],
    [
      'is asked for from elsewhere, or several times, in Poetry',
      {
        lock: 'poetry.lock',
        has: [],
        manifest:
          '[tool.poetry.dependencies]\na = { path = "a" }\nb = [{ version = "1", python = "<3.9" }]\nc = { git = "x" }\n',
        text: POETRY_LOCK,
      },
    ],
    [
      'is asked for on some Pythons, in the words of Poetry',
      {
        lock: 'poetry.lock',
        has: [],
        manifest: '[tool.poetry.dependencies]\nb = { version = "*", python = "<3.11" }\n',
      },
    ],
    [
      'is overridden or excluded in PDM',
      {
        lock: 'pdm.lock',
        has: [['a', '1.0']],
        manifest: `${asks('a>=2', 'b')}[tool.pdm.resolution]\nexcludes = ["b"]\n[tool.pdm.resolution.overrides]\na = "1.0"\n`,
        text: PDM_LOCK,
      },
    ],
    [
      'is made for one platform in PDM',
      {
        lock: 'pdm.lock',
        has: [],
        manifest: asks("b; python_version < '3.11'"),
        text: `${PDM_LOCK}platform = "manylinux_2_17_x86_64"\n`,
      },
    ],
    [
      'is for some machines, or a folder, in Pipenv',
      {
        lock: 'Pipfile.lock',
        has: [],
        manifest: '[packages]\na = {version = "*", sys_platform = "== \'win32\'"}\nb = {path = ".", editable = true}\n',
        text: PIPFILE_LOCK,
      },
    ],
    ['is of no format that is compared', { lock: 'pylock.toml', has: [], manifest: asks('b') }],
  ];
  for (const [what, given] of quiet) it(`${what}: nothing is said`, () => assert.deepEqual(said(given), []));
});

describe('hostile', () => {
  it('a group whose name is a pattern, and 10,000 demands on a large lock, take no time', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `p${i} = "*"`).join('\n');
    const text = PIPFILE_LOCK + 'name = "'.repeat(200_000) + ' '.repeat(200_000);
    const started = process.cpuUsage();
    said({ lock: 'Pipfile.lock', has: [], manifest: `[packages]\n${many}\n["(a+)+$["]\nx = "*"\n`, text });
    said({ lock: 'uv.lock', has: [], manifest: `${PROJECT}dependencies = [${'"b",'.repeat(5000)}]\n`, text });
    assert.ok(process.cpuUsage(started).user < 5_000_000);
  });

  it('a password in a specifier or a name is not repeated', () => {
    const manifest = '[tool.poetry.dependencies]\nb = "https://user:pass-word@host/x"\n';
    assert.deepEqual(said({ lock: 'poetry.lock', has: [], manifest, text: POETRY_LOCK }), []);
  });
});
