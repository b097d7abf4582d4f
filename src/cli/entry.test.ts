import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

const home = mkdtempSync(path.join(tmpdir(), 'rind-entry-'));
after(() => rmSync(home, { recursive: true, force: true }));
for (const name of ['entry.cjs', 'kept.cjs'])
  copyFileSync(path.join(import.meta.dirname, name), path.join(home, name === 'entry.cjs' ? 'rind.js' : name));

/** In place of the program: says how it was begun, and with what a program that it starts would be. */
const PROGRAM = `
const own = (text) => text.split(/[\\0\\n]/).filter((line) => line.startsWith('MALLOC_')).sort();
const { pid, argv, execArgv, env } = process;
const begun = require('fs').readFileSync('/proc/self/environ', 'latin1');
const passed = Object.entries(env).map(([name, value]) => name + '=' + value).join('\\n');
console.log(JSON.stringify({ pid, args: argv.slice(2), execArgv, begun: own(begun), passed: own(passed), word: env.WORD }));
`;
writeFileSync(path.join(home, 'rind.bundle.cjs'), PROGRAM);

interface Said {
  readonly pid: number;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly begun: readonly string[];
  readonly passed: readonly string[];
  readonly word?: string;
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  const given = ['--stack-size=900', path.join(home, 'rind.js'), ...args];
  const child = spawn(process.execPath, given, { env: { HOME: home, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0);
  const said: Said = JSON.parse(out);
  assert.equal(said.pid, child.pid, 'who supervises it knows it by its number');
  return said;
}

const SMALL = ['MALLOC_ARENA_MAX=2', 'MALLOC_MMAP_THRESHOLD_=131072', 'MALLOC_TRIM_THRESHOLD_=1048576'];

describe('memory: the start of the shipped program', { skip: process.platform !== 'linux' }, () => {
  it('has what a gateway lets go of given back, as the same process, asked for in the same words', async () => {
    const { begun, passed, args, execArgv, word } = await run(['serve', '--data', 'a b'], { WORD: 'é \n' });
    assert.deepEqual(begun, SMALL);
    assert.deepEqual(passed, [], 'programs that it starts are not meant');
    assert.deepEqual([args, execArgv, word], [['serve', '--data', 'a b'], ['--stack-size=900'], 'é \n']);
  });

  it('leaves other commands alone, and what somebody chose', async () => {
    assert.deepEqual((await run(['audit', 'serve'])).begun, []);
    const chosen = await run(['serve'], { MALLOC_ARENA_MAX: '7' });
    assert.deepEqual([chosen.begun, chosen.passed], [['MALLOC_ARENA_MAX=7'], ['MALLOC_ARENA_MAX=7']]);
    assert.deepEqual((await run(['serve'], { GLIBC_TUNABLES: 'glibc.malloc.tcache_count=7' })).begun, []);
  });
});
