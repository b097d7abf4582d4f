import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { type FileBlobStoreOptions, openFileBlobStore } from './blob-store.fs.ts';
import type { BlobStore } from './blob-store.ts';
import { describeBlobStore } from './testing/blob-store-contract.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'rind-blobs-'));
after(() => rmSync(scratch, { recursive: true }));

const folders = new Map<BlobStore, string>();
let made = 0;

function fresh(): string {
  return path.join(scratch, String(made++));
}

async function opened(folder: string, options: FileBlobStoreOptions = {}): Promise<BlobStore> {
  const store = await openFileBlobStore(folder, options);
  assert.ok(store.ok);
  folders.set(store.value, folder);
  return store.value;
}

function blobFile(folder: string, sha256: string): string {
  return path.join(folder, 'blobs/sha256', sha256.slice(0, 2), sha256.slice(2));
}

function spools(folder: string): string[] {
  return readdirSync(path.join(folder, 'spool'));
}

describeBlobStore({
  name: 'on disk',
  make: () => opened(fresh()),
  async damage(store, sha256) {
    const file = blobFile(folders.get(store) ?? '', sha256);
    const bytes = readFileSync(file);
    bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
    writeFileSync(file, bytes);
  },
});

const MODULE = new URL('./blob-store.fs.ts', import.meta.url).href;

