/**
 * `/api/v1` of a gateway that runs as a process of its own: every operation is asked for everything that its OpenAPI
 * document says it answers, and each answer is compared with what stands there; `/metrics` after all that.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { API_OPERATIONS } from '../../src/contract/http-api.ts';
import { readExposition } from '../../src/gateway/testing/read-exposition.ts';
import { recordsZip } from '../../tools/make-records.ts';
import type { JsonSchema } from '../../tools/schema/from-types.ts';
import { faultsOf } from '../../tools/testing/schema-faults.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { FULL_STYLE } from '../servers/upstream-page.ts';
import { Gateway, missingGateway } from './gateway.ts';

interface Described {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Described>> }>>>
  >;
  readonly components: { readonly schemas: { readonly Problem: JsonSchema } };
}

/** A question to one operation. */
interface Question {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** A wrong one where it is `wrong`; none where it is `none`. */
  readonly as?: 'admin' | 'read' | 'none' | 'wrong';
  readonly headers?: Readonly<Record<string, string>>;
}

const FLAW = {
  schema_version: '1.7.0',
  id: 'PYSEC-2026-7',
  modified: '2026-01-01T00:00:00Z',
  published: '2026-01-01T00:00:00Z',
  summary: 'a flaw',
  details: 'It is bad.',
  affected: [
    { package: { name: 'flawed', ecosystem: 'PyPI' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] },
  ],
};

