import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { openStored } from '../src/advisory/open-stored.fs.ts';
import { storedStates } from '../src/advisory/store.fs.ts';
import type { AdvisoryStore } from '../src/advisory/store.ts';
import { runAudit } from '../src/compose/audit-run.ts';
import { runSync, type SyncRequest } from '../src/compose/sync-run.ts';
import { type ApiRecord, sentNames, serveOsvApi } from './servers/osv-api.ts';
import { OsvServer } from './servers/osv-server.ts';
import { log, Site } from './servers/sync-site.ts';

const LOCK = `version = 1
requires-python = ">=3.12"

[[package]]
name = "flawed"
version = "1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "fine"
version = "2.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "our-secret"
version = "3.0"
source = { registry = "https://pypi.example.com/simple" }

[[package]]
name = "our-checkout"
version = "4.0"
source = { git = "https://git.example.com/x?rev=1#0123456789012345678901234567890123456789" }
`;

function about(id: string, name: string, more: Record<string, unknown> = {}): ApiRecord {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.5' }] }];
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [{ package: { ecosystem: 'PyPI', name }, ranges } as ApiRecord['affected'][number]],
    ...more,
  };
}

const RECORDS = ['A', 'B', 'C', 'D', 'E'].map((letter) => about(`PYSEC-${letter}`, 'flawed'));

function siteOf(
  test: TestContext,
  server: OsvServer,
  files: Readonly<Record<string, string>> = { 'uv.lock': LOCK },
): Site {
  const site = new Site(test, server);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(site.root, name)), { recursive: true });
    writeFileSync(path.join(site.root, name), text);
  }
  return site;
}

function storeOf(site: Site): AdvisoryStore {
  const store = openStored(site.root);
  assert.ok(store.ok && store.value);
  return store.value;
}

/** Syncs by name: what became of it in a word, or the code of its problem. */
async function asked(site: Site, more: Partial<SyncRequest> = {}): Promise<string> {
  const from = `osv+${site.server.origin}`;
  const request = { from, for: ['.'], source: 'named', offline: false, check: false, force: false, dataDir: site.root };
  const outcomes = await runSync(site.machine, log, '0', { ...request, ...more });
  if (!outcomes.ok) return outcomes.error.code;
  const [outcome] = outcomes.value;
  if (outcome?.result.ok !== true) return outcome?.result.error.code ?? 'nothing';
  return typeof outcome.result.value === 'string' ? outcome.result.value : outcome.result.value.change;
}

async function answers(site: Site, lock?: string): Promise<string[]> {
  if (lock !== undefined) writeFileSync(path.join(site.root, 'uv.lock'), lock);
  const choice = { extras: [], groups: [], noDev: false };
  const request = { paths: [], all: false, offline: true, dataDir: site.root, choice };
  const report = await runAudit(site.machine, log, '0', request);
  assert.ok(report.ok);
  return report.value.components.map(({ name, answer }) => `${name} ${answer}`);
}

