import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { ROOT } from './rind.ts';

const bundled = process.env['RIND_UNDER_TEST'];
const skip = bundled === undefined ? 'only the bundle keeps code' : false;

// The engine takes code only under the flags that it was kept under; docs/adr/0004.
it('code that a run over much text kept is taken by the next one, which keeps none anew', { skip }, () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'rind-code-'));
  try {
    const project = path.join(scratch, 'project');
    const cache = path.join(scratch, 'cache');
    mkdirSync(project);
    writeFileSync(path.join(project, 'requirements.txt'), `demo==1.0\n${'# nothing\n'.repeat(120_000)}`);
    const env = { HOME: scratch, XDG_CACHE_HOME: cache, RIND_DATA_DIR: path.join(scratch, 'data') };
    const run = (): readonly string[] => {
      const args = [path.join(ROOT, bundled ?? ''), 'audit', '--offline', '--no-cache', project];
      const { status, stderr } = spawnSync(process.execPath, args, { env, cwd: project, encoding: 'utf8' });
      assert.ok(status === 3, stderr);
      const folder = path.join(cache, 'rind/code');
      return readdirSync(folder).map((name) => `${name} ${statSync(path.join(folder, name)).ino}`);
    };
    const first = run();
    assert.equal(first.length, 1);
    assert.deepEqual(run(), first);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
