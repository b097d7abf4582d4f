import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sharedData } from '../packages/pypa/test/shared-data.ts';
import { openStored } from '../src/advisory/open-stored.fs.ts';
import { storedStates } from '../src/advisory/store.fs.ts';
import type { AdvisoryStore } from '../src/advisory/store.ts';
import { zipFile } from '../src/artifact/testing/zip-file.ts';
import { syncFirst } from '../src/compose/sync-run.ts';
import { gather } from '../src/evidence/gather.ts';
import { release } from '../src/evidence/testing/store.ts';
import { makeRecords } from '../tools/make-records.ts';
import { OsvServer } from './servers/osv-server.ts';
import { log, Site } from './servers/sync-site.ts';

const PSF = sharedData('advisories/PSF-all.zip');
const PREFIX = 'advisory-database-main';
/** In no release but 3.11.5 and later ones of its line, and 3.12.0. */
const FIX = '0cb0c238d520a8718e313b52cffc356a5a7561bf';

function record(id: string): string {
  const events = [{ introduced: '0' }, { fixed: FIX }];
  const affected = [{ ranges: [{ type: 'GIT', repo: 'https://github.com/python/cpython', events }] }];
  return JSON.stringify({ id, modified: '2026-01-01T00:00:00Z', affected });
}

/** What GitHub packs of a repository: a folder around it all, folders of their own, files that are no records. */
function repository(more: Readonly<Record<string, string>> = {}): Buffer {
  return zipFile({
    [`${PREFIX}/`]: '',
    [`${PREFIX}/README.md`]: '# advisories',
    [`${PREFIX}/advisories/python/PSF-2026-1.json`]: record('PSF-2026-1'),
    [`${PREFIX}/advisories/python/CVE-2026-0002.json`]: record('CVE-2026-0002'),
    [`${PREFIX}/tools/osv-schema.json`]: JSON.stringify({
      $schema: 'https://json-schema.org/x',
      title: 'OSV',
      type: 'object',
    }),
    [`${PREFIX}/.vscode/settings.json`]: '{}',
    ...more,
  });
}

function storeOf(site: Site): AdvisoryStore {
  const store = openStored(site.root);
  assert.ok(store.ok && store.value);
  return store.value;
}

async function served(test: TestContext, server: OsvServer, zip: Buffer): Promise<Site> {
  server.files.set('/psf/main.zip', zip);
  return new Site(test, server);
}

function answerFor(site: Site, name: string, version: string, interpreter = true): string {
  const origin = { kind: interpreter ? 'interpreter' : 'index' } as const;
  const { advisories } = gather(release(name, version, { origin }), new Set(['advisories']), {
    advisories: storeOf(site),
  });
  if (advisories?.state === 'unknown') return advisories.reason;
  assert.ok(advisories?.state === 'present');
  return advisories.value.affecting.map(({ group }) => group.id).join(' ') || 'nothing';
}

describe('rind sync --source psf', () => {
  it('takes the records of a repository as it is packed, and asks for no list beside it', async (test) => {
    await using server = await OsvServer.start();
    const site = await served(test, server, repository());
    assert.equal(await site.sync({ source: 'psf' }), 'whole');
    assert.deepEqual(server.taken(), ['GET /psf/main.zip 200']);
    const [state] = storedStates(site.root);
    assert.deepEqual([state?.records, state?.projects, state?.damaged, state?.problems], [2, 0, 0, []]);
    site.now += 30 * 86_400_000;
    assert.equal(await site.sync({ source: 'psf' }), 'none');
    assert.equal(await site.sync({ source: 'psf', check: true }), 'current');
    assert.deepEqual(server.taken(), ['GET /psf/main.zip 304', 'HEAD /psf/main.zip 200']);
  });

  it('answers about the interpreter, and by no means about what PyPI serves', async (test) => {
    await using server = await OsvServer.start();
    const site = await served(test, server, repository());
    await site.sync({ source: 'psf' });
    assert.notEqual(answerFor(site, 'python', '3.8.0'), 'no-interpreter-data');
    assert.equal(answerFor(site, 'pypy', '7.3.1'), 'no-interpreter-data');
    assert.equal(answerFor(site, 'demo', '1.0', false), 'advisories-incomplete');
    site.serve(makeRecords(20));
    await site.sync();
    assert.equal(answerFor(site, 'demo', '1.0', false), 'nothing');
  });

  for (const [what, content] of [
    ['has an id and nothing else that can be read', '{"id": 7}'],
    ['affects something, without an id', '{"affected": []}'],
    ['has no id', '{"modified": "2026-01-01T00:00:00Z"}'],
    ['is cut off', '{"id": "PSF-2026-3", "affected": ['],
    ['is no object', '7'],
  ] as const) {
    it(`refuses a repository in which a record ${what}`, async (test) => {
      await using server = await OsvServer.start();
      const site = await served(test, server, repository({ [`${PREFIX}/advisories/python/PSF-2026-3.json`]: content }));
      assert.equal(await site.sync({ source: 'psf' }), 'sync-refused');
    });
  }

  it('takes a folder with a whole checkout, too', async (test) => {
    await using server = await OsvServer.start();
    const site = new Site(test, server);
    const folder = path.join(site.root, 'checkout');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'PSF-2026-1.json'), record('PSF-2026-1'));
    writeFileSync(path.join(folder, 'package.json'), '{"name": "x", "version": "1"}');
    assert.equal(await site.sync({ source: 'psf', from: folder }), 'whole');
    assert.deepEqual(storedStates(site.root)[0]?.problems, []);
  });

  it('the first sync of an audit fetches them beside the others, and goes on without them', async (test) => {
    await using server = await OsvServer.start();
    const site = await served(test, server, repository());
    site.serve(makeRecords(20));
    assert.equal((await syncFirst(site.machine, log, '0', { dataDir: site.root })).ok, true);
    assert.deepEqual(
      storedStates(site.root).map(({ name }) => name),
      ['osv', 'psf'],
    );
    server.files.delete('/psf/main.zip');
    const other = new Site(test, server);
    assert.equal((await syncFirst(other.machine, log, '0', { dataDir: other.root })).ok, true);
    assert.deepEqual(
      storedStates(other.root).map(({ name }) => name),
      ['osv'],
    );
  });

  it('takes all of the real records', { skip: PSF === undefined }, async (test) => {
    await using server = await OsvServer.start();
    const site = await served(test, server, readFileSync(PSF ?? ''));
    assert.equal(await site.sync({ source: 'psf' }), 'whole');
    const [state] = storedStates(site.root);
    assert.deepEqual([state?.records, state?.damaged, state?.projects], [132, 0, 0]);
    assert.match(answerFor(site, 'python', '3.8.0'), /CVE-|PSF-/);
  });
});
