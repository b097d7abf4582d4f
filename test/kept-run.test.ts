import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { kept } from '../src/cli/testing/kept.ts';
import type { Looks } from '../src/platform/looks.ts';
import { MAIN, osv, type Ran } from './rind.ts';

/** Answers are kept by the shipped start, not by the source. */
const skip = MAIN.endsWith('rind.js') ? false : 'this is for what `npm run build` makes';

/** Nothing is kept of what changed in the last two seconds. */
const OLD_ENOUGH_MS = 2200;

let root = '';
before(async () => {
  if (skip !== false) return;
  root = mkdtempSync(path.join(tmpdir(), 'rind-kept-'));
  for (const name of ['shop', 'other', 'checkout']) {
    mkdirSync(path.join(root, name, 'osv'), { recursive: true });
    writeFileSync(path.join(root, name, 'requirements.txt'), 'demo==1.0\nother\n');
    writeFileSync(path.join(root, name, 'rind.toml'), 'advisories.sources = ["osv"]\n');
    writeFileSync(path.join(root, name, 'osv/one.json'), osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }]));
  }
  for (const name of ['shop', 'other']) mkdirSync(path.join(root, name, '.git'));
  await new Promise((resolve) => setTimeout(resolve, OLD_ENOUGH_MS));
});
after(() => rmSync(root, { recursive: true, force: true }));

