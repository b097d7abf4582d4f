import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from './rind.ts';
import { tree } from './tree.ts';

/** Runs a program in a folder that has nothing of this checkout in its environment. */
function run(cwd: string, command: string, ...args: readonly string[]): { code: number | null; out: string } {
  const env = { PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`, HOME: cwd, RIND_DATA_DIR: cwd };
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8', env, timeout: 120_000 });
  return { code: ran.status, out: `${ran.stdout}${ran.stderr}` };
}

/** An empty folder with the tarball installed, as `npx rind` would. */
function installed(test: TestContext): string {
  const root = tree(test, { 'package.json': '{"private":true}', 'requirements.txt': 'demo==1\n' });
  const packed = run(root, 'npm', 'pack', '--silent', path.join(ROOT, 'dist'));
  assert.equal(packed.code, 0, packed.out);
  const tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
  const ran = run(root, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--silent', `./${tarball}`);
  assert.equal(ran.code, 0, ran.out);
  return root;
}

describe('the npm tarball', () => {
  it('brings no dependency, runs nothing on installation, and works in an empty folder', (test) => {
    const root = installed(test);
    assert.deepEqual(
      readdirSync(path.join(root, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['rind'],
    );
    const manifest = JSON.parse(readFileSync(path.join(root, 'node_modules/rind/package.json'), 'utf8'));
    assert.deepEqual([manifest.scripts, manifest.dependencies], [undefined, undefined]);
    assert.match(run(root, 'node_modules/.bin/rind', 'version').out, /^rind \d/);
    const audit = run(root, 'node_modules/.bin/rind', 'audit', '--offline');
    assert.equal(audit.code, 3, audit.out);
    assert.match(audit.out, /1 component in 1 file/);
  });
});

describe('what other tools run', () => {
  it('the pre-commit hook names a file of this repository and watches every lock', () => {
    const [hook] = parse(readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
    assert.ok(existsSync(path.join(ROOT, hook.entry)));
    const files = new RegExp(hook.files);
    for (const name of ['uv.lock', 'a/poetry.lock', 'pylock.dev.toml', 'requirements/base.txt', 'rind.toml'])
      assert.ok(files.test(name), name);
    assert.ok(!files.test('src/main.py'));
  });

  it('the action hands its inputs over as variables and never as text of a command', () => {
    const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));
    for (const step of action.runs.steps) assert.doesNotMatch(step.run ?? '', /\$\{\{/);
  });

  it('the action names the actions that it uses by commit', () => {
    const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));
    for (const { uses } of action.runs.steps)
      if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });
});
