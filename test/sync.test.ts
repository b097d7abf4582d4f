import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openStored } from '../src/advisory/open-stored.fs.ts';
import { storedStates } from '../src/advisory/store.fs.ts';
import { runSync, syncFirst } from '../src/compose/sync-run.ts';
import { type MadeRecord, makeRecords, recordsZip } from '../tools/make-records.ts';
import { MAIN } from './rind.ts';
import { OsvServer } from './servers/osv-server.ts';
import { log, Site } from './servers/sync-site.ts';

const DAY = 86_400_000;

const BASE = makeRecords(300);

/** The record as it is a while later. */
function later(record: MadeRecord | undefined, summary = 'changed'): MadeRecord {
  assert.ok(record);
  return { ...record, modified: '2026-06-01T00:00:00Z', summary };
}

describe('rind sync, from a bucket', () => {
  it('fetches everything the first time, nothing the second, and what changed the third', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    assert.equal(await site.sync(), 'whole');
    assert.deepEqual(server.taken(), ['HEAD /PyPI/modified_id.csv 200', 'GET /PyPI/all.zip 200']);
    assert.equal(site.records(), 300);

    site.now += DAY;
    assert.equal(await site.sync(), 'none');
    assert.deepEqual(server.taken(), ['GET /PyPI/modified_id.csv 304']);

    const [first, second, gone, ...rest] = BASE;
    assert.ok(second && gone);
    const added = { ...later(first, 'new'), id: 'PYSEC-2026-9999' };
    site.serve([later(first), second, ...rest, added]);
    assert.equal(await site.sync(), 'some');
    assert.deepEqual(server.taken().sort(), [
      `GET /PyPI/${first?.id}.json 200`,
      `GET /PyPI/${added.id}.json 200`,
      'GET /PyPI/modified_id.csv 200',
    ]);
    const store = openStored(site.root);
    assert.ok(store.ok && store.value);
    assert.equal(store.value.byId(added.id).length, 1);
    assert.deepEqual(store.value.byId(gone.id), []);
    const [changed] = store.value.byId(first?.id ?? '');
    assert.equal(changed && store.value.details(changed).summary, 'changed');
  });

  it('a delta and everything at once make the same of the same records', async (test) => {
    await using server = await OsvServer.start();
    const [one, other] = [new Site(test, server), new Site(test, server)];
    one.serve(BASE);
    assert.equal(await one.sync(), 'whole');
    one.serve([...BASE.slice(0, 290), later(BASE[290]), ...BASE.slice(293)]);
    assert.equal(await one.sync(), 'some');
    assert.equal(await other.sync(), 'whole');
    const digest = (site: Site) => storedStates(site.root)[0]?.digest;
    assert.equal(digest(one), digest(other));
  });

  it('fetches everything where more than 500 records changed, or none was whole for a week', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    const many = makeRecords(600);
    site.serve(many);
    await site.sync();
    site.serve(many.map((record) => later(record)));
    server.taken();
    assert.equal(await site.sync(), 'whole');
    assert.ok(server.taken().includes('GET /PyPI/all.zip 200'));
    site.now += 8 * DAY;
    assert.equal(await site.sync(), 'none');
    assert.ok(server.taken().includes('GET /PyPI/all.zip 304'));
  });

  it('fetches everything where the list is unusable, or a listed record is not there', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    await site.sync();
    server.files.set('/PyPI/modified_id.csv', Buffer.from('<html>maintenance</html>'));
    assert.equal(await site.sync(), 'none');
    const changed = [later(BASE[0]), ...BASE.slice(1)];
    site.serve(changed);
    server.files.delete(`/PyPI/${BASE[0]?.id}.json`);
    assert.equal(await site.sync(), 'whole');
    site.serve(
      [later(BASE[0], 'again'), ...BASE.slice(1)].map((record, index) =>
        index === 0 ? { ...record, modified: '2026-07-01T00:00:00Z' } : record,
      ),
    );
    server.files.set(`/PyPI/${BASE[0]?.id}.json`, Buffer.from(JSON.stringify({ ...BASE[1] })));
    assert.equal(await site.sync(), 'whole');
  });

  it('takes a mirror without a list, too', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    server.files.delete('/PyPI/modified_id.csv');
    assert.equal(await site.sync(), 'whole');
    assert.equal(await site.sync(), 'none');
    assert.equal(await site.sync({ check: true }), 'current');
  });

  it('sends no name of a project anywhere', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    writeFileSync(path.join(site.root, 'requirements.txt'), 'our-secret-project==1\n');
    await site.sync();
    assert.ok(!JSON.stringify(server.asked).includes('our-secret-project'));
  });
});

