import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { HOSTING_MIGRATIONS, Hosted } from './hosted.sql.ts';
import { readUploadForm } from './upload-form.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-hosting-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

async function hosted(mostForeign?: number): Promise<Hosted> {
  const db = openSqlite(join(folder, `${made++}.db`));
  await migrate(db, HOSTING_MIGRATIONS, 0);
  return new Hosted(db, mostForeign);
}

const file = {
  project: 'acme',
  filename: 'acme-1.0-py3-none-any.whl',
  version: '1.0',
  sha256: 'aa',
  size: 3,
  uploaded: 5,
  uploader: 'token',
  requiresPython: '>=3.9',
  yanked: null,
};

describe('uploaded files', () => {
  it('keep their name for ever: other bytes never take it, nor the same ones after a deletion', async () => {
    const store = await hosted();
    assert.deepEqual(
      [await store.add(file), await store.add(file), await store.add({ ...file, sha256: 'bb' })],
      ['added', 'same', 'taken'],
    );
    assert.deepEqual(
      [await store.remove(file.filename, 'me', 9), await store.remove(file.filename, 'me', 9)],
      [true, false],
    );
    assert.deepEqual([await store.add(file), await store.add({ ...file, sha256: 'bb' })], ['deleted', 'deleted']);
    assert.deepEqual([await store.files('acme'), await store.has('acme')], [[], true]);
  });

  it('keep their name however it is written, also when they were deleted', async () => {
    for (const [name, others] of [
      [
        'ac_me-1.0-1-py2.py3-none-any.whl',
        [
          'Ac_Me-1.0-1-py2.py3-none-any.whl',
          'ac.me-1.0-1-py2.py3-none-any.whl',
          'ac_me-1.0.0-1-py2.py3-none-any.whl',
          'ac_me-v1.0-01-py3.py2-none-any.whl',
          'ac_me-1.0-1-PY2.py3-none-any.whl',
        ],
      ],
      ['ac_me-1.0.tar.gz', ['ac-me-1.0.tar.gz', 'Ac.Me-1.0.tar.gz', 'ac_me-01.0.0.tar.gz']],
      ['ac_me-1.0+a.b.tar.gz', ['ac_me-1.0+A.B.tar.gz', 'ac_me-1+a_b.tar.gz']],
    ] as const) {
      const store = await hosted();
      const own = { ...file, project: 'ac-me', filename: name };
      assert.equal(await store.add(own), 'added');
      const other = { ...own, sha256: 'bb' };
      for (const filename of others) {
        assert.equal(await store.add({ ...other, filename }), 'taken', filename);
        assert.equal(await store.taken('ac-me', filename, 'aa'), 'same', filename);
      }
      await store.remove(name, 'me', 9);
      for (const filename of others) assert.equal(await store.add({ ...other, filename }), 'deleted', filename);
      assert.deepEqual(await store.files('ac-me'), []);
    }
  });

  it('of another version, build, platform or kind have names of their own', async () => {
    const store = await hosted();
    for (const filename of [
      'acme-1.0-py3-none-any.whl',
      'acme-1.0-1-py3-none-any.whl',
      'acme-1.0-2-py3-none-any.whl',
      'acme-1.0-py2.py3-none-any.whl',
      'acme-1.0-cp311-cp311-linux_x86_64.whl',
      'acme-1.0+a-py3-none-any.whl',
      'acme-1.0.1-py3-none-any.whl',
      'acme-1.0.post1-py3-none-any.whl',
      'acme-1.0.tar.gz',
    ])
      assert.equal(await store.add({ ...file, filename, sha256: filename }), 'added', filename);
  });

  it('keep their name in another project as well', async () => {
    const store = await hosted();
    await store.add(file);
    assert.equal(await store.add({ ...file, project: 'other', sha256: 'bb' }), 'taken');
    assert.equal(await store.has('other'), false);
  });

  it('are withdrawn and brought back, and every change is a new generation of the project', async () => {
    const store = await hosted();
    await store.add(file);
    const generations = [await store.generation('acme')];
    await store.yank(file.filename, '');
    assert.equal((await store.files('acme'))[0]?.yanked, '');
    generations.push(await store.generation('acme'));
    await store.yank(file.filename, null);
    assert.deepEqual(await store.files('acme'), [file]);
    assert.deepEqual([...generations, await store.generation('acme'), await store.generation('none')], [1, 2, 3, 0]);
    assert.equal(await store.yank('none.whl', ''), false);
  });
});