describe('rind sync --from osv+… --for PATH', () => {
  it('sends the names that PyPI serves for certain, and gets every page of their records', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS);
    const site = siteOf(test, server);
    assert.equal(await asked(site), 'whole');
    assert.deepEqual(sentNames(server), ['fine', 'flawed']);
    assert.ok(!JSON.stringify(server.asked).includes('our-'));
    assert.equal(storeOf(site).forProject(normalizeName('flawed'))?.length, 5);
    const batches = server.asked.filter(({ path: at }) => at === '/v1/querybatch');
    assert.equal(batches.length, 3);
    assert.ok(!JSON.stringify(batches).includes('"version"'));
  });

  it('answers what was asked about, and nothing of any other name', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS);
    const site = siteOf(test, server);
    await asked(site);
    assert.deepEqual(await answers(site), [
      'flawed affected',
      'fine not_affected',
      'our-secret undetermined',
      'our-checkout undetermined',
    ]);
    assert.deepEqual(await answers(site, LOCK.replace('"fine"', '"other"').replace('1.0', '1.9')), [
      'flawed not_affected',
      'other undetermined',
      'our-secret undetermined',
      'our-checkout undetermined',
    ]);
  });

  it('fetches again what changed only, and drops what is gone', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS);
    const site = siteOf(test, server);
    await asked(site);
    server.taken();
    const changed = about('PYSEC-A', 'flawed', { modified: '2026-02-01T00:00:00Z', summary: 'changed' });
    serveOsvApi(server, [changed, ...RECORDS.slice(1, 4)]);
    assert.equal(await asked(site), 'sync-refused');
    assert.equal(await asked(site, { force: true }), 'whole');
    assert.deepEqual(
      [...new Set(server.taken())].filter((line) => line.includes('vulns')),
      ['GET /v1/vulns/PYSEC-A 200'],
    );
    const store = storeOf(site);
    assert.deepEqual(
      store
        .forProject(normalizeName('flawed'))
        ?.map(({ id }) => id)
        .sort(),
      ['PYSEC-A', 'PYSEC-B', 'PYSEC-C', 'PYSEC-D'],
    );
    const [first] = store.byId('PYSEC-A');
    assert.equal(first && store.details(first).summary, 'changed');
  });

  it('asks a server without batches one query after the other, page by page', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS, false);
    const site = siteOf(test, server);
    assert.equal(await asked(site), 'whole');
    assert.equal(storeOf(site).forProject(normalizeName('flawed'))?.length, 5);
    assert.equal(server.asked.filter(({ path: at }) => at === '/v1/query').length, 4);
  });

  it('takes no record at all for an answer: nothing is known of any of the names', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, []);
    const site = siteOf(test, server);
    assert.equal(await asked(site), 'whole');
    assert.equal((await answers(site))[0], 'flawed not_affected');
  });

  it('goes on where the server stumbles once', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS);
    server.faults.set('/v1/querybatch', [{ kind: 'status', status: 503 }]);
    server.faults.set('/v1/vulns/PYSEC-C', [{ kind: 'status', status: 429, retryAfter: '0' }]);
    assert.equal(await asked(siteOf(test, server)), 'whole');
  });

  for (const [what, service] of [
    ['answers fewer queries than it was asked', () => ({ results: [{}] })],
    ['answers no JSON object', () => []],
    ['gives the same page without end', () => ({ results: [{ next_page_token: 'x' }, { next_page_token: 'x' }] })],
    ['lists a record without an id', () => ({ results: [{ vulns: [{}] }, {}] })],
    ['lists an id that leads elsewhere', () => ({ results: [{ vulns: [{ id: '../../etc' }] }, {}] })],
    ['lists a record that it does not have', () => ({ results: [{ vulns: [{ id: 'PYSEC-Z' }] }, {}] })],
    ['gives another record than was asked for', () => ({ results: [{ vulns: [{ id: 'PYSEC-X' }] }, {}] })],
    ['refuses', () => 403],
  ] as const) {
    it(`changes nothing where the server ${what}`, async (test) => {
      await using server = await OsvServer.start();
      serveOsvApi(server, RECORDS);
      const site = siteOf(test, server);
      await asked(site);
      server.services.set('/v1/querybatch', service);
      server.services.set('/v1/vulns/PYSEC-X', () => RECORDS[0]);
      assert.equal(await asked(site), 'fetch-failed');
      assert.equal(storeOf(site).forProject(normalizeName('flawed'))?.length, 5);
    });
  }

  it('is never asked unless names are meant to be sent', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS);
    const site = siteOf(test, server);
    assert.equal(await asked(site, { for: [] }), 'sync-unsupported');
    assert.equal(await asked(site, { offline: true }), 'url-refused');
    assert.equal(await asked(site, { check: true }), 'sync-unsupported');
    assert.equal(await asked(site, { source: 'osv' }), 'sync-unsupported');
    assert.equal(await asked(site, { from: site.url }), 'sync-unsupported');
    assert.deepEqual(server.asked, []);
    await asked(site);
    server.taken();
    site.serve([]);
    await site.all();
    assert.ok(!server.taken().some((line) => line.includes('/v1/')));
    const again = await runSync(site.machine, log, '0', {
      source: 'named',
      offline: false,
      check: false,
      force: false,
      dataDir: site.root,
    });
    assert.equal(again.ok ? '' : again.error.code, 'sync-unsupported');
    assert.match(again.ok ? '' : (again.error.hint ?? ''), /--for PATH/);
  });

  it('neither keeps nor tells credentials', async (test) => {
    await using server = await OsvServer.start();
    serveOsvApi(server, RECORDS);
    const site = siteOf(test, server);
    const from = `osv+${server.origin.replace('//', '//user:hunter2@')}`;
    assert.equal(await asked(site, { from }), 'whole');
    assert.equal(server.asked[0]?.headers['authorization'], 'Basic dXNlcjpodW50ZXIy');
    assert.ok(!JSON.stringify(storedStates(site.root)).includes('hunter2'));
    const again = await runSync(site.machine, log, '0', { from, offline: false, check: false, force: false });
    assert.equal(again.ok, false);
    assert.ok(!JSON.stringify(again).includes('hunter2'));
  });
});

