import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { audited } from './rind.ts';
import { tree } from './tree.ts';

const LOCK = (...members: readonly string[]) => `version = 1
[manifest]
members = [${members.map((name) => `"${name}"`).join(', ')}]
[[package]]
name = "app"
version = "1"
source = { virtual = "." }
[[package]]
name = "member"
version = "1"
source = { editable = "a/member" }
dependencies = [{ name = "locked" }]
[[package]]
name = "locked"
version = "2.0"
source = { registry = "https://pypi.org/simple" }
`;
const PROJECT = (name: string, ...dependencies: readonly string[]) =>
  `[project]\nname = "${name}"\nversion = "1"\ndependencies = [${dependencies.map((text) => `"${text}"`).join(', ')}]\n`;

/** What a folder with these files is found to use, and what is said about files that were passed over. */
function found(test: TestContext, files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { report } = audited(tree(test, files), ...args);
  return {
    components: report.components.map(({ id }) => id).sort(),
    passedOver: report.problems.flatMap(({ code, at }) => (code === 'source-passed-over' ? (at?.path ?? []) : [])),
  };
}

describe('an environment that is named and found, too', () => {
  it('is read once: what is wrong with it is said once', (test) => {
    const root = tree(test, {
      '.venv/pyvenv.cfg': 'version = 3.12.4\n',
      '.venv/lib/python3.12/site-packages/bad-0.dist-info/RECORD': '',
    });
    const { report } = audited(root, '--environment', '.venv', '.');
    const damaged = report.problems.filter(({ code }) => code === 'environment-invalid');
    assert.equal(damaged.length, 1, JSON.stringify(report.problems));
  });
});

describe('of one project', () => {
  it('a lock speaks alone: its manifest adds nothing, and requirements beside it are said to be passed over', (test) => {
    const files = {
      'uv.lock': LOCK('app', 'member'),
      'pyproject.toml': PROJECT('app', 'loose>=1'),
      'requirements.txt': 'pinned==1\n',
    };
    assert.deepEqual(found(test, files), { components: ['locked==2.0'], passedOver: ['requirements.txt'] });
    assert.deepEqual(found(test, files, '--all').components, ['locked==2.0', 'loose', 'pinned==1']);
  });

  it('a lock of a workspace speaks for the members, wherever in the order of names they stand', (test) => {
    const files = {
      'uv.lock': LOCK('app', 'member'),
      'pyproject.toml': PROJECT('app'),
      'a/member/pyproject.toml': PROJECT('member', 'locked>=1'),
      'a/other/pyproject.toml': PROJECT('other', 'loose>=1'),
    };
    assert.deepEqual(found(test, files), { components: ['locked==2.0', 'loose'], passedOver: [] });
  });

  it('pins speak for what they pin, and the manifest for the rest: `-e .` does not hide what the project requires', (test) => {
    const files = {
      'pyproject.toml': PROJECT('app', 'certifi', 'pinned>=1'),
      'requirements.txt': '-e .\npinned==1\n',
    };
    assert.deepEqual(found(test, files), { components: ['certifi', 'pinned==1'], passedOver: [] });
  });

  it('a module that is called setup.py is no project', (test) => {
    const files = { 'requirements.txt': 'a==1\n', 'src/models/setup.py': 'class Setup:\n    pass\n' };
    const { report } = audited(tree(test, files));
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['no-advisories'],
    );
  });
});
