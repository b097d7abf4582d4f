import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { checkServer } from '../config/check-server.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { declaredRind, syncVariables } from './declared-rind.ts';

const KEY = `ed25519:${'ab'.repeat(32)}`;
const FROM = 'rind+https://central.example';

/** Somebody's machine with a configuration of their own, and with a repository in which they stand. */
function machineOf(t: { after(run: () => void): void }, own: string, variables: Record<string, string> = {}) {
  const home = mkdtempSync(path.join(tmpdir(), 'rind-declared-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const cwd = path.join(home, 'repository');
  for (const folder of [path.join(cwd, '.git'), path.join(home, 'config/rind')]) mkdirSync(folder, { recursive: true });
  if (own !== '') writeFileSync(path.join(home, 'config/rind/rind.toml'), own);
  const all = { XDG_CONFIG_HOME: path.join(home, 'config'), ...variables };
  return { cwd, home, now: () => 0, platform: 'linux' as const, variables: all };
}

const TABLE = `[advisories]\nfrom = "${FROM}"\nkey = "central.pub"\n`;

it("a person's own configuration declares another Rind, its key relative to that file", async (t) => {
  const machine = machineOf(t, TABLE);
  const declared = await declaredRind(machine, DEFAULT_FILE_LIMITS);
  assert.ok(declared.ok);
  assert.deepEqual(declared.value, { from: FROM, key: 'central.pub', folder: path.join(machine.home, 'config/rind') });
});

it('the repository in which somebody stands declares nothing: it is not even read', async (t) => {
  const machine = machineOf(t, '');
  writeFileSync(path.join(machine.cwd, 'rind.toml'), TABLE);
  assert.deepEqual(await declaredRind(machine, DEFAULT_FILE_LIMITS), { ok: true, value: undefined });
});

it('variables are stronger than a configuration, whole: its key is not used for their address', async (t) => {
  for (const key of [{}, { RIND_SYNC_KEY: KEY }, { RIND_SYNC_KEY: '' }]) {
    const machine = machineOf(t, TABLE, { RIND_SYNC_FROM: 'rind+https://other.example', ...key });
    const declared = await declaredRind(machine, DEFAULT_FILE_LIMITS);
    assert.ok(declared.ok);
    const named = { from: 'rind+https://other.example', key: key.RIND_SYNC_KEY || undefined, folder: machine.cwd };
    assert.deepEqual(declared.value, named);
  }
});

it('variables that say half of it, or name no Rind, are refused', async (t) => {
  for (const variables of [{ RIND_SYNC_KEY: KEY }, { RIND_SYNC_FROM: 'https://central.example' }]) {
    const declared = await declaredRind(machineOf(t, TABLE, variables), DEFAULT_FILE_LIMITS);
    assert.equal(declared.ok ? '' : declared.error.code, 'config-invalid');
  }
});

function serverOf(key: string, from: string = FROM) {
  const server = checkServer({ 'sync-from': from, 'sync-key': key });
  assert.ok(server.ok);
  return server.value;
}

it('a gateway hands to its syncs whom it was told to believe, a file of keys by its whole path', (t) => {
  const { cwd } = machineOf(t, '');
  writeFileSync(path.join(cwd, 'central.pub'), `${KEY}\n`);
  for (const [key, handed] of [
    [KEY, KEY],
    ['central.pub', path.join(cwd, 'central.pub')],
  ] as const) {
    const made = syncVariables(serverOf(key), cwd, { variables: { PATH: 'x' } });
    assert.deepEqual(made, { ok: true, value: { PATH: 'x', RIND_SYNC_FROM: FROM, RIND_SYNC_KEY: handed } });
  }
});

it('a gateway leaves to its variables what they say, and says nothing where nothing is configured', (t) => {
  const { cwd } = machineOf(t, '');
  const variables = { RIND_SYNC_FROM: 'rind+https://other.example', RIND_SYNC_KEY: 'x' };
  assert.deepEqual(syncVariables(serverOf(KEY), cwd, { variables }), { ok: true, value: variables });
  assert.deepEqual(syncVariables(undefined, cwd, { variables: {} }), { ok: true, value: {} });
});

it('a gateway that could not believe anybody is told so before it starts', (t) => {
  const { cwd } = machineOf(t, '');
  writeFileSync(path.join(cwd, 'empty.pub'), '\n');
  for (const [key, from, code] of [
    ['missing.pub', FROM, 'file-unreadable'],
    ['empty.pub', FROM, 'log-key-invalid'],
    [KEY, 'rind+http://192.0.2.1', 'url-refused'],
  ] as const) {
    const made = syncVariables(serverOf(key, from), cwd, { variables: {} });
    assert.equal(made.ok ? '' : made.error.code, code);
  }
});
