import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { normalizeName } from '@rind/pypa';
import { openStored, storedStates } from '../src/advisory/store.fs.ts';
import type { Machine } from '../src/compose/machine.ts';
import { runSync, type SyncOutcome, type SyncRequest, syncFirst } from '../src/compose/sync-run.ts';
import { createLog } from '../src/platform/log.ts';
import { type MadeRecord, makeRecords, recordsZip } from '../tools/make-records.ts';
import { ROOT } from './rind.ts';
import { OsvServer } from './servers/osv-server.ts';
import { tree } from './tree.ts';

const log = createLog('quiet', { write: () => {}, terminal: false, now: () => 0 });
const DAY = 86_400_000;

/** A machine with a clock of its own whose mirror of OSV is a server on loopback. */
class Site {
  readonly server: OsvServer;
  readonly root: string;
  now = Date.UTC(2026, 0, 1);

  constructor(test: TestContext, server: OsvServer) {
    this.server = server;
    this.root = tree(test, {});
  }

  get url(): string {
    return `${this.server.origin}/PyPI/all.zip`;
  }

  get machine(): Machine {
    const { origin } = this.server;
    return {
      variables: { RIND_OSV_URL: this.url, RIND_EPSS_URL: `${origin}/epss.csv.gz`, RIND_KEV_URL: `${origin}/kev.json` },
      platform: 'linux',
      home: this.root,
      cwd: this.root,
      now: () => this.now,
    };
  }

  serve(records: readonly MadeRecord[]): void {
    this.server.put('/PyPI', recordsZip(records), records);
  }

  async all(more: Partial<SyncRequest> = {}): Promise<SyncOutcome[]> {
    const request: SyncRequest = { offline: false, check: false, force: false, dataDir: this.root, ...more };
    const outcomes = await runSync(this.machine, log, '0', request);
    assert.ok(outcomes.ok, JSON.stringify(outcomes));
    return outcomes.value;
  }

  /** Syncs one source: what became of it in a word, or the code of its problem. */
  async sync(more: Partial<SyncRequest> = {}): Promise<string> {
    const [outcome] = await this.all({ source: 'osv', ...more });
    if (outcome?.result.ok !== true) return outcome?.result.error.code ?? 'nothing';
    const { value } = outcome.result;
    return typeof value === 'string' ? value : value.change;
  }

  ids(): string[] {
    const store = openStored(this.root);
    return store.ok ? (store.value?.sources.map(({ records }) => String(records)) ?? []) : [store.error.code];
  }

  records(): number {
    return storedStates(this.root).find(({ name }) => name === 'osv')?.records ?? 0;
  }
}

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

describe('rind sync of feeds', () => {
  const EPSS =
    '#model_version:v2025.03.14,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\nCVE-2020-10000,0.25,0.9\nCVE-2021-1001,0.5,0.95\n';
  const KEV = JSON.stringify({
    dateReleased: '2026-01-01T10:00:00.0000Z',
    vulnerabilities: [
      { cveID: 'CVE-2020-10000', dateAdded: '2025-05-05', dueDate: '2025-06-01', knownRansomwareCampaignUse: 'Known' },
    ],
  });

  async function fed(test: TestContext, server: OsvServer): Promise<Site> {
    const site = new Site(test, server);
    site.serve(BASE);
    server.files.set('/epss.csv.gz', gzipSync(EPSS));
    server.files.set('/kev.json', Buffer.from(KEV));
    return site;
  }

  it('loads all that there are when nothing is named', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    const outcomes = await site.all();
    assert.deepEqual(
      outcomes.map(({ name, result }) => `${name} ${result.ok}`),
      ['osv true', 'epss true', 'kev true'],
    );
    const store = openStored(site.root);
    assert.ok(store.ok && store.value);
    assert.deepEqual(store.value.epss('CVE-2020-10000'), { probability: 0.25, percentile: 0.9 });
    assert.equal(store.value.epss('CVE-2020-10001'), undefined);
    assert.equal(store.value.epss('PYSEC-1'), undefined);
    assert.deepEqual(store.value.kev('CVE-2020-10000'), { added: '2025-05-05', due: '2025-06-01', ransomware: true });
    assert.equal(store.value.kev('CVE-2021-1001'), undefined);
    assert.deepEqual(
      store.value.sources.map(({ name }) => name),
      ['osv'],
    );
    assert.equal(store.value.epochOf(normalizeName('made-malware-2')) > 0, true);
  });

  it('asks only whether they changed, the next time', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    await site.all();
    server.taken();
    await site.all();
    assert.deepEqual(server.taken(), ['GET /PyPI/modified_id.csv 304', 'GET /epss.csv.gz 304', 'GET /kev.json 304']);
  });

  it('one that fails keeps the others from nothing', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    server.files.delete('/epss.csv.gz');
    const outcomes = await site.all();
    assert.deepEqual(
      outcomes.map(({ result }) => result.ok),
      [true, false, true],
    );
  });

  it('a gzip bomb, a feed that is none, and one that lost its rows change nothing', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    await site.all();
    const bomb = gzipSync(Buffer.alloc(140 * 1024 * 1024));
    const fewer = EPSS.replace(/CVE-2021-1001.*\n/, '');
    for (const content of [bomb, gzipSync('<html>'), gzipSync(fewer), Buffer.from([0x1f, 0x8b, 1, 2])]) {
      server.files.set('/epss.csv.gz', content);
      assert.match(await site.sync({ source: 'epss' }), /^(?:fetch-failed|sync-refused)$/);
    }
    const store = openStored(site.root);
    assert.ok(store.ok && store.value?.epss('CVE-2021-1001'));
  });
});

describe('rind sync --from', () => {
  it('refuses kinds of sources by name', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    for (const from of [
      'osv+https://api.osv.dev',
      'pypi+https://pypi.org',
      'rind+https://rind.example',
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
    assert.equal(first.ok && first.value.state.records, 300);
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
      const main = path.join(ROOT, 'src/cli/main.ts');
      const child = promisify(execFile)(process.execPath, [main, 'sync', '--data-dir', site.root, ...args], { env });
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
