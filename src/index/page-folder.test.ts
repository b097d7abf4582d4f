import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tree } from '../../test/tree.ts';
import { pageFolder } from './page-folder.fs.ts';
import { formatPageRecord, parsePageRecord } from './page-record.ts';
import type { Stored } from './page-store.ts';
import { named, sha256 } from './testing/index-server.ts';

const URL_OF = 'https://index.example/simple/';

const stored: Stored = {
  kind: 'page',
  url: `${URL_OF}demo/`,
  contentType: 'text/html',
  bytes: Buffer.from('<html>\n</html>'),
  digest: sha256(Buffer.from('<html>\n</html>')),
  etag: '"1"',
  fetchedAt: 5,
  freshUntil: 7,
  mayServeStale: true,
};

describe('a record of a page', () => {
  it('is read as it was written', () => {
    const plain = (value: Stored | undefined) => ({ ...value, bytes: value?.kind === 'page' ? `${value.bytes}` : '' });
    assert.deepEqual(plain(parsePageRecord(Buffer.concat(formatPageRecord(stored)))), plain(stored));
    const absence: Stored = { kind: 'absence', status: 404, fetchedAt: 5 };
    assert.deepEqual(parsePageRecord(Buffer.concat(formatPageRecord(absence))), absence);
  });

  it('that is damaged anywhere in its content, or cut off, is none; and none makes it throw', () => {
    const whole = Buffer.concat(formatPageRecord(stored));
    const head = whole.indexOf(10) + 1;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const copy = Buffer.from(whole);
        copy[at] = (copy[at] ?? 0) ^ by;
        const read = parsePageRecord(copy);
        if (at >= head) assert.equal(read, undefined);
        assert.equal(parsePageRecord(whole.subarray(0, at)), undefined);
      }),
    );
  });
});

describe('a folder of pages', () => {
  const name = named('demo');

  it('gives back what was kept, by index and name, to its owner alone', async (test) => {
    const folder = path.join(tree(test, {}), 'pages');
    const store = await pageFolder(folder);
    await store.save(URL_OF, name, stored);
    const read = await (await pageFolder(folder)).load(URL_OF, name);
    assert.equal(read?.kind === 'page' && `${read.bytes}`, '<html>\n</html>');
    assert.equal(await store.load(URL_OF, named('other')), undefined);
    assert.equal(await store.load('https://other.example/simple/', name), undefined);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const [file = ''] = readdirSync(folder);
    assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600);
    await store.remove(URL_OF, name);
    assert.equal(await store.load(URL_OF, name), undefined);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('keeps what is known anew in its place, before the content as it is', async (test) => {
    const folder = path.join(tree(test, {}), 'pages');
    const store = await pageFolder(folder);
    const { bytes: _, ...head } = stored;
    assert.equal(await store.renew(URL_OF, name, head), false, 'there is none');
    await store.save(URL_OF, name, stored);
    const file = path.join(folder, readdirSync(folder)[0] ?? '');
    const { ino, size } = statSync(file);
    const renewed = { ...head, fetchedAt: 1_700_000_000_000, etag: `"${'e'.repeat(70)}"`, mayServeStale: false };
    assert.equal(await store.renew(URL_OF, name, renewed), true);
    assert.deepEqual(await store.head(URL_OF, name), renewed);
    const read = await store.load(URL_OF, name);
    assert.deepEqual(read, { ...renewed, bytes: Buffer.from(stored.bytes) });
    assert.deepEqual([statSync(file).ino, statSync(file).size], [ino, size]);
    assert.deepEqual(readdirSync(folder).length, 1);
  });

  it('renews nothing of another content, address or type, nor what has no place there', async (test) => {
    const folder = path.join(tree(test, {}), 'pages');
    const store = await pageFolder(folder);
    await store.save(URL_OF, name, stored);
    const { bytes: _, ...head } = stored;
    for (const other of [
      { digest: 'f'.repeat(64) },
      { url: 'https://other.example/' },
      { contentType: 'text/plain' },
      { etag: 'e'.repeat(5000) },
    ])
      assert.equal(await store.renew(URL_OF, name, { ...head, ...other }), false, Object.keys(other).join());
    await store.save(URL_OF, name, { kind: 'absence', status: 404, fetchedAt: 5 });
    assert.equal(await store.renew(URL_OF, name, head), false);
    assert.deepEqual(await store.head(URL_OF, name), { kind: 'absence', status: 404, fetchedAt: 5 });
  });

  it('loses what is damaged', async (test) => {
    const folder = path.join(tree(test, {}), 'pages');
    const store = await pageFolder(folder);
    await store.save(URL_OF, name, stored);
    const file = path.join(folder, readdirSync(folder)[0] ?? '');
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('x')]));
    assert.equal(await store.load(URL_OF, name), undefined);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('follows no link, and keeps nothing where others may write', async (test) => {
    const root = tree(test, {});
    const folder = path.join(root, 'pages');
    const store = await pageFolder(folder);
    await store.save(URL_OF, name, stored);
    const [file = ''] = readdirSync(folder);
    const other = path.join(root, 'other');
    mkdirSync(other, { mode: 0o700 });
    symlinkSync(path.join(folder, file), path.join(other, file));
    const { bytes: _, ...head } = stored;
    assert.equal(await (await pageFolder(other)).load(URL_OF, name), undefined);
    assert.equal(await (await pageFolder(other)).head(URL_OF, name), undefined);
    assert.equal(await (await pageFolder(other)).renew(URL_OF, name, head), false);
    const open = path.join(root, 'open');
    mkdirSync(open);
    const { chmodSync } = await import('node:fs');
    chmodSync(open, 0o777);
    const unsafe = await pageFolder(open);
    await unsafe.save(URL_OF, name, stored);
    assert.deepEqual(readdirSync(open), []);
    symlinkSync(folder, path.join(root, 'link'));
    assert.equal(await (await pageFolder(path.join(root, 'link'))).load(URL_OF, name), undefined);
  });

  it('stays below its limit', async (test) => {
    const folder = path.join(tree(test, {}), 'pages');
    const bytes = Buffer.alloc(10_000, 'x');
    const store = await pageFolder(folder, { maxBytes: 100_000, maxPageBytes: 20_000 });
    for (let at = 0; at < 50; at++)
      await store.save(URL_OF, named(`p${at}`), { ...stored, bytes, digest: sha256(bytes) });
    const total = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    assert.ok(total > 50_000 && total <= 100_000, `${total}`);
    assert.notEqual(await store.load(URL_OF, named('p49')), undefined);
    await store.save(URL_OF, name, { ...stored, bytes: Buffer.alloc(30_000) });
    assert.equal(await store.load(URL_OF, name), undefined);
  });

  it('loses no page for names that nobody has', async (test) => {
    const store = await pageFolder(path.join(tree(test, {}), 'p'), { maxBytes: 100_000 });
    await store.save(URL_OF, name, stored);
    for (let n = 60; n--; ) await store.save(URL_OF, named(`n${n}`), { kind: 'absence', status: 404, fetchedAt: 0 });
    assert.notEqual(await store.load(URL_OF, name), undefined);
  });

  it('on a disk that fails keeps nothing, and says nothing', async (test) => {
    const root = tree(test, { file: 'x' });
    const store = await pageFolder(path.join(root, 'file', 'pages'));
    await store.save(URL_OF, name, stored);
    assert.equal(await store.load(URL_OF, name), undefined);
  });
});