describe('rind sync, when a server fails', () => {
  it('keeps the last good state, and goes on from what it has', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    await site.sync();
    const digest = storedStates(site.root)[0]?.digest;
    site.now += 8 * DAY;
    site.serve(makeRecords(320));
    server.faults.set('/PyPI/all.zip', [
      { kind: 'cut', after: 20_000 },
      ...Array.from({ length: 9 }, () => ({ kind: 'status', status: 500 }) as const),
    ]);
    assert.equal(await site.sync(), 'fetch-failed');
    assert.equal(storedStates(site.root)[0]?.digest, digest);
    assert.ok(existsSync(path.join(site.root, 'osv.part.zip')));
    server.faults.clear();
    server.taken();
    assert.equal(await site.sync(), 'whole');
    assert.ok(server.taken().includes('GET /PyPI/all.zip 206'));
    assert.deepEqual(
      readdirSync(site.root).filter((file) => file.includes('part')),
      [],
    );
  });

  for (const [what, content] of [
    ['is no zip', Buffer.from('<html>error</html>')],
    ['ends too early', recordsZip(BASE).subarray(0, 20_000)],
    ['holds nothing', recordsZip([])],
  ] as const) {
    it(`a bulk file that ${what} changes nothing, and is not kept`, async (test) => {
      await using server = await OsvServer.start();
      const site = new Site(test, server);
      site.serve(BASE);
      await site.sync();
      server.files.set('/PyPI/all.zip', content);
      server.files.delete('/PyPI/modified_id.csv');
      assert.match(await site.sync(), /^(?:archive-invalid|advisory-source-empty)$/);
      assert.equal(site.records(), 300);
      assert.deepEqual(
        readdirSync(site.root).filter((file) => file.includes('part')),
        [],
      );
    });
  }

  it('a record that grows without end is not read to its end', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    await site.sync();
    site.serve([later(BASE[0]), ...BASE.slice(1)]);
    server.files.set(`/PyPI/${BASE[0]?.id}.json`, Buffer.alloc(17 * 1024 * 1024, 0x20));
    assert.equal(await site.sync(), 'fetch-failed');
    assert.equal(site.records(), 300);
  });
});

describe('rind sync refuses what looks wrong, unless forced', () => {
  const damaged = (count: number) => BASE.map((record, index) => (index < count ? { ...record, affected: 7 } : record));
  for (const [what, records] of [
    ['more than 1 % damaged', damaged(10)],
    ['more than 5 % fewer', BASE.slice(0, 280)],
    ['older than before', BASE.map((record) => ({ ...record, modified: '2019-01-01T00:00:00Z' }))],
  ] as const) {
    it(what, async (test) => {
      await using server = await OsvServer.start();
      const site = new Site(test, server);
      site.serve(BASE);
      await site.sync();
      const digest = storedStates(site.root)[0]?.digest;
      site.now += 8 * DAY;
      site.serve(records);
      assert.equal(await site.sync(), 'sync-refused');
      assert.equal(storedStates(site.root)[0]?.digest, digest);
      server.taken();
      assert.equal(await site.sync({ force: true }), 'whole');
      // What was refused is still there: it is not downloaded again.
      assert.ok(server.taken().includes('GET /PyPI/all.zip 416'));
      assert.notEqual(storedStates(site.root)[0]?.digest, digest);
    });
  }

  it('a list that drops records is refused as well', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    await site.sync();
    site.serve(BASE.slice(0, 200));
    assert.equal(await site.sync(), 'sync-refused');
    assert.equal(site.records(), 300);
    assert.equal(await site.sync({ force: true }), 'some');
    assert.equal(site.records(), 200);
  });
});

