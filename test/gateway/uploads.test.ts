/**
 * Uploads that are refused, by everybody who uploads: why reaches the person, as the reference says (`SHOWN_BY`). And
 * what was uploaded is installed as it was made.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { SHOWN_BY } from '../../tools/docs-gateway.data.ts';
import { type Ran, saidBy } from '../clients/client.ts';
import { CLIENTS, clientNamed } from '../clients/clients.ts';
import { describeInstalled } from '../clients/installed.ts';
import { missingClient } from '../clients/missing.ts';
import { makeSdist, makeWheel } from '../servers/distribution.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { BehindTls, shared } from './behind-tls.ts';
import { makeUploadToken } from './by-hand.ts';
import { missingGateway } from './gateway.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';
const NONE = missingGateway();
const QUICK = ['pip-26.3', 'uv'];
const own = makeWheel({ name: 'Our.Own_Tool', version: '1.0+team.1', requires: ['public'] });
const source = makeSdist({ name: 'Our.Own_Tool', version: '1.0+team.1', requires: ['public'] });

const folder = mkdtempSync(join(tmpdir(), 'rind-uploads-'));
let uploads = 0;
let token = '';

const house = shared(async () => {
  const behind = await BehindTls.start(projectOf('public', fileOf(makeWheel({ name: 'public', version: '1.0' }))));
  // Somebody was given it from upstream.
  assert.equal((await fetch(`${behind.gateway.indexUrl}public/`)).status, 200);
  token = await makeUploadToken(behind.gateway.data);
  return behind;
});
after(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Sent {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

function wheelOf(name: string, code: string): Sent {
  const { filename, content } = makeWheel({ name, version: '1.0', files: { 'module.py': code } });
  return { name, version: '1.0', files: { [filename]: content } };
}

async function send(client: string, behind: BehindTls, sent: Sent, password = token): Promise<Ran | undefined> {
  const at = join(folder, `${uploads++}`);
  mkdirSync(at);
  const place = { folder: at, cache: join(at, 'cache'), uploadUrl: behind.gateway.uploadUrl };
  return clientNamed(client).upload?.({ ...place, ...sent, user: '__token__', password });
}

/** A gateway lets whoever comes with wrong tokens wait: one client at a time. */
describe('an upload', { skip: NONE }, () => {
  for (const { name, upload } of SHOWN_BY.filter((shown) => shown.upload !== 'none')) {
    const assertRefused = (ran: Ran | undefined, status: RegExp, why: RegExp): void => {
      assert.equal(ran?.ok, false, ran?.output);
      const said = saidBy(ran ?? { output: '' });
      assert.match(said, upload === 'status' ? status : why);
      if (upload === 'status') assert.doesNotMatch(said, why);
    };
    test(`that is refused is explained by ${name}`, { skip: missingClient(name) }, async () => {
      const behind = await house.opened();
      const taken = await send(name, behind, wheelOf('public', 'a = 1\n'));
      assertRefused(taken, /403 Forbidden/, /an upstream has `public`.*an administrator has to claim the name first/);
      const first = await send(name, behind, wheelOf(`sent-by-${name}`, 'a = 1\n'));
      assert.equal(first?.ok, true, first?.output);
      // The same again is no fault. flit builds what it uploads: it never comes with other bytes.
      if (name !== 'flit') {
        const other = await send(name, behind, wheelOf(`sent-by-${name}`, 'a = 2\n'));
        assertRefused(
          other,
          /400 Bad Request/,
          /File already exists: `\S+` is here with other content, by this name or another way of writing it, and stays/,
        );
      }
      const stranger = await send(name, behind, wheelOf(`sent-by-${name}`, 'a = 1\n'), 'rind_nobody');
      assertRefused(stranger, /40[13]|429/, /a token is needed here|too many wrong tokens/);
    });
  }
});

describe('what was uploaded', { concurrency: 2 }, () => {
  let sent: Promise<Ran | undefined> | undefined;
  for (const { name, install, needs } of CLIENTS.filter((client) => ALL || QUICK.includes(client.name))) {
    if (install === undefined) continue;
    test(`is installed by ${name}, by any spelling`, { skip: NONE ?? missingClient('twine', ...needs) }, async () => {
      const behind = await house.opened();
      const files = { [own.filename]: own.content, [source.filename]: source.content };
      sent ??= send('twine', behind, { name: 'Our.Own_Tool', version: '1.0+team.1', files });
      const ran = await sent;
      assert.equal(ran?.ok, true, ran?.output);
      const outcome = await install(behind.order('through', 'our_OWN-tool'));
      assert.ok(outcome.ok, outcome.output);
      const found = describeInstalled(outcome.installed);
      assert.deepEqual(Object.keys(found), ['our-own-tool 1.0+team.1', 'public 1.0']);
      assert.deepEqual(found, await directly(behind));
    });
  }
});

let direct: Promise<Record<string, Record<string, string>>> | undefined;

/** What comes of the same two files where an upstream has them. */
function directly(behind: BehindTls): Promise<Record<string, Record<string, string>>> {
  direct ??= (async () => {
    behind.upstream.put(projectOf('Our.Own_Tool', fileOf(own), fileOf(source)));
    return behind.reference('our-own-tool');
  })();
  return direct;
}
