import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { MAIN, rind } from './rind.ts';
import { tree } from './tree.ts';

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('completion', () => {
  it('proposes commands, and the flags of a command', (test) => {
    const root = tree(test, {});
    assert.deepEqual(rind(root, '__complete', 'au').out.trim().split('\n'), ['audit']);
    const flags = rind(root, '__complete', 'audit', '--no').out.trim().split('\n');
    assert.ok(flags.includes('--no-dev'), flags.join());
  });

  it('proposes the formats of a report, and the shells', (test) => {
    const root = tree(test, {});
    const proposed = (...words: string[]) => rind(root, '__complete', ...words).out.split('\n');
    assert.ok(proposed('audit', '--format', '').includes('sarif'));
    assert.ok(proposed('audit', '--output', '').includes('junit='));
    assert.ok(proposed('completion', '').includes('fish'));
  });

  it('refuses a shell that it has no script for', (test) => {
    const ran = rind(tree(test, {}), 'completion', 'tcsh');
    assert.equal(ran.code, 2);
    assert.match(ran.err, /bash, zsh or fish/);
  });

  it('works in bash', { skip: has('bash') ? false : 'bash is not here' }, (test) => {
    const script = rind(tree(test, {}), 'completion', 'bash').out;
    const root = tree(test, {
      'bin/rind': `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`,
      'try.sh': `${script}\nCOMP_WORDS=(rind inv)\nCOMP_CWORD=1\n_rind\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`,
    });
    chmodSync(path.join(root, 'bin/rind'), 0o755);
    const ran = spawnSync('bash', [path.join(root, 'try.sh')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${path.join(root, 'bin')}:${process.env['PATH']}` },
    });
    assert.equal(ran.stdout.trim(), 'inventory');
  });

  for (const shell of ['zsh', 'fish'] as const) {
    it(`is a valid script of ${shell}`, { skip: has(shell) ? false : `${shell} is not here` }, (test) => {
      const root = tree(test, { script: rind(tree(test, {}), 'completion', shell).out });
      assert.equal(spawnSync(shell, ['-n', path.join(root, 'script')]).status, 0);
    });
  }
});