describe('rind sync --check', () => {
  it('says whether there is an update, and asks for headers alone', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    assert.equal(await site.sync({ check: true }), 'update');
    await site.sync();
    server.taken();
    assert.equal(await site.sync({ check: true }), 'current');
    site.serve([later(BASE[0]), ...BASE.slice(1)]);
    assert.equal(await site.sync({ check: true }), 'update');
    assert.deepEqual(server.taken(), ['HEAD /PyPI/modified_id.csv 200', 'HEAD /PyPI/modified_id.csv 200']);
    assert.equal(await site.sync({ check: true, offline: true }), 'url-refused');
  });
});

describe('rind sync --from', () => {
  it('refuses kinds of sources by name', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    for (const from of [
      'osv+https://api.osv.dev',
      'pypi+https://pypi.org',
      'rind+ftp://rind.example',
      'ftp://x/all.zip',
    ]) {
      const result = await runSync(site.machine, log, '0', {
        from,
        offline: false,
        check: false,
        force: false,
        dataDir: site.root,
      });
      assert.equal(result.ok ? 'done' : result.error.code, 'sync-unsupported', from);
    }
    assert.deepEqual(server.asked, []);
  });

  it('an address is a source of its own, which later syncs refresh', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    server.put('/own', recordsZip(BASE.slice(0, 3)), BASE.slice(0, 3));
    assert.equal(await site.sync({ source: 'own', from: `${server.origin}/own/all.zip` }), 'whole');
    const outcomes = await site.all();
    assert.equal(outcomes.find(({ name }) => name === 'own')?.result.ok, true);
    assert.ok(server.taken().includes('GET /own/modified_id.csv 304'));
  });

  it('nothing is asked when offline, and credentials are neither kept nor told', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    const from = site.url.replace('//', '//user:hunter2@');
    assert.equal(await site.sync({ offline: true }), 'url-refused');
    assert.deepEqual(server.asked, []);
    assert.equal(await site.sync({ from }), 'whole');
    assert.ok(!JSON.stringify(storedStates(site.root)).includes('hunter2'));
  });
});

describe('the first sync of an audit', () => {
  it("fetches OSV's records, or says why not", async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    const first = await syncFirst(site.machine, log, '0', { dataDir: site.root });
    assert.ok(first.ok);
    assert.equal(storedStates(site.root).find(({ name }) => name === 'osv')?.records, 300);
    server.files.clear();
    const other = new Site(test, server);
    const failed = await syncFirst(other.machine, log, '0', { dataDir: other.root });
    assert.equal(failed.ok ? '' : failed.error.code, 'fetch-failed');
  });
});

describe('the command', () => {
  it('prints a line for each source, and leaves the exit code of the worst', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    site.serve(BASE);
    const env = { PATH: process.env['PATH'], HOME: site.root, ...site.machine.variables };
    const run = async (...args: string[]) => {
      const child = promisify(execFile)(process.execPath, [MAIN, 'sync', '--data-dir', site.root, ...args], { env });
      return child.then(({ stdout }) => ({ code: 0, stdout })).catch(({ code, stdout }) => ({ code, stdout }));
    };
    assert.deepEqual(await run('--source', 'osv'), {
      code: 0,
      stdout: 'osv: 300 records, newest of 2025-12-09T10:17:02.862585Z\n',
    });
    assert.deepEqual(await run('--source', 'osv', '--check'), { code: 0, stdout: 'osv: up to date\n' });
    assert.equal((await run('--check')).code, 3);
    assert.equal((await run('--source', 'nowhere')).code, 3);
  });
});