/** A process that spools forever and says when it has started. */
function spoolingProcess(folder: string) {
  const script = `
    const { openFileBlobStore } = await import(${JSON.stringify(MODULE)});
    const store = await openFileBlobStore(${JSON.stringify(folder)});
    const spool = await store.value.spool(1e9);
    await spool.value.write(Buffer.alloc(1000));
    console.log('spooling');
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('a store of files on disk', () => {
  it('keeps what a living process spools, and sweeps what a killed one left', async () => {
    const folder = fresh();
    const child = spoolingProcess(folder);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await opened(folder);
    assert.equal(spools(folder).length, 1, 'its owner lives');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const store = await opened(folder);
    assert.deepEqual(spools(folder), []);
    assert.deepEqual(await store.usage(), { files: 0, bytes: 0 });
  });

  it('sweeps what an earlier process of its own number left, and of another machine only what is old', async () => {
    const folder = fresh();
    const store = await opened(folder);
    const spool = await store.spool(10);
    assert.ok(spool.ok);
    const [own = ''] = spools(folder);
    const [host, pid, run, random] = own.split('-');
    const earlier = [host, pid, `${run}x`, random].join('-');
    const foreign = ['0'.repeat(8), '1', run, random].join('-');
    const old = ['0'.repeat(8), '2', run, random].join('-');
    for (const name of [earlier, foreign, old, 'notes.txt']) writeFileSync(path.join(folder, 'spool', name), 'x');
    utimesSync(path.join(folder, 'spool', old), new Date(0), new Date(0));
    await opened(folder);
    assert.deepEqual(spools(folder).sort(), [own, foreign, 'notes.txt'].sort());
    await store.discard(spool.value);
  });

  it('has no file of a spool that was dropped, refused or stored', async () => {
    const folder = fresh();
    const store = await opened(folder);
    for (const end of ['discard', 'commit'] as const) {
      const spool = await store.spool(10);
      assert.ok(spool.ok);
      await spool.value.write(Buffer.from('x'));
      await store[end](spool.value);
    }
    const small = await store.spool(1);
    assert.ok(small.ok);
    await small.value.write(Buffer.from('xx'));
    assert.deepEqual(spools(folder), []);
  });

  it('says that the disk is full, removes what it wrote, and goes on', async () => {
    const folder = fresh();
    let space = 5;
    const full = async (file: string): Promise<FileHandle> => {
      const handle = await open(file, 'wx+');
      const write = handle.write.bind(handle);
      handle.write = (async (bytes: Uint8Array, offset: number, length: number, position: number) => {
        if (space === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        const some = Math.min(space, length);
        space -= some;
        return write(bytes, offset, some, position);
      }) as typeof handle.write;
      return handle;
    };
    const store = await opened(folder, { openSpool: full });
    const spool = await store.spool(100);
    assert.ok(spool.ok);
    const wrote = await spool.value.write(Buffer.from('more than there is'));
    assert.equal(wrote.ok ? 'ok' : wrote.error.code, 'storage-full');
    assert.deepEqual(spools(folder), []);
    space = 100;
    const next = await store.spool(100);
    assert.ok(next.ok);
    await next.value.write(Buffer.from('fits'));
    assert.ok((await store.commit(next.value)).ok);
  });

  it('writes on where the system took a part of a chunk only', async () => {
    const partly = async (file: string): Promise<FileHandle> => {
      const handle = await open(file, 'wx+');
      const write = handle.write.bind(handle);
      handle.write = ((bytes: Uint8Array, offset: number, length: number, position: number) =>
        write(bytes, offset, Math.min(3, length), position)) as typeof handle.write;
      return handle;
    };
    const store = await opened(fresh(), { openSpool: partly });
    const spool = await store.spool(100);
    assert.ok(spool.ok);
    await spool.value.write(Buffer.from('abcdefgh'));
    const done = await store.commit(spool.value);
    assert.ok(done.ok);
    assert.deepEqual(await store.verify(done.value.sha256), { ok: true, value: 'sound' });
  });

  it('answers a folder that cannot be with a problem', async () => {
    const folder = fresh();
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'blobs'), 'a file');
    const store = await openFileBlobStore(folder);
    assert.equal(store.ok ? 'ok' : store.error.code, 'storage-failed');
  });

  it('passes over what others put into its folders', async () => {
    const folder = fresh();
    const store = await opened(folder);
    mkdirSync(path.join(folder, 'blobs/sha256/zz'));
    writeFileSync(path.join(folder, 'blobs/sha256/zz/x'), 'x');
    writeFileSync(path.join(folder, 'blobs/sha256/README'), 'x');
    assert.deepEqual(await store.usage(), { files: 0, bytes: 0 });
  });

  it('is used by two processes at once', async () => {
    const folder = fresh();
    const script = `
      const { openFileBlobStore } = await import(${JSON.stringify(MODULE)});
      const store = await openFileBlobStore(${JSON.stringify(folder)});
      for (let i = 0; i < 40; i++) {
        const spool = await store.value.spool(1e6);
        await spool.value.write(Buffer.from('blob ' + (i % 20)));
        const done = await store.value.commit(spool.value);
        if (!done.ok) throw new Error(done.error.message);
      }`;
    const run = () =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' }).once('exit', resolve);
      });
    assert.deepEqual(await Promise.all([run(), run()]), [0, 0]);
    const store = await opened(folder);
    assert.equal((await store.usage()).files, 20);
    for await (const { sha256 } of store.list())
      assert.deepEqual(await store.verify(sha256), { ok: true, value: 'sound' });
    assert.deepEqual(spools(folder), []);
  });

  it('acknowledges nothing that a kill -9 loses', () => {
    const folder = fresh();
    const script = `
      const { openFileBlobStore } = await import(${JSON.stringify(MODULE)});
      const store = await openFileBlobStore(${JSON.stringify(folder)});
      for (let i = 0; ; i++) {
        const spool = await store.value.spool(1e6);
        await spool.value.write(Buffer.alloc(50000, String(i)));
        const done = await store.value.commit(spool.value);
        process._rawDebug(done.value.sha256);
        if (i === 12) process.kill(process.pid, 'SIGKILL');
      }`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    const said = stderr.match(/[0-9a-f]{64}/g) ?? [];
    assert.equal(said.length, 13);
    for (const sha256 of said) assert.equal(readFileSync(blobFile(folder, sha256)).length % 50000, 0);
  });
});
