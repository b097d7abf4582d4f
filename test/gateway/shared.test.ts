/**
 * Another Rind as a source of advisories: a gateway and `rind sync` as processes of their own, and somebody between
 * them who meddles with what passes.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStored } from '../../src/advisory/open-stored.fs.ts';
import { storedStates } from '../../src/advisory/store.fs.ts';
import { type MadeRecord, makeRecords, recordsZip } from '../../tools/make-records.ts';
import { COMPILED, MAIN, type Ran } from '../rind.ts';
import { Meddler } from '../servers/meddler.ts';
import { Gateway, missingGateway } from './gateway.ts';

const KEV = JSON.stringify({
  dateReleased: '2026-01-05T00:00:00Z',
  vulnerabilities: [{ cveID: 'CVE-2024-0001', dateAdded: '2024-05-01', knownRansomwareCampaignUse: 'Known' }],
});
const EPSS = '#model_version:v1,score_date:2026-01-06T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.5,0.25\n';
const RECORDS = makeRecords(300);
const LATER = RECORDS.map(
  (record, at): MadeRecord => (at > 0 ? record : { ...record, modified: '2026-06-01T00:00:00Z' }),
);
const STATEMENT = '/api/v1/advisories';

describe('another Rind', { skip: missingGateway() }, () => {
  const root = mkdtempSync(path.join(tmpdir(), 'rind-shared-'));
  const theirs = path.join(root, 'theirs');
  let gateway: Gateway;
  let meddler: Meddler;
  let key: string;
  let clients = 0;
  let token: Readonly<Record<string, string>> = {};

  /** Runs `rind sync` with a data folder, beside this process: the meddler answers meanwhile. */
  async function sync(data: string, ...args: readonly string[]): Promise<Ran> {
    const child = spawn(process.execPath, [MAIN, 'sync', '--data-dir', data, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: root, XDG_CACHE_HOME: COMPILED, ...token },
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, ...said };
  }

  const from = () => `rind+${meddler.origin}`;
  const own = () => path.join(root, `client-${++clients}`);
  const take = (data: string, ...more: readonly string[]) => sync(data, '--from', from(), '--key', key, ...more);

  /** Loads a source at the gateway, and waits until that is in force there. */
  async function load(records: readonly MadeRecord[], ...more: readonly string[]): Promise<void> {
    const file = path.join(root, 'records.zip');
    writeFileSync(file, recordsZip(records));
    const inForce = path.join(gateway.data, 'advisories', 'in-force.db');
    const was = statSync(inForce, { throwIfNoEntry: false })?.ino;
    const ran = await sync(theirs, '--from', file, '--source', 'osv', ...more);
    assert.equal(ran.code, 0, ran.err);
    for (let tries = 0; statSync(inForce, { throwIfNoEntry: false })?.ino === was; tries++) {
      assert.ok(tries < 200, 'not in force after 20 s');
      await sleep(100);
    }
  }

  /** That it was refused, by which problem, and that nothing is kept of it. */
  async function refused(code: string, data: string, ...args: readonly string[]): Promise<Ran> {
    const was = storedStates(data);
    const ran = await sync(data, ...args);
    assert.equal(ran.code, 3, ran.out + ran.err);
    assert.match(ran.err, new RegExp(`explain problem:${code}\n`));
    assert.deepEqual(storedStates(data), was);
    return ran;
  }

  before(async () => {
    mkdirSync(theirs);
    for (const [name, text] of [
      ['kev.json', KEV],
      ['epss.csv', EPSS],
    ] as const) {
      writeFileSync(path.join(root, name), text);
      const ran = await sync(theirs, '--from', path.join(root, name));
      assert.equal(ran.code, 0, ran.err);
    }
    gateway = await Gateway.start({
      folder: path.join(root, 'gateway'),
      upstreams: [{ name: 'none', url: 'http://127.0.0.1:9/simple/' }],
      env: { RIND_DATA_DIR: theirs },
    });
    meddler = await Meddler.before(gateway.origin);
    await load(RECORDS);
    token = { RIND_TOKEN: gateway.command('token', 'create', '--scope', 'read').out.trim().split('\n')[0] ?? '' };
    key = /ed25519:[0-9a-f]{64}/.exec(gateway.command('log', 'key').out)?.[0] ?? '';
    writeFileSync(path.join(root, 'rind-log.pub'), gateway.command('log', 'key').out);
  });
  after(async () => {
    await meddler[Symbol.asyncDispose]();
    await gateway.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('is copied whole: the same sources, records, scores and days', async () => {
    const data = own();
    const ran = await take(data);
    assert.equal(ran.code, 0, ran.err);
    const facts = (folder: string) =>
      storedStates(folder).map(({ name, kind, records, newest, digest }) => [
        name,
        kind,
        records,
        newest,
        kind === 'osv' ? digest : '',
      ]);
    assert.deepEqual(facts(data), facts(theirs));
    assert.deepEqual(
      facts(data).map(([name]) => name),
      ['epss', 'kev', 'osv'],
    );
    const [one, other] = [openStored(data), openStored(theirs)];
    assert.ok(one.ok && one.value && other.ok && other.value);
    for (const id of ['CVE-2024-0001', 'CVE-2024-0002']) {
      assert.deepEqual(one.value.epss(id), other.value.epss(id));
      assert.deepEqual(one.value.kev(id), other.value.kev(id));
    }
    assert.equal(storedStates(data).find(({ name }) => name === 'osv')?.checked, undefined);
  });

  it('is asked again without its key, and nothing is fetched twice', async () => {
    const data = own();
    assert.equal((await take(data)).code, 0);
    meddler.asked.length = 0;
    const again = await sync(data, '--source', 'osv');
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /nothing new/);
    assert.deepEqual(
      meddler.asked.map((one) => one.path),
      [STATEMENT],
    );
    assert.equal(meddler.asked[0]?.authorization, `Bearer ${token['RIND_TOKEN']}`);
    assert.equal((await sync(data, '--check', '--source', 'kev')).out, 'kev: up to date\n');
  });

  it('is believed by a file of its keys, by hex and by base64', async () => {
    const hex = key.slice('ed25519:'.length);
    for (const written of ['rind-log.pub', hex, Buffer.from(hex, 'hex').toString('base64')])
      assert.equal((await sync(own(), '--from', from(), '--key', written, '--source', 'kev')).code, 0, written);
  });

  it('without a key says which one it sends, and takes nothing', async () => {
    const ran = await refused('rind-key-missing', own(), '--from', from());
    assert.ok(ran.err.includes(key));
    assert.match(ran.err, /rind log key/);
  });

  it('with a wrong key is refused', async () => {
    await refused('rind-key-wrong', own(), '--from', from(), '--key', 'ab'.repeat(32));
  });

  it('whose key was changed for another gateway is refused with the key that was believed', async () => {
    const data = own();
    assert.equal((await take(data)).code, 0);
    const other = await Gateway.start({
      folder: path.join(root, 'other'),
      upstreams: [{ name: 'none', url: 'http://127.0.0.1:9/simple/' }],
      env: { RIND_DATA_DIR: theirs },
    });
    try {
      const answer = await fetch(`${other.origin}${STATEMENT}`);
      const body = Buffer.from(await answer.arrayBuffer());
      assert.equal(answer.status, 200);
      meddler.meddle = (passing) => ({ ...passing, body });
      await refused('rind-key-wrong', data, '--source', 'osv');
    } finally {
      meddler.meddle = (passing) => passing;
      await other.stop();
    }
  });

  describe('with somebody on the way', () => {
    /** Runs with answers changed. */
    async function meddling<T>(meddle: Meddler['meddle'], run: () => Promise<T>): Promise<T> {
      meddler.meddle = meddle;
      try {
        return await run();
      } finally {
        meddler.meddle = (passing) => passing;
      }
    }
    const given = () => ['--from', from(), '--key', key];

    it('who changes a byte of the records is found', async () => {
      const flip: Meddler['meddle'] = (passing) => {
        if (passing.path !== STATEMENT) passing.body[40] = (passing.body[40] ?? 0) ^ 1;
        return passing;
      };
      await meddling(flip, () => refused('rind-bytes-differ', own(), ...given()));
    });

    it('who cuts the records off, or sends more of them, is found', async () => {
      const cut: Meddler['meddle'] = (passing) =>
        passing.path === STATEMENT ? passing : { ...passing, body: passing.body.subarray(0, -7) };
      await meddling(cut, () => refused('rind-bytes-differ', own(), ...given(), '--source', 'osv'));
      const more: Meddler['meddle'] = (passing) =>
        passing.path === STATEMENT ? passing : { ...passing, body: Buffer.concat([passing.body, Buffer.alloc(9)]) };
      await meddling(more, () => refused('fetch-failed', own(), ...given(), '--source', 'osv'));
    });

    for (const [what, from_, to] of [
      ['another number of records', /"records":300/, '"records":299'],
      ['one source less', /\{"name":"kev"[^}]*\},/, ''],
      ['a younger day', /"at":\d/, '"at":9'],
      ['more bytes than anybody takes', /"bytes":\d+/, '"bytes":9007199254740991'],
    ] as const)
      it(`who states ${what} is found`, async () => {
        const edit: Meddler['meddle'] = (passing) => {
          const text = passing.body.toString('latin1');
          return { ...passing, body: Buffer.from(text.replace(from_, to), 'latin1') };
        };
        await meddling(edit, () => refused('rind-statement-damaged', own(), ...given()));
      });

    it('who answers with a page is found', async () => {
      const page: Meddler['meddle'] = (passing) => ({ ...passing, body: Buffer.from('<html>login</html>\n') });
      await meddling(page, () => refused('rind-statement-damaged', own(), ...given()));
    });

    it('who leads to another host leads nowhere, and learns no token', async () => {
      await using elsewhere = await Meddler.before(gateway.origin);
      const lead: Meddler['meddle'] = (passing) => ({
        ...passing,
        status: 302,
        headers: { location: `${elsewhere.origin}${passing.path}` },
      });
      await meddling(lead, () => refused('url-refused', own(), ...given()));
      assert.deepEqual(elsewhere.asked, []);
    });

    it('who plays an old statement back is found, and only `--force` takes it', async () => {
      const data = own();
      let old = Buffer.alloc(0);
      const keep: Meddler['meddle'] = (passing) => {
        if (passing.path === STATEMENT) old = Buffer.from(passing.body);
        return passing;
      };
      await meddling(keep, () => take(data));
      await load(LATER);
      assert.equal((await sync(data, '--source', 'osv')).code, 0);
      const replay: Meddler['meddle'] = (passing) => (passing.path === STATEMENT ? { ...passing, body: old } : passing);
      await meddling(replay, () => refused('rind-statement-older', data, '--source', 'osv'));
      const forced = await meddling(replay, () => sync(data, '--source', 'osv', '--force'));
      assert.equal(forced.code, 0, forced.err);
      assert.match(forced.err, /taken over all the same/);
    });
  });

  it('with a statement of the future is refused', async () => {
    const inForce = path.join(gateway.data, 'advisories', 'in-force.db');
    const { mtime } = statSync(inForce);
    try {
      utimesSync(inForce, new Date(), new Date(Date.now() + 2 * 3_600_000));
      await refused('rind-statement-early', own(), '--from', from(), '--key', key);
    } finally {
      utimesSync(inForce, mtime, mtime);
    }
  });

  it('over plain http is this machine alone', async () => {
    for (const host of ['192.0.2.1', 'rind.example', '127.0.0.1.example', '[::2]'])
      await refused('url-refused', own(), '--from', `rind+http://${host}/`, '--key', key);
  });

  it('with fewer records than before is refused source by source', async () => {
    const data = own();
    assert.equal((await take(data)).code, 0);
    await load(LATER.slice(0, 200), '--force');
    const held = () => storedStates(data).find(({ name }) => name === 'osv');
    const was = held();
    const ran = await take(data);
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /explain problem:sync-refused\n/);
    assert.deepEqual(held(), was);
    assert.match(ran.out, /^epss: .*nothing new\nkev: .*nothing new\n$/);
    await load(LATER);
  });

  it('that was given another key is followed, and its old key is believed no longer', async () => {
    const data = own();
    assert.equal((await take(data)).code, 0);
    assert.equal(gateway.command('log', 'key', '--rotate').code, 0);
    assert.equal((await sync(data, '--source', 'osv')).code, 0);
    const believed = storedStates(data).find(({ name }) => name === 'osv')?.origin.rind?.key;
    assert.ok(believed !== undefined && !key.includes(believed));
  });
});
