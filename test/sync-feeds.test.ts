import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { normalizeName } from '@rind/pypa';
import { openStored } from '../src/advisory/open-stored.fs.ts';
import { runAudit } from '../src/compose/audit-run.ts';
import type { Report } from '../src/contract/report.ts';
import { type MadeRecord, makeRecords, recordsZip } from '../tools/make-records.ts';
import { OsvServer } from './servers/osv-server.ts';
import { log, Site } from './servers/sync-site.ts';

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
    site.serve(makeRecords(40));
    server.files.set('/psf/main.zip', recordsZip(makeRecords(3)));
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
      ['osv true', 'psf true', 'epss true', 'kev true'],
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
      ['osv', 'psf'],
    );
    assert.deepEqual(
      store.value.feeds.map(({ name, records, newest, checked }) => [name, records, newest, checked]),
      [
        ['epss', 2, '2026-01-01T00:00:00Z', site.now],
        ['kev', 1, '2026-01-01T10:00:00.0000Z', site.now],
      ],
    );
    assert.equal(store.value.epochOf(normalizeName('made-malware-2')) > 0, true);
  });

  it('stand in a report with their age, warn when they are old, and are missed where they could have said something', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    const id = 'PYSEC-2026-1';
    const events = [{ introduced: '0' }];
    const affected = [{ package: { ecosystem: 'PyPI', name: 'demo' }, ranges: [{ type: 'ECOSYSTEM', events }] }];
    const flaw = { id, modified: '2025-12-31T00:00:00Z', aliases: ['CVE-2020-10000'], affected };
    server.put('/PyPI', recordsZip([flaw as MadeRecord]), []);
    await site.sync();
    writeFileSync(path.join(site.root, 'requirements.txt'), 'demo==1\n');
    const choice = { extras: [], groups: [], noDev: false };
    const audit = async () => {
      const report = await runAudit(site.machine, log, '0', {
        paths: [],
        all: false,
        offline: true,
        dataDir: site.root,
        choice,
      });
      assert.ok(report.ok);
      return report.value;
    };
    const without = await audit();
    assert.deepEqual(
      without.not_run.filter(({ rule }) => rule.startsWith('known-')).map(({ rule }) => rule),
      ['known-vulnerability.epss', 'known-vulnerability.kev'],
    );
    await site.all();
    const within = await audit();
    assert.deepEqual(
      within.not_run.filter(({ rule }) => rule.startsWith('known-')),
      [],
    );
    assert.deepEqual(
      within.advisories.map(({ source, age_s }) => [source, age_s]),
      [
        ['osv', 86_400],
        ['psf', within.advisories[1]?.age_s],
        ['epss', 0],
        ['kev', 0],
      ],
    );
    const stale = ({ findings }: Report) => findings.filter(({ rule }) => rule === 'stale-advisories');
    assert.deepEqual(stale(within), []);
    site.now += 5 * 86_400_000;
    await site.sync();
    await site.sync({ source: 'psf' });
    site.now += 3 * 86_400_000;
    const later = await audit();
    assert.deepEqual(
      stale(later).map(({ outcome, level, message }) => [outcome, level, message.slice(0, 26)]),
      [
        ['fail', 'warn', 'the entries of `epss` are '],
        ['fail', 'warn', 'the entries of `kev` are o'],
      ],
    );
    assert.equal(later.exit, within.exit);
  });

  it('asks only whether they changed, the next time', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    await site.all();
    server.taken();
    await site.all();
    assert.deepEqual(server.taken(), [
      'GET /PyPI/modified_id.csv 304',
      'GET /psf/main.zip 304',
      'GET /epss.csv.gz 304',
      'GET /kev.json 304',
    ]);
  });

  it('one that fails keeps the others from nothing', async (test) => {
    await using server = await OsvServer.start();
    const site = await fed(test, server);
    server.files.delete('/epss.csv.gz');
    const outcomes = await site.all();
    assert.deepEqual(
      outcomes.map(({ result }) => result.ok),
      [true, true, false, true],
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
