/**
 * A central gateway whose reading is closed, and those behind it: people and gateways that take its advisories because
 * their machine says so. Processes of their own throughout, and a proxy that sees whoever asks a public place.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { storedStates } from '../../src/advisory/store.fs.ts';
import { makeRecords, recordsZip } from '../../tools/make-records.ts';
import { COMPILED, MAIN, type Ran } from '../rind.ts';
import { Meddler } from '../servers/meddler.ts';
import { Gateway, missingGateway } from './gateway.ts';

const UPSTREAMS = [{ name: 'none', url: 'http://127.0.0.1:9/simple/' }];
const PUBLIC = { config: '[server]\nsync-every = "off"\npublic-url = "https://pypi.test"\n', listen: '0.0.0.0:0' };

describe('a central gateway that asks for tokens', { skip: missingGateway() }, () => {
  const root = mkdtempSync(path.join(tmpdir(), 'rind-central-'));
  const theirs = path.join(root, 'theirs');
  let secret: string;
  /** What was asked of places that are not on this machine. */
  const beyond: string[] = [];
  let proxy: Server;
  let gateway: Gateway;
  let meddler: Meddler;
  let key: string;
  let people = 0;

  /** Runs a command as somebody with a home of their own; nothing that it asks leaves this machine. */
  async function as(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    const { port } = proxy.address() as AddressInfo;
    const outside = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: home,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        XDG_CONFIG_HOME: path.join(home, 'config'),
        XDG_CACHE_HOME: COMPILED,
        RIND_DATA_DIR: path.join(home, 'data'),
        https_proxy: outside,
        http_proxy: outside,
        no_proxy: '127.0.0.1',
        ...env,
      },
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, ...said };
  }

  function somebody(files: Readonly<Record<string, string>> = {}): string {
    const home = path.join(root, `somebody-${++people}`);
    for (const [name, text] of Object.entries({ 'config/.keep': '', ...files })) {
      const file = path.join(home, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text, { mode: 0o600 });
    }
    return home;
  }

  const from = () => `rind+${meddler.origin}`;
  const token = () => ({ RIND_TOKEN: secret });
  const own = (named: string = key) => ({
    'config/rind/rind.toml': `[advisories]\nfrom = "${from()}"\nkey = "${named}"\n`,
  });
  const had = (home: string) => storedStates(path.join(home, 'data')).map(({ name }) => name);

  /** No text of the token in what a process said, nor in any file below a folder. */
  function assertUntold(folder: string, ...said: readonly string[]): void {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const kept = files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
    assert.ok(![...said, ...kept].some((text) => text.includes(secret)), 'the token was kept');
  }

  before(async () => {
    mkdirSync(theirs);
    proxy = createServer().on('connect', (request, socket) => {
      beyond.push(String(request.url));
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const file = path.join(root, 'records.zip');
    writeFileSync(file, recordsZip(makeRecords(300)));
    const loaded = await as(root, ['sync', '--from', file, '--source', 'osv'], { RIND_DATA_DIR: theirs });
    assert.equal(loaded.code, 0, loaded.err);
    const options = { folder: path.join(root, 'central'), upstreams: UPSTREAMS, env: { RIND_DATA_DIR: theirs } };
    const first = await Gateway.start(options);
    secret = first.command('token', 'create', '--scope', 'read').out.trim().split('\n')[0] ?? '';
    assert.ok(secret.length > 20);
    key = /ed25519:[0-9a-f]{64}/.exec(first.command('log', 'key').out)?.[0] ?? '';
    writeFileSync(path.join(root, 'central.pub'), first.command('log', 'key').out);
    await first.stop();
    gateway = await Gateway.start({ ...options, ...PUBLIC, args: ['--access-log', '--verbose'] });
    meddler = await Meddler.before(gateway.origin.replace('0.0.0.0', '127.0.0.1'));
    for (let tries = 0; !existsSync(path.join(gateway.data, 'advisories/in-force.db')); tries++) {
      assert.ok(tries < 200, 'not in force after 20 s');
      await sleep(100);
    }
  });
  after(async () => {
    await meddler[Symbol.asyncDispose]();
    await gateway.stop();
    proxy.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('hands out nothing without a token, and who asks is told how to get one', async () => {
    const home = somebody();
    const ran = await as(home, ['sync', '--from', from(), '--key', key]);
    assert.equal(ran.code, 3);
    assert.match(ran.err, /answers 401/);
    assert.match(ran.err, /its reading is closed: put a token .*`RIND_TOKEN`, or into netrc/s);
    assert.deepEqual(had(home), []);
    const sha256 = 'ab'.repeat(32);
    for (const place of ['', `/${sha256}`]) {
      const answer = await fetch(`${meddler.origin}/api/v1/advisories${place}`);
      assert.equal(answer.status, 401, place);
    }
  });

  it('tells that a token is wrong, and does not repeat it', async () => {
    const wrong = `${secret.slice(0, -4)}AAAA`;
    const ran = await as(somebody(), ['sync', '--from', from(), '--key', key], { RIND_TOKEN: wrong });
    assert.equal(ran.code, 3);
    assert.match(ran.err, /answers 401/);
    assert.match(ran.err, /it does not know the token that it was shown/);
    assert.ok(!ran.err.includes(wrong));
  });

  it('is shown the token of `RIND_TOKEN`, or of netrc, which nobody keeps or logs', async () => {
    for (const [files, env] of [
      [{}, token()],
      [{ '.netrc': `machine 127.0.0.1 login __token__ password ${secret}\n` }, {}],
    ] as const) {
      const home = somebody(files);
      const ran = await as(home, ['sync', '--verbose', '--from', from(), '--key', key], env);
      assert.equal(ran.code, 0, ran.err);
      assert.deepEqual(had(home), ['osv']);
      rmSync(path.join(home, '.netrc'), { force: true });
      assertUntold(home, ran.out, ran.err);
    }
    assertUntold(gateway.data, gateway.log);
    assert.match(gateway.log, /\/api\/v1\/advisories/, 'the access log has the request');
  });

  it('that leads elsewhere is not followed, and nobody else sees the token', async () => {
    await using elsewhere = await Meddler.before(gateway.origin.replace('0.0.0.0', '127.0.0.1'));
    for (const status of [301, 302, 303, 307, 308]) {
      meddler.meddle = ({ path: asked, body }) => ({
        path: asked,
        body,
        status,
        headers: { location: `${elsewhere.origin}${asked}` },
      });
      const ran = await as(somebody(), ['sync', '--from', from(), '--key', key], token());
      meddler.meddle = (passing) => passing;
      assert.equal(ran.code, 3);
      assert.deepEqual(elsewhere.asked, []);
    }
  });

  it('that is remembered beside the one that is named is shown no token of that one', async () => {
    await using second = await Meddler.before(gateway.origin.replace('0.0.0.0', '127.0.0.1'));
    const home = somebody();
    const other = await as(home, ['sync', '--from', `rind+${second.origin}`, '--key', key], token());
    assert.equal(other.code, 0, other.err);
    second.asked.length = 0;
    meddler.asked.length = 0;
    await as(home, ['sync'], { ...token(), RIND_SYNC_FROM: from(), RIND_SYNC_KEY: key });
    assert.ok(meddler.asked.length > 0);
    for (const { authorization } of meddler.asked) assert.equal(authorization, `Bearer ${secret}`);
    for (const { authorization } of second.asked) assert.equal(authorization, '');
  });

  it("is asked by `rind sync` alone where a person's own configuration names it: no public place is", async () => {
    beyond.length = 0;
    for (const named of [key, '../../central.pub']) {
      const home = somebody(own(named));
      if (named !== key) writeFileSync(path.join(home, 'central.pub'), readFileSync(path.join(root, 'central.pub')));
      for (const expected of [/^osv: 300 records, newest of \S+\n$/, /^osv: .*nothing new\n$/]) {
        const ran = await as(home, ['sync'], token());
        assert.equal(ran.code, 0, ran.err);
        assert.match(ran.out, expected);
      }
      const shown = await as(home, ['config', 'show', '--origins']);
      assert.match(shown.out, /advisories\.from\b.*rind\+http.*config\/rind\/rind\.toml/);
    }
    assert.deepEqual(beyond, []);
  });

  it('is asked where variables name it, which are stronger than a configuration', async () => {
    beyond.length = 0;
    const home = somebody({
      'config/rind/rind.toml': own()['config/rind/rind.toml'].replace(
        /ed25519:[0-9a-f]{64}/,
        `ed25519:${'ab'.repeat(32)}`,
      ),
    });
    const ran = await as(home, ['sync'], { ...token(), RIND_SYNC_FROM: from(), RIND_SYNC_KEY: key });
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(had(home), ['osv']);
    assert.deepEqual(beyond, []);
    const wrong = await as(somebody(), ['sync'], { RIND_SYNC_FROM: 'https://central.example' });
    assert.equal(wrong.code, 2, wrong.err);
    assert.match(wrong.err, /`RIND_SYNC_FROM` is no address of another Rind/);
  });

  it('that signs with another key than the pinned one gives nothing, and no public place stands in', async () => {
    beyond.length = 0;
    const home = somebody(own(`ed25519:${'ab'.repeat(32)}`));
    const ran = await as(home, ['sync'], token());
    assert.equal(ran.code, 3);
    assert.match(ran.err, /explain problem:rind-key-wrong/);
    assert.deepEqual(had(home), []);
    assert.deepEqual(beyond, []);
  });

  it('gives an audit its first advisories where it is declared, and a repository declares nothing', async () => {
    beyond.length = 0;
    const home = somebody({ ...own(), 'repo/requirements.txt': 'demo==1\n', 'evil/requirements.txt': 'demo==1\n' });
    await as(home, ['audit', 'repo'], token());
    assert.deepEqual(had(home), ['osv']);
    assert.deepEqual(beyond, []);
    meddler.asked.length = 0;
    writeFileSync(path.join(home, 'evil/rind.toml'), own()['config/rind/rind.toml']);
    const evil = path.join(home, 'evil');
    const refused = await as(evil, ['audit', '.'], { ...token(), RIND_DATA_DIR: path.join(evil, 'data') });
    assert.equal(refused.code, 2, refused.err);
    assert.match(refused.err, /no file of a repository says it/);
    // A sync looks at no repository at all.
    await as(evil, ['sync', '--source', 'osv'], {
      XDG_CONFIG_HOME: path.join(evil, 'none'),
      RIND_DATA_DIR: path.join(evil, 'data'),
    });
    assert.deepEqual(meddler.asked, []);
    assert.ok(beyond.length > 0, 'what everybody asks is asked');
  });

  it('gives a gateway behind it all that it knows, by itself, and under the pinned key', async () => {
    beyond.length = 0;
    const folder = somebody({ 'central.pub': readFileSync(path.join(root, 'central.pub'), 'utf8') });
    const { port } = proxy.address() as AddressInfo;
    const outside = `http://127.0.0.1:${port}`;
    const env = {
      ...token(),
      RIND_DATA_DIR: path.join(folder, 'data-of-it'),
      https_proxy: outside,
      no_proxy: '127.0.0.1',
    };
    const config = `[server]\nsync-every = "1h"\nsync-from = "${from()}"\nsync-key = "central.pub"\n`;
    const behind = await Gateway.start({ folder, upstreams: UPSTREAMS, config, env });
    try {
      const inForce = path.join(behind.data, 'advisories/in-force.db');
      for (let tries = 0; !existsSync(inForce); tries++) {
        assert.ok(tries < 300, `not in force after 30 s: ${behind.log}`);
        await sleep(100);
      }
    } finally {
      await behind.stop();
    }
    const [state, ...others] = storedStates(env.RIND_DATA_DIR);
    assert.deepEqual([state?.name, state?.origin.url, others.length], ['osv', from(), 0]);
    assert.equal(state?.origin.rind?.pin, key.slice('ed25519:'.length));
    assert.deepEqual(beyond, []);
    assertUntold(folder, behind.log);
  });

  it('that was given another key is followed, and the pinned one signs nothing any longer', async () => {
    const home = somebody(own());
    let old = Buffer.alloc(0);
    meddler.meddle = (passing) => {
      if (passing.path === '/api/v1/advisories') old = Buffer.from(passing.body);
      return passing;
    };
    assert.equal((await as(home, ['sync'], token())).code, 0);
    meddler.meddle = (passing) => passing;
    assert.equal(gateway.command('log', 'key', '--rotate').code, 0);
    const followed = await as(home, ['sync'], token());
    assert.equal(followed.code, 0, followed.err);
    const believed = storedStates(path.join(home, 'data'))[0]?.origin.rind;
    assert.equal(believed?.pin, key.slice('ed25519:'.length));
    assert.notEqual(believed?.key, believed?.pin);
    // What the pinned key signed is as good as what a thief of it would sign.
    meddler.meddle = (passing) => (passing.path === '/api/v1/advisories' ? { ...passing, body: old } : passing);
    const played = await as(home, ['sync', '--force'], token());
    meddler.meddle = (passing) => passing;
    assert.equal(played.code, 3);
    assert.match(played.err, /explain problem:rind-key-wrong/);
  });

  it('that a gateway cannot believe keeps it from starting, and says at once why', async () => {
    for (const [lines, why] of [
      ['sync-key = "missing.pub"', /missing\.pub/],
      [`sync-key = "${key}"\nsync-from = "rind+http://192.0.2.1"`, /plain http is for this machine alone/],
      ['', /nobody said which key signs what `server\.sync-from` hands out/],
    ] as const) {
      const folder = somebody();
      const asked = lines.includes('sync-from') ? '' : `sync-from = "${from()}"\n`;
      const starting = Gateway.start({ folder, upstreams: UPSTREAMS, config: `[server]\n${asked}${lines}\n` });
      await assert.rejects(starting, (error: Error) => /ended with 2/.test(error.message) && why.test(error.message));
    }
  });
});
