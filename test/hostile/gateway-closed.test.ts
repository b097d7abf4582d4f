/** A gateway that others can reach, and a stranger before each of its doors. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, before as first, it } from 'node:test';
import { type Answered, ask, askUntil, before, formOf, pause, rule, tokenHeader } from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';

/** Begins every private name. */
const PRIVATE = 'sesame';
const UPLOADED = `${PRIVATE}-tools`;

describe('a gateway that asks for tokens', { skip: missingGateway() }, () => {
  let folder: string;
  let upstream: Upstream;
  let gateway: Gateway;
  let origin: string;
  let why: string;
  const tokens = new Map<string, string>();
  const wheel = makeWheel({ name: UPLOADED, version: '1.0' });
  const listed = fileOf(makeWheel({ name: 'listed', version: '1.0' }));

  first(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rind-closed-'));
    upstream = await Upstream.start();
    upstream.put(projectOf('listed', listed));
    for (const scope of ['read', 'upload', 'admin'] as const)
      tokens.set(scope, (await tokenHeader(folder, scope)).authorization);
    const config = '[server]\nsync-every = "off"\npublic-url = "https://pypi.test"\n';
    const view = `[[server.views]]\nname = "${PRIVATE}"\nupstreams = ["pypi"]\n`;
    gateway = await Gateway.start(before(upstream, folder, { config: `${config}${view}`, listen: '0.0.0.0:0' }));
    origin = gateway.origin.replace('0.0.0.0', '127.0.0.1');
    const file = fileOf(wheel);
    const { headers, body } = formOf(file.filename, Buffer.concat([...file.content.pieces(0, file.content.size)]), {
      name: UPLOADED,
      version: '1.0',
    });
    const uploaded = await ask(origin, '/legacy/', { ...headers, authorization: admin() }, 'POST', body);
    assert.equal(uploaded.status, 200, uploaded.body.toString());
    await rule(folder, 'deny', UPLOADED);
    await pause(1200);
    const denied = await as('admin', `/simple/${UPLOADED}/${file.filename}`);
    assert.equal(denied.status, 403);
    why = String(JSON.parse(denied.body.toString()).instance);
    assert.match(why, /^\/why\/[0-9a-f]{16}$/);
  });
  after(async () => {
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const admin = () => tokens.get('admin') ?? '';
  const as = (scope: string, path: string, method = 'GET') =>
    ask(origin, path, { authorization: tokens.get(scope) ?? '' }, method);

  /** What a stranger can tell two answers apart by. */
  const seen = ({ status, reason, headers, body }: Answered) => {
    const { date: _, ...others } = headers;
    return { status, reason, others, body: body.toString() };
  };

  /** Pairs of addresses: of what is private, and of what nobody has. */
  const doors = (): readonly (readonly [string, string, string])[] => [
    ['the page of a project', `/simple/${UPLOADED}/`, '/simple/nothing-here/'],
    ['a page of the past', `/simple/@2026-01-01/${UPLOADED}/`, '/simple/@2026-01-01/nothing-here/'],
    [
      'a file',
      `/simple/${UPLOADED}/sesame_tools-1.0-py3-none-any.whl`,
      '/simple/nothing-here/nothing_here-1.0-py3-none-any.whl',
    ],
    [
      'metadata',
      `/simple/${UPLOADED}/sesame_tools-1.0-py3-none-any.whl.metadata`,
      '/simple/x/x-1.0-py3-none-any.whl.metadata',
    ],
    [
      'provenance',
      `/integrity/${UPLOADED}/1.0/sesame_tools-1.0-py3-none-any.whl/provenance`,
      '/integrity/x/1.0/x-1.0-py3-none-any.whl/provenance',
    ],
    ['the names', '/simple/', '/v/nothing/simple/'],
    ['a view', `/v/${PRIVATE}/simple/${UPLOADED}/`, `/v/nothing/simple/${UPLOADED}/`],
    ['the JSON API', `/pypi/${UPLOADED}/json`, '/pypi/nothing-here/json'],
    ['a release of it', `/pypi/${UPLOADED}/1.0/json`, '/pypi/nothing-here/1.0/json'],
    ['the status', '/', '/'],
    ['search', `/search?q=${PRIVATE}`, '/search?q=nothing'],
    ['a project for people', `/project/${UPLOADED}/`, '/project/nothing-here/'],
    ['holds', '/holds', '/holds'],
    ['why', why, '/why/0123456789abcdef'],
    ['the feed', '/feeds/exposure.atom', '/feeds/exposure.atom'],
    ['metrics', '/metrics', '/metrics'],
    ['status by API', '/api/v1/status', '/api/v1/status'],
    ['search by API', `/api/v1/search?q=${PRIVATE}`, '/api/v1/search?q=nothing'],
    ['why by API', `/api/v1${why}`, '/api/v1/why/0123456789abcdef'],
    ['downloads', `/api/v1/downloads?spec=${UPLOADED}`, '/api/v1/downloads?spec=nothing-here'],
    ['replay', `/api/v1/replay?spec=${UPLOADED}&at=2026-01-01`, '/api/v1/replay?spec=nothing-here&at=2026-01-01'],
    ['exposures', '/api/v1/exposures', '/api/v1/exposures'],
    ['claims', '/api/v1/claims', '/api/v1/claims'],
    ['rulings', '/api/v1/rulings', '/api/v1/rulings'],
    ['tokens', '/api/v1/tokens', '/api/v1/tokens'],
    ['holds by API', '/api/v1/holds', '/api/v1/holds'],
    ['gateways', '/api/v1/gateways', '/api/v1/gateways'],
  ];

  it('answers a stranger 401 at every door, the same of what is private and of what nobody has', async () => {
    for (const [name, there, nowhere] of doors())
      for (const method of ['GET', 'HEAD']) {
        const [one, other] = [await ask(origin, there, {}, method), await ask(origin, nowhere, {}, method)];
        assert.equal(one.status, 401, `${name}: ${method} ${there}`);
        assert.match(String(one.headers['www-authenticate']), /^Basic /, name);
        assert.deepEqual(seen(one), seen(other), name);
        assert.doesNotMatch(JSON.stringify(seen(one)), new RegExp(PRIVATE), name);
      }
    const form = formOf('x-1.0.tar.gz', Buffer.from('x'));
    assert.equal((await ask(origin, '/legacy/', form.headers, 'POST', form.body)).status, 401);
  });

  it('lets a wrong token through no door, and does not say whether it is wrong, expired or revoked', async () => {
    const { authorization } = await tokenHeader(folder, 'read', { expires: Date.now() - 1 });
    const wrong = [authorization, `Bearer rind_${'a'.repeat(10)}_${'b'.repeat(43)}`];
    const answers = await Promise.all(wrong.map((authorization) => ask(origin, '/simple/', { authorization })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401],
    );
    assert.deepEqual(answers.map(seen)[0], answers.map(seen)[1]);
  });

  it('lets everybody know that it runs, and nothing else', async () => {
    for (const path of ['/healthz', '/readyz', '/api/v1/openapi.json']) {
      const { status, body } = await ask(origin, path);
      assert.ok(status === 200 || path === '/readyz', path);
      assert.doesNotMatch(body.toString(), /sesame|\/tmp|gateway\.db/, path);
    }
    // An address without a last slash leads to the one with it, whoever has the name.
    const [one, other] = [await ask(origin, `/simple/${UPLOADED}`), await ask(origin, '/simple/nothing-here')];
    assert.deepEqual([one.status, other.status], [301, 301]);
  });

  it('lets whoever has a token in, as far as it goes', async () => {
    const reading = [
      '/',
      `/simple/${UPLOADED}/`,
      `/search?q=${PRIVATE}`,
      why,
      '/metrics',
      '/api/v1/status',
      '/feeds/exposure.atom',
    ];
    for (const path of reading) assert.equal((await as('read', path)).status, 200, path);
    const administering = ['/api/v1/exposures', '/api/v1/claims', `/api/v1/replay?spec=${UPLOADED}&at=2026-01-01`];
    for (const path of administering) {
      const [read, may] = [await as('read', path), await as('admin', path)];
      assert.deepEqual([read.status, may.status], [403, 200], path);
      assert.deepEqual(
        seen(read),
        seen(await as('read', '/api/v1/downloads?spec=nothing')),
        'it says what the token lacks, and of what is there nothing',
      );
    }
    assert.equal((await askUntil(origin, '/healthz')).status, 200);
  });

  it('answers about what is private in the class of time in which it answers about nothing', async (t) => {
    const median = async (path: string) => {
      const times: number[] = [];
      for (let at = 0; at < 20; at++) {
        const begun = performance.now();
        await ask(origin, path);
        times.push(performance.now() - begun);
      }
      return times.sort((a, b) => a - b)[10] ?? 0;
    };
    for (const [name, there, nowhere] of doors().filter(([, one, other]) => one !== other)) {
      // A gross check: what looks into the database or a file takes several times as long as what looks at nothing.
      const ratios: number[] = [];
      for (let round = 0; round < 3; round++) ratios.push((await median(there)) / (await median(nowhere)));
      const [, middle = 1] = ratios.sort((a, b) => a - b);
      assert.ok(middle < 3 && middle > 1 / 3, `${name}: ${middle}`);
      t.diagnostic(`${name}: ${middle.toFixed(2)}`);
    }
  });
});