describe('the OpenAPI document', { skip: missingGateway() ?? false }, () => {
  const root = mkdtempSync(join(tmpdir(), 'rind-api-'));
  const data = join(root, 'advisories');
  const tokens = new Map([['wrong', 'rind_wrong']]);
  const seen = new Set<string>();
  let upstream: Upstream;
  let gateway: Gateway;
  let document: Document;

  before(async () => {
    upstream = await Upstream.start({ style: FULL_STYLE });
    const names = ['demo', 'flawed', 'waits', 'refused'];
    upstream.put(...names.map((name) => projectOf(name, fileOf(makeWheel({ name, version: '1.0' })))));
    const config = '[rules.release-cooldown]\nlevel = "off"\n';
    const upstreams = [{ name: 'up', url: upstream.indexUrl, mirrors: 'pypi' } as const];
    gateway = await Gateway.start({ folder: join(root, 'one'), upstreams, config, env: { RIND_DATA_DIR: data } });
    for (const scope of ['read', 'admin'] as const)
      tokens.set(scope, gateway.command('token', 'create', '--scope', scope).out.trim());
    document = (await (await fetch(`${gateway.origin}/api/v1/openapi.json`)).json()) as Document;
  });
  after(async () => {
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  /** Asks, and compares the answer with what the document says of it. Its value. */
  async function ask(id: string, expected: number, question: Question = {}): Promise<Record<string, unknown>> {
    const operation = API_OPERATIONS.find((one) => one.id === id);
    assert.ok(operation !== undefined, id);
    const { as = 'admin', body, headers = {}, path = {}, query = {} } = question;
    const place = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    const token = tokens.get(as);
    const answer = await fetch(`${gateway.origin}/api/v1${place}?${new URLSearchParams(query)}`, {
      method: operation.method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const about = `${id} ${answer.status} ${text.slice(0, 500)}`;
    assert.equal(answer.status, expected, about);
    const described = document.paths[operation.path]?.[operation.method.toLowerCase()]?.responses[answer.status];
    assert.ok(described !== undefined, `${about}: no such status is documented`);
    seen.add(`${id} ${answer.status}`);
    const type = answer.headers.get('content-type')?.split(';')[0];
    const [media, content] = Object.entries(described.content ?? {})[0] ?? [];
    assert.equal(type, media, about);
    if (content === undefined || operation.media === media) return {};
    const value: unknown = JSON.parse(text);
    const isProblem = content.schema.$ref !== undefined;
    const schema = isProblem ? document.components.schemas.Problem : content.schema;
    assert.deepEqual(faultsOf(value, schema), [], about);
    if (answer.status >= 400) assert.equal(Object(value).status, answer.status);
    return Object(value) as Record<string, unknown>;
  }

  async function fileOfProject(name: string): Promise<number> {
    const answer = await fetch(`${gateway.indexUrl}${name}/${name}-1.0-py3-none-any.whl`);
    await answer.arrayBuffer();
    return answer.status;
  }

  it('says what reading answers, before there is anything', async () => {
    await ask('getStatus', 200);
    await ask('search', 200, { query: { q: 'x' } });
    for (const list of ['listHolds', 'listRulings', 'listTokens', 'listClaims', 'listGateways', 'listExposures'])
      await ask(list, 200);
    await ask('listDownloads', 200, { query: { spec: 'nothing' } });
    await ask('replay', 200, { query: { spec: `sha256:${'a'.repeat(64)}`, at: '2026-01-01' } });
    await ask('getAdvisories', 404);
  });

  it('says what people do, and what becomes of it', async () => {
    for (const name of ['demo', 'flawed']) assert.equal(await fileOfProject(name), 200);
    const denied = await ask('addRuling', 200, { body: { verdict: 'deny', spec: 'demo', reason: 'why', wait: true } });
    assert.equal(await fileOfProject('demo'), 403);
    const page = await fetch(`${gateway.indexUrl}demo/demo-1.0-py3-none-any.whl`);
    const why = String(((await page.json()) as { instance: string }).instance).replace('/why/', '');
    await ask('getWhy', 200, { path: { id: why } });
    await ask('listRulings', 200, { query: { limit: '1' } });
    await ask('removeRuling', 200, { path: { id: String(denied['id']) }, query: { wait: 'true' } });
    const lifted = { verdict: 'allow', spec: 'demo==1.0', reason: 'x', for: ['PYSEC-2026-1'], expires: '2099-01-01' };
    await ask('addRuling', 200, { body: lifted });
    // A slip of the pen is done all the same, with a note.
    const noted = await ask('addRuling', 200, { body: { verdict: 'deny', spec: 'flawwed', reason: 'x' } });
    assert.ok(Array.isArray(noted['notes']));
    await ask('listRulings', 200);
    for (const spec of ['waits', 'refused'])
      await ask('addRuling', 200, { body: { verdict: 'hold', spec, reason: 'look first', wait: true } });
    for (const name of ['waits', 'refused']) assert.equal(await fileOfProject(name), 403);
    let holds: { id: string; project: string }[] = [];
    for (let tries = 0; holds.length < 2 && tries < 100; tries++) {
      holds = (await ask('listHolds', 200))['holds'] as typeof holds;
      await wait(50);
    }
    const idOf = (name: string) => ({ id: holds.find(({ project }) => project === name)?.id ?? '' });
    await ask('releaseHold', 400, { path: idOf('waits'), body: { sha256: 'x' } });
    await ask('releaseHold', 200, { path: idOf('waits'), body: { reason: 'seen', wait: true } });
    await ask('refuseHold', 400, { path: idOf('refused'), body: { sha256: 'x' } });
    await ask('refuseHold', 200, { path: idOf('refused'), body: {} });
    const { id } = await ask('createToken', 200, { body: { scope: 'upload', project: 'own' } });
    await ask('createToken', 200, { body: { scope: 'read', expires: 'never' } });
    await ask('listTokens', 200);
    await ask('revokeToken', 200, { path: { id: String(id) } });
    await ask('addClaim', 200, { body: { name: 'own', prefix: true } });
    await ask('listClaims', 200);
    await ask('removeClaim', 200, { path: { id: 'own' } });
    await ask('listGateways', 200);
    const found = await ask('search', 200, { query: { q: 'e', limit: '1' } });
    const next = await ask('search', 200, { query: { q: 'e', limit: '1', after: String(found['next']) } });
    assert.notDeepEqual(next['projects'], found['projects'], 'the next page can be asked for');
    // What is counted lags behind the log by half a second.
    await wait(1000);
    await ask('listDownloads', 200, { query: { spec: 'flawed' } });
    await ask('replay', 200, { query: { spec: 'demo==1.0', at: '2099-01-01' } });
    await ask('replay', 200, { query: { spec: 'demo', from: '2026-01-01', to: '2099-01-01' } });
  });

  it('says what advisories and exposures look like', async () => {
    const zip = join(root, 'all.zip');
    writeFileSync(zip, recordsZip([FLAW]));
    const ran = gateway.remote({ RIND_DATA_DIR: data }, 'sync', '--from', zip, '--source', 'osv');
    assert.equal(ran.code, 0, ran.err);
    for (let tries = 0, isTold = false; !isTold; tries++) {
      assert.ok(tries < 400, 'no exposure within 40 s');
      await wait(100);
      const { exposures } = await ask('listExposures', 200);
      isTold = JSON.stringify(exposures).includes('flawed-1.0');
    }
    const { advisories, sync } = await ask('getStatus', 200);
    assert.ok(Array.isArray(advisories) && advisories.length === 1);
    assert.deepEqual(sync, { fetches: false, from: null, state: null, last: null });
    assert.equal(await fileOfProject('flawed'), 403);
    await ask('getAdvisories', 200);
    const answer = await fetch(`${gateway.origin}/api/v1/advisories`);
    const tag = answer.headers.get('etag') ?? '';
    const sha256 = /"sha256":"([0-9a-f]{64})"/.exec(await answer.text())?.[1] ?? '';
    await ask('getAdvisories', 304, { headers: { 'if-none-match': tag } });
    const path = { sha256 };
    await ask('getAdvisoryData', 200, { path });
    await ask('getAdvisoryData', 206, { path, headers: { range: 'bytes=0-3' } });
    await ask('getAdvisoryData', 304, { path, headers: { 'if-none-match': `"${sha256}"` } });
    await ask('getAdvisoryData', 416, { path, headers: { range: 'bytes=999999-' } });
  });

  it('says what is refused: who asks, what makes no sense, what there is not', async () => {
    const bodies = new Map(
      API_OPERATIONS.flatMap(({ id, body }) => (body === undefined ? [] : [[id, { body: { no: 1 } }]])),
    );
    const query = { q: 'x', spec: 'demo', at: '2026-01-01' };
    const path = { id: '0123456789abcdef', sha256: 'a'.repeat(64) };
    for (const { id, method, scope, body } of API_OPERATIONS) {
      // A wrong token is forgotten once a right one comes from there.
      await ask(id, 401, { path, query, ...bodies.get(id), as: 'wrong' });
      await ask('getStatus', 200);
      if (scope === 'admin' && method === 'GET') await ask(id, 401, { path, query, as: 'none' });
      const right = { path, query, ...(body === undefined ? {} : { body: RIGHT.get(id) ?? {} }) };
      if (scope === 'admin') await ask(id, 403, { ...right, as: 'read' });
      if (method !== 'GET') await ask(id, 403, { ...right, headers: { origin: 'https://evil.example' } });
      if (body !== undefined) await ask(id, 400, { path, body: { no: 1 } });
    }
    for (const id of ['getWhy', 'removeRuling', 'revokeToken', 'removeClaim', 'getAdvisoryData'])
      await ask(id, 404, { path });
    for (const id of ['releaseHold', 'refuseHold']) await ask(id, 404, { path, body: {} });
    await ask('search', 404, { query: { q: 'x', view: 'no' } });
    await ask('replay', 404, { query: { spec: 'demo', at: '2026-01-01', view: 'no' } });
    for (const id of ['listHolds', 'listRulings', 'listTokens', 'listClaims', 'listExposures'])
      await ask(id, 400, { query: { limit: '0' } });
    await ask('search', 400);
    await ask('listDownloads', 400, { query: { spec: '!' } });
    await ask('replay', 400, { query: { spec: 'demo' } });
    for (let tries = 0; tries < 6; tries++) await ask('getStatus', 401, { as: 'wrong' });
    await ask('getStatus', 429, { as: 'wrong' });
  });

  it('documents nothing that nobody answers', () => {
    const documented = API_OPERATIONS.flatMap(({ id, path, method }) =>
      Object.keys(document.paths[path]?.[method.toLowerCase()]?.responses ?? {}).map((status) => `${id} ${status}`),
    );
    assert.equal(new Set(documented.map((one) => one.split(' ')[0])).size, API_OPERATIONS.length);
    // Storage that does not answer, guesses at tokens, and reading that is closed say the same everywhere: see the tests of the door.
    const elsewhere = / (?:429|503|default)$/;
    const missed = documented.filter((one) => !seen.has(one) && !elsewhere.test(one));
    assert.deepEqual(missed, ['getStatus 404']);
  });

  it('is followed by metrics that count all of it, in the format of Prometheus', async () => {
    const answer = await fetch(`${gateway.origin}/metrics`);
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const families = readExposition(await answer.text());
    const told = (name: string, labels: Readonly<Record<string, string>> = {}) =>
      families
        .get(name)
        ?.samples.find((one) => Object.entries(labels).every(([label, value]) => one.labels.get(label) === value))
        ?.value;
    const up = { upstream: 'up' };
    assert.equal(told('rind_upstream_up', up), 1);
    assert.ok((told('rind_upstream_requests_total', { ...up, outcome: '2xx' }) ?? 0) >= 6, 'pages and files');
    assert.ok((told('rind_upstream_received_bytes_total', up) ?? 0) > 1000);
    assert.equal(told('rind_upstream_broken_total', up), 0);
    assert.equal(told('rind_upstream_stale_answers_total', up), 0);
    assert.equal(told('rind_holds_waiting'), 0);
    // The denial of `demo` was taken back: whether it was told depends on when somebody looked.
    assert.ok([1, 2].includes(told('rind_exposures_total') ?? 0));
    assert.equal(told('rind_advisories_records', { source: 'osv' }), 1);
    assert.equal(told('rind_advisories_newest_timestamp_seconds', { source: 'osv' }), Date.UTC(2026, 0, 1) / 1000);
    assert.equal(told('rind_advisories_whole'), 1);
    assert.equal(families.has('rind_advisories_sync_ok'), false, 'nothing was fetched by itself');
    assert.ok((told('rind_free_bytes') ?? 0) > 0);
    assert.deepEqual(
      ['allow', 'hold', 'deny'].map((verdict) => told('rind_decisions_total', { verdict })),
      [2, 2, 3],
    );
    const names = new Set(
      [...families.values()].flatMap(({ samples }) => samples.map((one) => one.labels.get('upstream'))),
    );
    assert.deepEqual(
      [...names].filter((name) => name !== undefined),
      ['up'],
    );
  });
});

/** Bodies that are as the document says. */
const RIGHT: ReadonlyMap<string, object> = new Map<string, object>([
  ['addRuling', { verdict: 'deny', spec: 'demo', reason: 'why' }],
  ['createToken', { scope: 'read' }],
  ['addClaim', { name: 'own' }],
]);
