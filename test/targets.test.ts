import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audited, osv, rind } from './rind.ts';
import { tree } from './tree.ts';

const TARGETS = `advisories.sources = ["osv"]
[[targets]]
name = "prod"
python = "3.12.4"
platform = "linux-x86_64"
[[targets]]
name = "desk"
python = "3.9"
platform = "windows-amd64"
extras = ["gui"]
groups = ["test"]
`;
const LOCK = `version = 1
[[package]]
name = "app"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "everywhere" }, { name = "old", marker = "python_version < '3.10'" }]
[package.optional-dependencies]
gui = [{ name = "gui" }]
web = [{ name = "web" }]
[package.dev-dependencies]
test = [{ name = "tester", marker = "sys_platform == 'linux'" }]
${['everywhere', 'old', 'gui', 'web', 'tester'].map((name) => `[[package]]\nname = "${name}"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n`).join('')}`;
const FILES = {
  'osv/T-1.json': osv('PYSEC-2026-1', 'old', [{ introduced: '0' }]),
  'rind.toml': TARGETS,
  'uv.lock': LOCK,
};

describe('the interpreter of a target', () => {
  it('stands where the target is declared', (test) => {
    const { report } = audited(
      tree(test, {
        'requirements.txt': 'a==1\n',
        'rind.toml':
          '# ours\n[[targets]]\nname = "a"\npython = "3.12"\nplatform = "linux-x86_64"\n\n[[targets]]\nname = "b"\npython = "3.9.2"\nplatform = "linux-x86_64"\n',
      }),
    );
    const at = report.components.find(({ name }) => name === 'python')?.locations;
    assert.deepEqual(at, [{ path: 'rind.toml', line: 7, column: 1 }]);
  });
});

describe('targets', () => {
  it('install what their markers, extras and groups let in; what none installs is not judged', (test) => {
    const { report } = audited(tree(test, FILES));
    assert.deepEqual(report.targets, ['prod', 'desk']);
    assert.deepEqual(report.components.map(({ name, targets }) => [name, targets]).sort(), [
      ['everywhere', ['prod', 'desk']],
      ['gui', ['desk']],
      ['old', ['desk']],
      ['python', ['prod']],
    ]);
    assert.deepEqual(
      report.findings.filter(({ outcome }) => outcome === 'fail').map(({ component, targets }) => [component, targets]),
      [['old==1', ['desk']]],
    );
  });

  it('with a full version bring their interpreter, which no advisory at hand need speak of', (test) => {
    const { report } = audited(tree(test, FILES), '--target', 'prod');
    const python = report.components.find(({ name }) => name === 'python');
    assert.deepEqual(
      [python?.purl, python?.version, python?.answer, python?.locations[0]?.path],
      ['pkg:generic/python@3.12.4', '3.12.4', 'undetermined', 'rind.toml'],
    );
  });

  it('are chosen by name, and a wrong name is said with what would be right', (test) => {
    const root = tree(test, FILES);
    assert.deepEqual(audited(root, '--target', 'desk').report.targets, ['desk']);
    const { code, err } = rind(root, 'audit', '--target', 'dsk');
    assert.equal(code, 2);
    assert.match(err, /did you mean `desk`/);
  });

  it('give way to extras and groups on the command line', (test) => {
    const { report } = audited(tree(test, FILES), '--target', 'desk', '--extra', 'web');
    assert.deepEqual(report.components.map(({ name }) => name).sort(), ['everywhere', 'old', 'web']);
  });

  it('absent, the whole lock is judged; `--no-dev` leaves out what only groups bring in', (test) => {
    const root = tree(test, { ...FILES, 'rind.toml': 'advisories.sources = ["osv"]\n' });
    assert.equal(audited(root).report.components.length, 5);
    assert.deepEqual(
      audited(root, '--no-dev').report.components.map(({ name }) => name),
      ['everywhere', 'old', 'gui', 'web'],
    );
    assert.deepEqual(
      audited(root, '--group', 'test').report.components.map(({ name }) => name),
      ['everywhere', 'old', 'tester'],
    );
  });
});
