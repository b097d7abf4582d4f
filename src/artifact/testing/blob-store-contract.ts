import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { BlobStore, Spool } from '../blob-store.ts';

/** How a driver is tried out. */
export interface BlobStoreDriver {
  readonly name: string;
  /** A new, empty store. */
  make(): Promise<BlobStore>;
  /** Changes the last byte of a stored file behind the store's back. */
  damage(store: BlobStore, sha256: string): Promise<void>;
}

const MOST = 1 << 20;

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function spooled(store: BlobStore, ...chunks: readonly (string | Uint8Array)[]): Promise<Spool> {
  const spool = await store.spool(MOST);
  assert.ok(spool.ok);
  for (const chunk of chunks) assert.ok((await spool.value.write(Buffer.from(chunk))).ok);
  return spool.value;
}

async function stored(store: BlobStore, content: string): Promise<string> {
  const done = await store.commit(await spooled(store, content));
  assert.ok(done.ok);
  return done.value.sha256;
}

async function read(store: BlobStore, name: string): Promise<string | undefined> {
  const opened = await store.open(name);
  assert.ok(opened.ok);
  if (opened.value === undefined) return undefined;
  await using blob = opened.value;
  return Buffer.from(await blob.read(0, blob.size)).toString();
}

async function names(store: BlobStore): Promise<string[]> {
  const found: string[] = [];
  for await (const blob of store.list()) found.push(blob.sha256);
  return found.sort();
}

/** What every store of files by their hash does, whatever stands behind it. */
export function describeBlobStore(driver: BlobStoreDriver): void {
  describe(`a store of files, ${driver.name}`, () => {
    it('gives back the bytes that were committed, by the hash of them', async () => {
      const store = await driver.make();
      const spool = await spooled(store, 'abc', '', 'def');
      assert.equal(spool.size, 6);
      assert.equal(spool.sha256(), sha256('abcdef'));
      assert.deepEqual(await store.commit(spool), { ok: true, value: { sha256: sha256('abcdef'), size: 6 } });
      assert.equal(await read(store, sha256('abcdef')), 'abcdef');
      const opened = await store.open(sha256('abcdef'));
      assert.ok(opened.ok && opened.value !== undefined);
      assert.equal(Buffer.from(await opened.value.read(2, 3)).toString(), 'cde');
      await opened.value[Symbol.asyncDispose]();
    });

    it('stores a file of nothing', async () => {
      const store = await driver.make();
      assert.equal(await stored(store, ''), sha256(''));
      assert.equal(await read(store, sha256('')), '');
    });

    it('shows nothing of a file on its way, and lets it be judged before', async () => {
      const store = await driver.make();
      const spool = await spooled(store, 'unjudged');
      assert.deepEqual(await names(store), []);
      assert.equal(await read(store, sha256('unjudged')), undefined);
      assert.deepEqual(await store.usage(), { files: 0, bytes: 0 });
      const source = spool.source();
      assert.equal(Buffer.from(await source.read(2, 6)).toString(), 'judged');
      await store.discard(spool);
      await store.discard(spool);
      assert.equal((await spool.write(Buffer.from('x'))).ok, false);
      assert.equal((await store.commit(spool)).ok, false);
      assert.deepEqual(await names(store), []);
    });

    it('is the same after the same bytes come again', async () => {
      const store = await driver.make();
      const first = await stored(store, 'twice');
      assert.equal(await stored(store, 'twice'), first);
      assert.deepEqual(await store.usage(), { files: 1, bytes: 5 });
      assert.equal(await read(store, first), 'twice');
    });

    it('takes the same bytes from many at once', async () => {
      const store = await driver.make();
      const all = await Promise.all(Array.from({ length: 8 }, () => stored(store, 'many')));
      assert.deepEqual(new Set(all), new Set([sha256('many')]));
      assert.deepEqual(await store.usage(), { files: 1, bytes: 4 });
    });

    it('takes no more bytes than it was told, and drops what is larger', async () => {
      const store = await driver.make();
      const spool = await store.spool(4);
      assert.ok(spool.ok);
      assert.ok((await spool.value.write(Buffer.from('abcd'))).ok);
      const beyond = await spool.value.write(Buffer.from('e'));
      assert.equal(beyond.ok ? 'ok' : beyond.error.code, 'file-too-large');
      const done = await store.commit(spool.value);
      assert.equal(done.ok ? 'ok' : done.error.code, 'file-too-large');
      assert.deepEqual(await names(store), []);
    });

    it('lists, counts and removes', async () => {
      const store = await driver.make();
      const one = await stored(store, 'one');
      const three = await stored(store, 'three');
      assert.deepEqual(await names(store), [one, three].sort());
      assert.deepEqual(await store.usage(), { files: 2, bytes: 8 });
      assert.deepEqual(await store.remove(one), { ok: true, value: true });
      assert.deepEqual(await store.remove(one), { ok: true, value: false });
      assert.deepEqual(await names(store), [three]);
      assert.equal(await read(store, one), undefined);
    });

    it('reads on what was open when it was removed or replaced', async () => {
      const store = await driver.make();
      const name = await stored(store, 'open');
      const opened = await store.open(name);
      assert.ok(opened.ok && opened.value !== undefined);
      await stored(store, 'open');
      await store.remove(name);
      assert.equal(Buffer.from(await opened.value.read(0, 4)).toString(), 'open');
      await opened.value[Symbol.asyncDispose]();
    });

    it('holds nothing under what is no hash', async () => {
      const store = await driver.make();
      for (const name of ['', '../../etc/passwd', 'AB'.repeat(32), 'ab', `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`]) {
        assert.equal(await read(store, name), undefined, name);
        assert.deepEqual(await store.remove(name), { ok: true, value: false });
        assert.deepEqual(await store.verify(name), { ok: true, value: 'missing' });
      }
    });

    it('tells sound, damaged and missing files apart, and is mended by the right bytes', async () => {
      const store = await driver.make();
      const name = await stored(store, 'sound');
      assert.deepEqual(await store.verify(name), { ok: true, value: 'sound' });
      await driver.damage(store, name);
      assert.deepEqual(await store.verify(name), { ok: true, value: 'damaged' });
      assert.equal(await stored(store, 'sound'), name);
      assert.deepEqual(await store.verify(name), { ok: true, value: 'sound' });
      assert.deepEqual(await store.verify(sha256('other')), { ok: true, value: 'missing' });
    });
  });
}
