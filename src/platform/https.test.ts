import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Certificate, makeCertificate } from '../../test/servers/certificate.ts';
import { tree } from '../../test/tree.ts';
import { isPublicAddress } from './address.ts';
import { fetchBytes, httpClient } from './http.ts';

const AUTHORITY = makeCertificate({ name: 'Test authority' });

interface Served {
  readonly origin: string;
  /** Where the authority's certificate lies. */
  readonly file: string;
  /** Requests that came through. */
  readonly asked: () => number;
}

/** A server on loopback with a certificate of ours. */
async function serve(test: TestContext, { certificate, key }: Certificate, host = '127.0.0.1'): Promise<Served> {
  let count = 0;
  const options = { cert: certificate, key: key.export({ type: 'pkcs8', format: 'pem' }) };
  const server = createServer(options, (_request, response) => {
    count++;
    response.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const root = tree(test, { 'ca.pem': AUTHORITY.certificate });
  return { origin: `https://localhost:${port}`, file: path.join(root, 'ca.pem'), asked: () => count };
}

async function ask({ origin }: Served, file: string | undefined): Promise<string> {
  const variables = file === undefined ? {} : { SSL_CERT_FILE: file };
  const client = httpClient({ trusted: new Set([origin]), variables, agent: 'rind/test', pauseMs: 1 });
  const got = await fetchBytes(client, { url: `${origin}/x` }, 100);
  return got.ok ? Buffer.from(got.value.bytes).toString() : got.error.message;
}

const own = (hosts: readonly string[], until?: number) =>
  makeCertificate({ name: 'server', hosts, issuer: AUTHORITY, ...(until === undefined ? {} : { until }) });

describe('asking a server by https', () => {
  it("whose certificate an authority of one's own has signed needs that authority, by `SSL_CERT_FILE`", async (test) => {
    const served = await serve(test, own(['localhost']));
    assert.equal(await ask(served, served.file), 'hello');
    assert.match(await ask(served, undefined), /UNABLE_TO|SELF_SIGNED|CERT/);
    assert.match(await ask(served, `${served.file}.missing`), /UNABLE_TO|SELF_SIGNED|CERT/);
    assert.equal(served.asked(), 1);
  });

  it('or by `NODE_EXTRA_CA_CERTS`, which Node itself reads', async (test) => {
    const served = await serve(test, own(['localhost']));
    const http = fileURLToPath(new URL('./http.ts', import.meta.url));
    const script = `
      const { fetchBytes, httpClient } = await import(${JSON.stringify(http)});
      const client = httpClient({ trusted: new Set(['${served.origin}']), variables: {}, agent: 'rind/test', attempts: 1 });
      const got = await fetchBytes(client, { url: '${served.origin}/x' }, 100);
      console.log(got.ok ? Buffer.from(got.value.bytes).toString() : got.error.message);`;
    const env = { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: served.file };
    const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
    assert.equal(run.stdout, 'hello\n');
  });

  for (const [what, certificate, message] of [
    ['is of another name', () => own(['other.example']), /ALTNAME_INVALID/],
    ['has run out', () => own(['localhost'], Date.now() - 1000), /CERT_HAS_EXPIRED/],
    ['nobody signed but itself', () => makeCertificate({ name: 'localhost', hosts: ['localhost'] }), /SELF_SIGNED/],
    ['another authority of the same name has signed', forged, /CERT_SIGNATURE_FAILURE|UNABLE_TO/],
  ] as const) {
    it(`whose certificate ${what} is refused, at once and before anything is sent`, async (test) => {
      const served = await serve(test, certificate());
      assert.match(await ask(served, served.file), message);
      assert.equal(served.asked(), 0);
    });
  }

  it('goes over no connection that was made under trust, where it has none itself', async (test) => {
    const name = hostname();
    const served = await serve(test, own([name]), '0.0.0.0');
    const origin = served.origin.replace('localhost', name);
    const client = httpClient({
      trusted: new Set(),
      variables: { SSL_CERT_FILE: served.file },
      agent: 'rind/test',
      attempts: 1,
    });
    const first = await fetchBytes(client, { url: `${origin}/x`, trusted: new Set([origin]) }, 100);
    if (!first.ok || name === 'localhost') return test.skip('this machine has no name that leads to itself');
    const second = await client.send({ url: `${origin}/x` });
    assert.equal(second.ok ? 'asked' : second.error.code, 'url-refused');
    assert.equal(served.asked(), 1);
    return undefined;
  });

  it('by a name that leads to a private address is refused when the name is resolved', async (test) => {
    const name = hostname();
    const found = await lookup(name, { all: true }).catch(() => []);
    if (name === 'localhost' || found.length === 0 || found.every(({ address }) => isPublicAddress(address))) {
      test.skip('this machine has no name that leads to a private address');
      return;
    }
    const client = httpClient({ trusted: new Set(), variables: {}, agent: 'rind/test', attempts: 1 });
    const got = await client.send({ url: `https://${name}/x` });
    assert.equal(got.ok ? 'asked' : got.error.code, 'url-refused');
  });
});

function forged(): Certificate {
  const issuer = makeCertificate({ name: AUTHORITY.name });
  return makeCertificate({ name: 'server', hosts: ['localhost'], issuer });
}
