/** Whose a name is, at a gateway that runs: who may upload to it, who is asked for it, and who never is. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import {
  type Answered,
  ask,
  askUntil,
  folderFor,
  formOf,
  logOf,
  pause,
  tokenHeader,
  withState,
} from '../faults/site.ts';
import { Gateway, type GatewayUpstream, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';

const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };
const NO_COOLDOWN = '[rules.release-cooldown]\nlevel = "off"\n[rules.name-confusion]\nlevel = "off"\n';

function wheel(name: string, version = '1.0'): UpstreamFile {
  return fileOf(makeWheel({ name, version }));
}

function filesOf(page: Answered): string[] | number {
  if (page.status !== 200) return page.status;
  const { files } = JSON.parse(page.body.toString());
  return files.map(({ filename }: { filename: string }) => filename);
}

async function upstreams(t: TestContext): Promise<[Upstream, Upstream]> {
  const both: [Upstream, Upstream] = [await Upstream.start(), await Upstream.start()];
  t.after(() => Promise.all(both.map((one) => one[Symbol.asyncDispose]())));
  return both;
}

function named(first: Upstream, second: Upstream): GatewayUpstream[] {
  return [
    { name: 'first', url: first.indexUrl },
    { name: 'second', url: second.indexUrl },
  ];
}

describe('names at a running gateway', { skip: missingGateway(), concurrency: 2 }, () => {
  test('an upstream that is down, hanging or 5xx makes an unknown name 503 with Retry-After: never 404, never a fall-through to the next', async (t) => {
    const [first, second] = await upstreams(t);
    const folder = folderFor(t);
    const ways = {
      'status-500': { kind: 'status', status: 500 },
      'status-502': { kind: 'status', status: 502 },
      'status-503': { kind: 'status', status: 503, retryAfter: '1' },
      'status-504': { kind: 'status', status: 504 },
      'status-429': { kind: 'status', status: 429, retryAfter: '1' },
      'hanging-up': { kind: 'raw', bytes: '' },
      'cut-off': { kind: 'truncate', after: 20 },
      'no-http': { kind: 'raw', bytes: 'SSH-2.0-x\r\n' },
      hanging: { kind: 'hang' },
    } as const;
    for (const [name, behavior] of Object.entries(ways)) {
      first.put(projectOf(name, wheel(name)));
      second.put(projectOf(name, wheel(name, '99.0')));
      first.misbehave(`/simple/${name}/`, behavior);
    }
    await using gateway = await Gateway.start({ folder, upstreams: named(first, second), config: NO_COOLDOWN });
    await Promise.all(
      Object.keys(ways).flatMap((name) => {
        const file = `/simple/${name}/${name.replaceAll('-', '_')}-99.0-py3-none-any.whl`;
        return [`/simple/${name}/`, file, `${file}.metadata`, `/pypi/${name}/json`].map(async (path) => {
          const answer = await ask(gateway.origin, path, JSON_PAGE);
          assert.equal(answer.status, 503, `${path}: ${answer.body}`);
          assert.ok(Number(answer.headers['retry-after']) > 0, path);
        });
      }),
    );
    assert.deepEqual(second.taken(), [], 'the next was asked');
  });

  test('a name that was served from an upstream, asked for there, or that the bulk name list knows is uploaded only after an explicit claim', async (t) => {
    const [first, second] = await upstreams(t);
    const folder = folderFor(t);
    writeFileSync(join(folder, 'names.txt'), '# all of them\nrequests 1000\nListed.Name\n');
    first.put(projectOf('served', wheel('served')));
    const config = `${NO_COOLDOWN}[server]\nsync-every = "off"\nnames-file = "names.txt"\n`;
    const options = { folder, upstreams: named(first, second), config };
    const known = ['served', 'asked-for', 'listed-name', 'requests'];
    const { authorization: any } = await tokenHeader(folder);
    const { authorization: admin } = await tokenHeader(folder, 'admin');
    const send = async (gateway: Gateway, name: string, authorization: string, version = '7.0') => {
      const { filename, content } = makeWheel({ name, version });
      const form = formOf(filename, content, { name });
      return (await ask(gateway.origin, '/legacy/', { ...form.headers, authorization }, 'POST', form.body)).status;
    };
    {
      await using gateway = await Gateway.start(options);
      assert.equal((await ask(gateway.origin, '/simple/served/')).status, 200);
      assert.equal((await ask(gateway.origin, '/simple/asked-for/')).status, 404);
      for (const name of known)
        for (const token of [any, admin]) assert.equal(await send(gateway, name, token), 403, name);
      // A token without a project may upload any other name.
      assert.equal(await send(gateway, 'nobody-knows', any), 200);
    }
    // Neither a restart nor an upstream that has forgotten makes a name free.
    first.projects.clear();
    await using gateway = await Gateway.start(options);
    for (const name of known) assert.equal(await send(gateway, name, any), 403, name);
    const claims = await tokenHeader(folder, 'upload', { project: 'listed-name' });
    assert.equal(await send(gateway, 'listed-name', claims.authorization), 403, 'a token for it is no claim');
    await withState(folder, async ({ hosted }) => {
      for (const name of known) await hosted.claim({ name, prefix: false, by: 'test', made: Date.now() });
    });
    await pause(1200);
    for (const name of known) {
      assert.equal(await send(gateway, name, any), 403, `${name} is claimed: not for a token of no project`);
      assert.equal(await send(gateway, name, admin), 200, name);
    }
    assert.equal(await send(gateway, 'listed-name', claims.authorization, '8.0'), 200);
  });

  test('private names that appear publicly are reported by comparing with the bulk name list, never by asking for the name', async (t) => {
    const [first, second] = await upstreams(t);
    const folder = folderFor(t);
    const list = join(folder, 'names.txt');
    writeFileSync(list, 'requests\n');
    const config = `${NO_COOLDOWN}[server]\nsync-every = "off"\nnames-file = "names.txt"\n`;
    const options = { folder, upstreams: named(first, second), config };
    for (const upstream of [first, second]) upstream.put(projectOf('ours', wheel('ours', '99.0')));
    const { authorization } = await tokenHeader(folder);
    const form = formOf('ours-1.0-py3-none-any.whl', makeWheel({ name: 'ours', version: '1.0' }).content);
    {
      await using gateway = await Gateway.start(options);
      const headers = { ...form.headers, authorization };
      assert.equal((await ask(gateway.origin, '/legacy/', headers, 'POST', form.body)).status, 200);
      await withState(folder, ({ hosted }) =>
        hosted.claim({ name: 'secret-plan', prefix: false, by: 'test', made: Date.now() }),
      );
    }
    // Somebody publishes what we have: the operator's list says so.
    writeFileSync(list, 'requests\nOurs\nsecret_plan\n');
    await using gateway = await Gateway.start(options);
    const reported = () => logOf(folder).filter(({ event }) => event === 'private-name-public');
    for (let waited = 0; waited < 100 && reported().length < 2; waited++) await pause(100);
    assert.deepEqual(
      reported()
        .map(({ project }) => project)
        .sort(),
      ['ours', 'secret-plan'],
    );
    assert.deepEqual(filesOf(await ask(gateway.origin, '/simple/ours/', JSON_PAGE)), ['ours-1.0-py3-none-any.whl']);
    assert.equal((await ask(gateway.origin, '/simple/secret-plan/')).status, 404);
    assert.deepEqual([...first.taken(), ...second.taken()], [], 'an upstream heard of a private name');
  });

  test('prefix reservations by the matching of PEP 752: `acme` is `acme` and `acme-*`, served by its owner only', async (t) => {
    const [first, second] = await upstreams(t);
    const folder = folderFor(t);
    const names = ['acme', 'acme-tools', 'acmetools', 'own', 'own-lib', 'ownership'];
    for (const name of names) {
      first.put(projectOf(name, wheel(name, '9.0')));
      second.put(projectOf(name, wheel(name, '1.0')));
    }
    const table =
      '[[server.reservations]]\nprefix = "Acme"\nupstream = "second"\n[[server.reservations]]\nprefix = "own"\n';
    const config = `${NO_COOLDOWN}[server]\nsync-every = "off"\n${table}`;
    await using gateway = await Gateway.start({ folder, upstreams: named(first, second), config });
    const page = async (name: string) => filesOf(await ask(gateway.origin, `/simple/${name}/`, JSON_PAGE));
    assert.deepEqual(await page('acme'), ['acme-1.0-py3-none-any.whl']);
    assert.deepEqual(await page('acme-tools'), ['acme_tools-1.0-py3-none-any.whl']);
    assert.deepEqual(await page('acmetools'), ['acmetools-9.0-py3-none-any.whl'], 'only looks like it');
    assert.deepEqual(await page('ownership'), ['ownership-9.0-py3-none-any.whl'], 'only looks like it');
    assert.deepEqual([await page('own'), await page('own-lib')], [404, 404], 'for uploads alone');
    const asked = (upstream: Upstream) => [...new Set(upstream.asked.map(({ path }) => path.split('/')[2]))].sort();
    assert.deepEqual(asked(first), ['acmetools', 'ownership']);
    assert.deepEqual(asked(second), ['acme', 'acme-tools']);
    // Where its owner has nothing, nobody else steps in, and where it is down neither.
    second.projects.delete('acme-tools');
    first.put(projectOf('acme-x', wheel('acme-x')));
    assert.equal(await page('acme-x'), 404);
    second.misbehave(/^\/simple\/acme-y\//, { kind: 'status', status: 500 });
    first.put(projectOf('acme-y', wheel('acme-y')));
    assert.equal(await page('acme-y'), 503);
    assert.deepEqual(asked(first), ['acmetools', 'ownership']);
    const { authorization } = await tokenHeader(folder);
    for (const name of ['acme-new', 'own-new', 'own']) {
      const form = formOf(
        `${name.replaceAll('-', '_')}-1.0-py3-none-any.whl`,
        makeWheel({ name, version: '1.0' }).content,
        { name },
      );
      const sent = await ask(gateway.origin, '/legacy/', { ...form.headers, authorization }, 'POST', form.body);
      assert.equal(sent.status, 403, `${name}: a token of no project`);
    }
  });

  test('explicit merges only: a page is put together from several upstreams where that is said, and of one file name the first counts', async (t) => {
    const [first, second] = await upstreams(t);
    const folder = folderFor(t);
    for (const name of ['merged', 'single']) {
      first.put(projectOf(name, wheel(name, '1.0'), wheel(name, '2.0')));
      const other = fileOf(makeWheel({ name, version: '2.0', files: { [`${name}.py`]: 'evil = True\n' } }));
      second.put(projectOf(name, other, wheel(name, '3.0')));
    }
    const table = '[[server.merges]]\nnames = ["merged"]\nupstreams = ["first", "second"]\n';
    const config = `${NO_COOLDOWN}[server]\nsync-every = "off"\n${table}`;
    await using gateway = await Gateway.start({ folder, upstreams: named(first, second), config });
    const page = async (name: string) => filesOf(await ask(gateway.origin, `/simple/${name}/`, JSON_PAGE));
    const wheels = (name: string, ...versions: string[]) => versions.map((one) => `${name}-${one}-py3-none-any.whl`);
    assert.deepEqual(await page('single'), wheels('single', '1.0', '2.0'));
    const merged = await page('merged');
    assert.ok(Array.isArray(merged));
    assert.deepEqual(merged.sort(), wheels('merged', '1.0', '2.0', '3.0'));
    const got = await askUntil(gateway.origin, '/simple/merged/merged-2.0-py3-none-any.whl');
    assert.equal(got.status, 200);
    assert.doesNotMatch(got.body.toString('latin1'), /evil/);
    assert.deepEqual(
      second.asked.filter(({ path }) => path.includes('single')).map(({ path }) => path),
      [],
    );
  });
});