describe('names', () => {
  it('are claimed, and remembered when they were asked for elsewhere', async () => {
    const store = await hosted();
    await store.claim({ name: 'acme', prefix: true, by: 'root', made: 1 });
    await store.claim({ name: 'acme', prefix: false, by: 'root', made: 2 });
    assert.deepEqual(await store.claims(), [{ name: 'acme', prefix: false, by: 'root', made: 2 }]);
    await store.remember('requests', 1);
    await store.remember('requests', 2);
    assert.deepEqual([await store.remembers('requests'), await store.remembers('acme')], [true, false]);
  });
});

describe('names that were asked for elsewhere', () => {
  it('fill no disk: from so many on none is remembered, and every name counts as known', async () => {
    const db = openSqlite(join(folder, `${made++}.db`));
    await migrate(db, HOSTING_MIGRATIONS, 0);
    const store = new Hosted(db, 2);
    for (const name of ['one', 'one', 'two']) await store.remember(name, 1);
    assert.deepEqual([await store.remembers('one'), await store.remembers('three')], [true, true]);
    await store.remember('three', 1);
    assert.equal(await new Hosted(db, 10).remembers('three'), false, 'it was not written down');
    const fresh = await hosted(2);
    await fresh.remember('one', 1);
    assert.equal(await fresh.remembers('three'), false);
  });
});

describe('changes by other processes', () => {
  it('are told by the epoch, and the projects by their generations', async () => {
    const store = await hosted();
    const seen = [await store.epoch()];
    await store.add(file);
    seen.push(await store.epoch());
    await store.yank(file.filename, '');
    seen.push(await store.epoch());
    await store.claim({ name: 'acme', prefix: false, by: 'root', made: 1 });
    seen.push(await store.epoch());
    await store.claim({ name: 'acme', prefix: true, by: 'root', made: 1 });
    seen.push(await store.epoch());
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(await store.generations(), new Map([['acme', 2]]));
  });
});

describe('the form of an upload', () => {
  const good = {
    ':action': 'file_upload',
    protocol_version: '1',
    name: 'Acme.Tools',
    version: '1.0.0',
    filetype: 'bdist_wheel',
    sha256_digest: 'A'.repeat(64),
    requires_python: '>=3.9',
  };
  const wheel = 'acme_tools-1.0.0-py3-none-any.whl';
  const read = (change: Record<string, string> = {}, filename = wheel) =>
    readUploadForm(new Map(Object.entries({ ...good, ...change })), filename);

  it('says what is uploaded, in normal form', () => {
    assert.deepEqual(read(), {
      ok: true,
      value: {
        name: 'acme-tools',
        version: '1.0.0',
        kind: 'wheel',
        filename: wheel,
        digests: new Map([['sha256', 'a'.repeat(64)]]),
        requiresPython: '>=3.9',
      },
    });
    assert.equal(read({ filetype: 'sdist' }, 'acme_tools-1.0.0.tar.gz').ok, true);
    assert.equal(read({ version: '1.0.0+local' }, 'acme_tools-1.0.0+local-py3-none-any.whl').ok, true);
  });

  const bad: Record<string, [Record<string, string>, string?]> = {
    'another action': [{ ':action': 'submit' }],
    'another protocol': [{ protocol_version: '2' }],
    'no name': [{ name: '' }],
    'a name that leads away': [{ name: '../acme' }],
    'no version': [{ version: 'latest' }],
    'another kind than its file': [{ filetype: 'sdist' }],
    'an egg': [{ filetype: 'bdist_egg' }, 'acme_tools-1.0.0.egg'],
    'an archive that may be anything': [{ filetype: 'sdist' }, 'acme_tools-1.0.0.zip'],
    "another project's file": [{}, 'requests-1.0.0-py3-none-any.whl'],
    "another version's file": [{}, 'acme_tools-1.0.1-py3-none-any.whl'],
    'a file name that leads away': [{}, '../acme_tools-1.0.0-py3-none-any.whl'],
    'a digest that is none': [{ sha256_digest: 'x'.repeat(64) }],
    'a digest of another length': [{ sha256_digest: 'a'.repeat(63) }],
  };
  for (const [what, [change, filename]] of Object.entries(bad))
    it(`refuses ${what}`, () => {
      const form = read(change, filename);
      assert.equal(form.ok, false);
      if (!form.ok) assert.equal(form.error.status, 400);
    });
});
