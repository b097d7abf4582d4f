import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { err } from '@rind/pypa';
import { tree } from '../../test/tree.ts';
import { problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { HttpClient } from '../platform/http.ts';
import { askIndex } from './ask.http.ts';
import { authorization, type CredentialSources, credentialsFor } from './credentials.ts';
import { readNetrc } from './netrc.fs.ts';
import { parseNetrc } from './netrc.ts';
import { clientWith, IndexServer, named, redirect, say, upstreamAt } from './testing/index-server.ts';

const credentials = { username: new Secret('me'), password: new Secret('hunter2') };
const BASIC = `Basic ${btoa('me:hunter2')}`;

function found(url: string, more: Partial<CredentialSources> = {}, variable?: string): string {
  const subject = { name: 'acme.own', url, ...(variable === undefined ? {} : { variable }) };
  const read = credentialsFor(subject, { variables: {}, netrc: [], ...more });
  return read === undefined ? 'none' : `${read.username.reveal()} ${read.password.reveal()}`;
}

describe('credentials of an index', () => {
  const URL_OF = 'https://u:p%40ss@index.example/simple/';
  const netrc = parseNetrc('machine index.example login n password m');
  const uv = { UV_INDEX_ACME_OWN_USERNAME: 'uv', UV_INDEX_ACME_OWN_PASSWORD: '1' };
  const rind = { RIND_INDEX_ACME_OWN_PASSWORD: '2' };

  it('come from the variable that is named, ours, uv’s, the address, netrc, in that order', () => {
    assert.equal(found(URL_OF, { variables: { ...uv, ...rind, X_USERNAME: 'x' }, netrc }, 'X'), 'x ');
    assert.equal(found(URL_OF, { variables: { ...uv, ...rind }, netrc }), '__token__ 2');
    assert.equal(found(URL_OF, { variables: uv, netrc }), 'uv 1');
    assert.equal(found(URL_OF, { netrc }), 'u p@ss');
    assert.equal(found('https://index.example/simple/', { netrc }), 'n m');
    assert.equal(found('https://other.example/simple/', { netrc }), 'none');
  });

  it('go to the index alone: not to the host of its files, another port, or where a redirect leads', async () => {
    await using server = await IndexServer.start();
    await using other = await IndexServer.start();
    const upstream = upstreamAt(server, { credentials });
    server.json('demo', { name: 'demo', files: [] });
    await clientWith().page(upstream, named('demo'));
    assert.equal(server.headers[0]?.authorization, BASIC);
    server.on('/simple/demo/', redirect(`${other.origin}/simple/demo/`));
    await clientWith().page(upstream, named('demo'), { attempts: 1 });
    assert.deepEqual(other.asked, []);
  });

  it('are shown to no host that files may come from, but to the index itself', async () => {
    const upstream = {
      ...upstreamAt({ origin: 'https://index.example' }, { credentials, fileHosts: ['files.example'] }),
    };
    const shown = new Map<string, string | undefined>();
    const http: HttpClient = {
      attempts: 1,
      pause: async () => {},
      send: () => assert.fail('not used'),
      async ask({ url, headers, trusted, allows }) {
        shown.set(url, headers?.['authorization']);
        assert.deepEqual([...(trusted ?? [])], ['https://index.example']);
        assert.equal(allows?.(new URL('https://evil.example/')), false);
        return err({ kind: 'timeout', problem: problem('fetch-failed', 'x') });
      },
    };
    // A page comes from the index itself and from nowhere else.
    const ask: HttpClient['ask'] = async ({ allows }) => {
      assert.equal(allows?.(new URL('https://files.example/')), false);
      assert.equal(allows?.(new URL('https://index.example/')), true);
      return err({ kind: 'timeout', problem: problem('fetch-failed', 'x') });
    };
    for (const url of [
      'https://index.example/x',
      'https://files.example/x',
      'https://index.example:8443/x',
      'http://index.example/x',
    ])
      await askIndex(http, upstream, { url, headers: {}, isFile: true, patience: {} });
    await askIndex({ ...http, ask }, upstream, { url: upstream.url, headers: {}, isFile: false, patience: {} });
    assert.deepEqual([...shown.values()], [BASIC, undefined, undefined, undefined]);
  });

  it('stand in no message, whatever fails', async () => {
    await using server = await IndexServer.start();
    const settings = { url: `${server.origin.replace('//', '//me:hunter2@')}/simple/`, credentials };
    for (const status of [401, 403, 500, 302]) {
      server.on('/simple/demo/', say('', { location: 'https://x:hunter2@evil.example/' }, status));
      const upstream = upstreamAt(server, settings);
      const answer = await clientWith().page(upstream, named('demo'), { attempts: 1 });
      assert.ok(!`${JSON.stringify(answer)} ${inspect({ answer, upstream }, { depth: 9 })}`.includes('hunter2'));
    }
  });

  it('of any letters are sent as UTF-8', () => {
    const sent = authorization({ username: new Secret('jö'), password: new Secret('a:b') });
    assert.equal(Buffer.from(sent.slice(6), 'base64').toString(), 'jö:a:b');
  });
});

describe('netrc', () => {
  const told = (text: string) =>
    parseNetrc(text).map(({ machine, login, password }) => `${machine} ${login} ${password.reveal()}`);
  for (const [what, text, expected] of [
    ['one entry', 'machine A.example login u password p', ['a.example u p']],
    ['over lines, in any order', 'machine a\n password p\n login u', ['a u p']],
    ['several', 'machine a login u password p machine b password q', ['a u p', 'b  q']],
    ['quotes and backslashes', 'machine a login "x y" password a\\ b\\"', ['a x y a b"']],
    ['comments, but no password', '# c\nmachine a login u password #p # x\n', ['a u #p']],
    ['an account', 'machine a account z login u password p', ['a u p']],
    ['no default: it would go everywhere', 'default login u password p', []],
    ['nothing after the default', 'machine a login u password p default login x password y', ['a u p']],
    ['no macro', 'machine a password p macdef m\nput machine b password q', ['a  p']],
    ['nothing after what is not understood', 'machine a password p port 5 machine b password q', ['a  p']],
    ['nothing', '', []],
    ['nothing of half an entry', 'machine a login', []],
  ] as const)
    it(`has ${what}`, () => assert.deepEqual(told(text), expected));

  it('lies where `NETRC` says, or at home; none is none', async (test) => {
    const root = tree(test, { '.netrc': 'machine a password p', other: 'machine b password q' });
    const machines = async (variables: Record<string, string>, home: string) =>
      (await readNetrc(variables, home)).map(({ machine }) => machine);
    assert.deepEqual(await machines({}, root), ['a']);
    assert.deepEqual(await machines({ NETRC: path.join(root, 'other') }, root), ['b']);
    assert.deepEqual(await machines({ NETRC: path.join(root, 'gone') }, root), []);
    assert.deepEqual(await machines({}, path.join(root, 'gone')), []);
  });
});