interface Told {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the shipped program in one of the folders, with a cache folder of the test's own. */
function rind(cache: string, args: readonly string[], { cwd = 'shop', env = {} }: Told = {}): Ran {
  const ran = spawnSync(process.execPath, [MAIN, ...args], options(cache, cwd, env));
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

function options(cache: string, cwd: string, env: Readonly<Record<string, string>>) {
  const places = {
    HOME: path.join(root, 'home'),
    RIND_DATA_DIR: path.join(root, 'data'),
    XDG_CACHE_HOME: cacheAt(cache),
  };
  return { cwd: path.join(root, cwd), encoding: 'utf8', timeout: 60_000, env: { ...places, ...env } } as const;
}

function cacheAt(name: string): string {
  return path.join(root, name);
}

function keptIn(cache: string): string[] {
  const folder = path.join(cacheAt(cache), 'rind/kept');
  return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

interface Head {
  readonly question: string;
  readonly from: number;
  readonly until: number | null;
  readonly code: number;
  readonly looks: number;
}

/** Makes what is kept recognizable: whoever prints it has not audited. */
function mark(cache: string): void {
  for (const file of keptIn(cache)) {
    const bytes = readFileSync(file);
    const begin = bytes.indexOf(10) + 1;
    const end = bytes.indexOf(10, begin);
    const head: Head = JSON.parse(bytes.toString('utf8', begin, end));
    const looks: Looks = JSON.parse(bytes.toString('utf8', end + 1, end + 1 + head.looks));
    const { question, from, until, code } = head;
    const answer = { out: 'KEPT OUT\n', err: 'KEPT ERR\n', from, until: until ?? Number.POSITIVE_INFINITY, looks };
    kept.keep(file, question, answer, code);
  }
}

function isKept({ out }: Ran): boolean {
  return out === 'KEPT OUT\n';
}

const AUDIT = ['audit', '--offline'];

describe('an audit that is asked again', { skip }, () => {
  it('says the same bytes with the same exit code', () => {
    const first = rind('c-same', AUDIT);
    assert.equal(first.code, 1, first.err);
    assert.equal(keptIn('c-same').length, 1);
    assert.deepEqual(rind('c-same', AUDIT), first);
    assert.deepEqual(rind('c-same', [...AUDIT, '--no-cache']), first);
  });

  it('says what is kept, on both streams', () => {
    rind('c-kept', AUDIT);
    mark('c-kept');
    assert.deepEqual(rind('c-kept', AUDIT), { code: 1, out: 'KEPT OUT\n', err: 'KEPT ERR\n' });
  });

  it('in any format as of a named instant', () => {
    const args = [...AUDIT, '--json', '--now', '2026-01-03'];
    const first = rind('c-json', args);
    assert.deepEqual(rind('c-json', args), first);
    mark('c-json');
    assert.ok(isKept(rind('c-json', args)));
  });

  it('does not say what is kept after a file changed', () => {
    rind('c-changed', AUDIT, { cwd: 'other' });
    mark('c-changed');
    assert.ok(isKept(rind('c-changed', AUDIT, { cwd: 'other' })));
    appendFileSync(path.join(root, 'other/requirements.txt'), 'third==1\n');
    assert.match(rind('c-changed', AUDIT, { cwd: 'other' }).out, /^3 components in 1 file/m);
  });

  const others: Readonly<Record<string, readonly [readonly string[], Told?]>> = {
    'with -v': [[...AUDIT, '-v']],
    'with --no-cache': [[...AUDIT, '--no-cache']],
    'with --output': [[...AUDIT, '--output', 'json=../report.json']],
    'in another folder': [AUDIT, { cwd: 'checkout' }],
    'with another variable of pip': [AUDIT, { env: { PIP_NO_INDEX: '1' } }],
    'with color': [[...AUDIT, '--color', 'always']],
    'where compiled code is not kept either': [AUDIT, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }],
  };
  for (const [name, [args, told]] of Object.entries(others)) {
    it(`is answered anew ${name}`, () => {
      rind('c-others', AUDIT);
      mark('c-others');
      assert.ok(isKept(rind('c-others', AUDIT)), 'it is kept as it was asked first');
      assert.equal(isKept(rind('c-others', args, told)), false);
    });
  }

  it('is answered anew where others may write to what is kept', () => {
    rind('c-group', AUDIT);
    mark('c-group');
    for (const file of keptIn('c-group')) chmodSync(file, 0o660);
    assert.equal(isKept(rind('c-group', AUDIT)), false);
  });

  it('is answered anew where what is kept is damaged', () => {
    rind('c-damaged', AUDIT);
    mark('c-damaged');
    for (const file of keptIn('c-damaged')) writeFileSync(file, readFileSync(file).subarray(0, 300));
    const again = rind('c-damaged', AUDIT);
    assert.deepEqual([isKept(again), again.code, again.err], [false, 1, '']);
  });

  it('ends without a word where its reader ended', async () => {
    rind('c-pipe', AUDIT);
    const child = spawn(process.execPath, [MAIN, ...AUDIT], {
      ...options('c-pipe', 'shop', {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (text) => {
      err += String(text);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual([code, err], [1, '']);
  });
});

describe('nothing is kept', { skip }, () => {
  const cases: Readonly<Record<string, readonly [readonly string[], Told?]>> = {
    'of a report that says when it was made': [[...AUDIT, '--json']],
    'of a run that ended in wrong usage': [[...AUDIT, '--config', 'missing.toml']],
    'of standard input': [[...AUDIT, '-']],
    'with -v': [[...AUDIT, '-v']],
    'with --no-cache': [[...AUDIT, '--no-cache']],
    'with --output': [[...AUDIT, '--output', 'json=../report.json']],
    'where a variable holds an address': [AUDIT, { env: { PIP_INDEX_URL: 'https://user:secret@example.com/' } }],
    'with NODE_DISABLE_COMPILE_CACHE': [AUDIT, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }],
  };
  for (const [name, [args, told]] of Object.entries(cases)) {
    it(name, () => {
      rind('c-never', args, told);
      assert.deepEqual(keptIn('c-never'), []);
    });
  }

  it('in a cache folder inside the checkout', () => {
    rind('checkout/cache', AUDIT, { cwd: 'checkout' });
    assert.deepEqual(keptIn('checkout/cache'), []);
  });

  it('in a cache folder of another repository', () => {
    rind('shop/cache', AUDIT, { cwd: 'checkout' });
    assert.deepEqual(keptIn('shop/cache'), []);
  });
});