describe('whose names are sent', () => {
  const PINS = 'flawed==1.0\n';
  const INDEX = '--index-url https://pypi.org/simple\n';
  for (const [what, files, names, variables] of [
    ['not those of requirements that name no index', { 'requirements.txt': PINS }, null],
    ['those of requirements that name PyPI', { 'requirements.txt': INDEX + PINS }, ['flawed']],
    [
      'not those of requirements with a second index',
      { 'requirements.txt': `${INDEX}--extra-index-url https://x.example/simple\n${PINS}` },
      null,
    ],
    [
      'not those of requirements with a folder of links',
      { 'requirements.txt': `${INDEX}--find-links https://x.example/\n${PINS}` },
      null,
    ],
    [
      'not those for which pip is configured otherwise',
      { 'requirements.txt': INDEX + PINS, 'pip.conf': '[global]\nextra-index-url = https://x.example/simple\n' },
      null,
    ],
    [
      'not those for which a variable says otherwise',
      { 'requirements.txt': INDEX + PINS },
      null,
      { PIP_EXTRA_INDEX_URL: 'https://x.example/simple' },
    ],
    [
      'not those of any project then',
      { 'a/requirements.txt': INDEX + PINS, 'b/requirements.txt': `${INDEX}fine==2.0\n` },
      null,
      { PIP_EXTRA_INDEX_URL: 'https://x.example/simple' },
    ],
    [
      'those of requirements where PyPI is declared, but not what is bound elsewhere',
      {
        'requirements.txt': `${PINS}acme-billing==1\nother==1\n`,
        'rind.toml':
          '[[indexes]]\nname = "pypi"\nurl = "https://pypi.org/simple"\nmirrors = "pypi"\n[[indexes]]\nname = "acme"\nurl = "https://x.example/simple"\nnames = ["acme-*", "Other"]\n',
      },
      ['flawed'],
    ],
    [
      'not those of a lock that are also in requirements of an unknown index',
      { 'requirements.txt': 'fine==2.0\n', 'uv.lock': LOCK },
      ['flawed'],
    ],
  ] as const satisfies readonly (readonly [
    string,
    Record<string, string>,
    readonly string[] | null,
    Record<string, string>?,
  ])[]) {
    it(what, async (test) => {
      await using server = await OsvServer.start();
      serveOsvApi(server, RECORDS);
      const site = siteOf(test, server, files);
      const machine = { ...site.machine, variables: { ...site.machine.variables, ...variables } };
      const paths = Object.keys(files).filter((name) => /(?:requirements\.txt|uv\.lock)$/.test(name));
      await runSync(machine, log, '0', {
        from: `osv+${server.origin}`,
        source: 'named',
        for: paths,
        offline: false,
        check: false,
        force: false,
        dataDir: site.root,
      });
      assert.deepEqual(sentNames(server), names ?? []);
    });
  }
});

describe('rind sync --from pypi+… --for PATH', () => {
  const flaw = {
    id: 'PYSEC-1',
    aliases: ['CVE-2026-0001'],
    details: 'It is bad.',
    summary: null,
    fixed_in: ['1.4', '2.1'],
    link: 'https://osv.dev/vulnerability/PYSEC-1',
    source: 'osv',
    withdrawn: null,
  };

  function serve(server: OsvServer, vulnerabilities: unknown): void {
    server.services.set('/pypi/flawed/1.0/json', () => ({ info: {}, vulnerabilities }));
    server.services.set('/pypi/fine/2.0/json', () => ({ info: {}, vulnerabilities: [] }));
  }

  const from = (server: OsvServer) => ({ from: `pypi+${server.origin}` });

  it('answers for the very releases, with their fixes', async (test) => {
    await using server = await OsvServer.start();
    serve(server, [flaw]);
    const site = siteOf(test, server);
    assert.equal(await asked(site, from(server)), 'whole');
    assert.deepEqual(server.taken().sort(), ['GET /pypi/fine/2.0/json 200', 'GET /pypi/flawed/1.0/json 200']);
    const choice = { extras: [], groups: [], noDev: false };
    const report = await runAudit(site.machine, log, '0', {
      paths: [],
      all: false,
      offline: true,
      dataDir: site.root,
      choice,
    });
    assert.ok(report.ok);
    const finding = report.value.findings.find(({ rule }) => rule === 'known-vulnerability');
    assert.deepEqual(finding?.advisory?.fixed, ['1.4', '2.1']);
    assert.deepEqual(finding?.advisory?.aliases, ['CVE-2026-0001']);
    assert.equal((await answers(site, LOCK.replace('1.0', '1.1')))[0], 'flawed undetermined');
  });

  it('a release that PyPI does not have stays undetermined, and a withdrawn flaw is none', async (test) => {
    await using server = await OsvServer.start();
    serve(server, [{ ...flaw, withdrawn: '2026-01-01T00:00:00Z' }]);
    server.services.delete('/pypi/fine/2.0/json');
    const site = siteOf(test, server);
    assert.equal(await asked(site, from(server)), 'whole');
    assert.deepEqual((await answers(site)).slice(0, 2), ['flawed not_affected', 'fine undetermined']);
  });

  for (const page of [
    {},
    { vulnerabilities: {} },
    { vulnerabilities: [{ id: '' }] },
    { vulnerabilities: ['PYSEC-1'] },
    [],
  ]) {
    it(`changes nothing where a page is ${JSON.stringify(page)}`, async (test) => {
      await using server = await OsvServer.start();
      serve(server, [flaw]);
      const site = siteOf(test, server);
      await asked(site, from(server));
      server.services.set('/pypi/flawed/1.0/json', () => page);
      assert.equal(await asked(site, from(server)), 'fetch-failed');
      assert.equal(storeOf(site).byId('PYSEC-1').length, 1);
    });
  }
});
