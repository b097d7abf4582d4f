import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parseProjectHtml, parseProjectJson } from '@rind/pypa';
import { decidedPage, denial, projectFile } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';
import type { RawAnswer } from './testing/raw-client.ts';

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const WHEEL = 'demo-1.0-py3-none-any.whl';
const PIP = { 'User-Agent': 'pip/26.3 {}', Accept: JSON_TYPE };
const POETRY = { 'User-Agent': 'poetry/2.5.1 CPython/3.12', Accept: JSON_TYPE };

function json(answer: RawAnswer): Record<string, unknown> & { files: Record<string, unknown>[] } {
  return JSON.parse(answer.body.toString()) as Record<string, unknown> & { files: Record<string, unknown>[] };
}

function demo(overrides: Parameters<typeof decidedPage>[2] = {}) {
  return decidedPage(
    'demo',
    [
      { file: projectFile('demo-2.0-py3-none-any.whl') },
      { file: projectFile(WHEEL), denial: denial() },
      { file: projectFile('demo-0.9.tar.gz', { yanked: 'broken', coreMetadata: undefined }) },
    ],
    overrides,
  );
}

test('a page in JSON says what PEP 691, 700, 714 and 792 say, under relative addresses, with our reason at what is denied', async (t) => {
  const door = await openDoor(t);
  const page = demo();
  door.gateway.page({ ...page, page: { ...page.page, status: { marker: 'archived', reason: 'moved' } } });
  const answer = await door.get('/simple/demo/', PIP);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), JSON_TYPE);
  const value = json(answer);
  assert.deepEqual(value['meta'], { 'api-version': '1.4' });
  assert.deepEqual(value['project-status'], { status: 'archived', reason: 'moved' });
  assert.deepEqual(value['versions'], ['1.0', '2.0']);
  const [first, denied, yanked] = value.files;
  assert.equal(first?.['url'], 'demo-2.0-py3-none-any.whl');
  assert.ok(first?.['core-metadata'] && first['size'] === 1000 && first['upload-time']);
  assert.ok(!('data-dist-info-metadata' in first) && !('dist-info-metadata' in first));
  assert.match(String(denied?.['yanked']), /^denied by known-vulnerability: GHSA-.*\(\/why\/w1\)$/);
  assert.match(JSON.stringify(denied?.['_policy']), /"rule":"known-vulnerability"/);
  assert.equal(yanked?.['yanked'], 'broken');
  assert.doesNotMatch(answer.body.toString(), /files\.invalid|http/);
  const read = parseProjectJson(value);
  assert.equal(read.faults.length + read.warnings.length, 0);
});

test('a page in HTML says the same, with both keys for metadata, and nothing in it runs', async (t) => {
  const door = await openDoor(t);
  door.gateway.page(
    decidedPage('demo', [
      {
        file: projectFile(WHEEL, {
          yanked: '"><script>alert(1)</script>\u001b[31m\u202e',
          requiresPython: '>=3<script>',
        }),
      },
    ]),
  );
  const answer = await door.get('/simple/demo/', { Accept: 'text/html' });
  const html = answer.body.toString();
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.match(
    html,
    /data-core-metadata="sha256=.*data-dist-info-metadata="sha256=|data-dist-info-metadata="sha256=.*data-core-metadata="sha256=/,
  );
  assert.match(html, /href="demo-1\.0-py3-none-any\.whl#sha256=/);
  assert.match(html, /pypi:repository-version" content="1\.4"/);
  assert.doesNotMatch(html, /<script|[\u0000-\u0009\u000b-\u001f\u202e]/);
  assert.equal(parseProjectHtml(html, 'demo').value?.files.length, 1);
});

test('negotiation: weights, `?format=`, and 406 with what there is', async (t) => {
  const door = await openDoor(t);
  door.gateway.page(demo());
  const cases: [Record<string, string>, string, string | undefined][] = [
    [{}, '', 'text/html; charset=utf-8'],
    [{ Accept: `${JSON_TYPE}, text/html;q=0.1` }, '', JSON_TYPE],
    [{ Accept: `${JSON_TYPE};q=0.1, text/html` }, '', 'text/html; charset=utf-8'],
    [{ Accept: 'application/vnd.pypi.simple.latest+json' }, '', JSON_TYPE],
    [{ Accept: 'text/html' }, `?format=${JSON_TYPE}`, JSON_TYPE],
    [{ Accept: 'image/png' }, '', undefined],
    [{ Accept: 'text/html' }, '?format=application/xml', undefined],
    [{ Accept: `${JSON_TYPE};q=0` }, '', undefined],
  ];
  for (const [headers, query, type] of cases) {
    for (const path of ['/simple/', '/simple/demo/']) {
      const answer = await door.get(path + query, headers);
      assert.equal(answer.status, type === undefined ? 406 : 200);
      assert.equal(answer.headers.get('content-type'), type ?? 'application/problem+json');
      if (type === undefined) assert.match(answer.body.toString(), /vnd\.pypi\.simple\.v1\+html/);
    }
  }
});

test('revocation: pages and their 304 are `no-cache` with a strong tag for each format, coding and client', async (t) => {
  const door = await openDoor(t);
  door.gateway.page(demo());
  const tags = new Set<string>();
  let asked = 0;
  for (const agent of ['pip/26.3', 'poetry/2.5.1'])
    for (const accept of [JSON_TYPE, 'application/vnd.pypi.simple.v1+html', 'text/html'])
      for (const coding of ['identity', 'gzip', 'zstd']) {
        const headers = { 'User-Agent': agent, Accept: accept, 'Accept-Encoding': coding };
        const answer = await door.get('/simple/demo/', headers);
        const tag = answer.headers.get('etag') ?? '';
        assert.match(tag, /^"[^"]+"$/);
        assert.equal(answer.headers.get('cache-control'), 'no-cache');
        assert.equal(answer.headers.get('vary'), 'Accept, Accept-Encoding, User-Agent, Authorization');
        assert.equal(answer.headers.get('content-length'), String(answer.body.length));
        const text =
          coding === 'gzip'
            ? gunzipSync(answer.body)
            : coding === 'zstd'
              ? zstdDecompressSync(answer.body)
              : answer.body;
        assert.match(text.toString(), /demo-2\.0/);
        tags.add(tag);
        asked++;
        const again = await door.get('/simple/demo/', { ...headers, 'If-None-Match': `"x", W/${tag}` });
        assert.equal(again.status, 304);
        assert.equal(again.headers.get('etag'), tag);
        assert.equal(again.headers.get('cache-control'), 'no-cache');
        assert.equal(again.headers.has('content-type') || again.headers.has('content-encoding'), false);
        assert.equal(again.body.length, 0);
      }
  assert.equal(tags.size, asked);
});

test('Poetry reads a 304 for another format as HTML: a tag of one format never matches another', async (t) => {
  const door = await openDoor(t);
  door.gateway.page(demo());
  const stored = await door.get('/simple/demo/', { Accept: JSON_TYPE });
  const other = await door.get('/simple/demo/', {
    Accept: 'text/html',
    'If-None-Match': stored.headers.get('etag') ?? '',
  });
  assert.equal(other.status, 200);
  // And a 304 says nothing of a format: what it stands for has the one that it was stored with.
  for (const accept of [JSON_TYPE, 'text/html']) {
    const same = await door.get('/simple/demo/', { Accept: accept, 'If-None-Match': '*' });
    assert.deepEqual([same.status, same.headers.get('content-type')], [304, undefined]);
  }
});

test('presentation: a denied version is yanked, a denied project is not, Poetry sees neither, a hold is like a denial', async (t) => {
  const door = await openDoor(t);
  door.gateway.page(demo());
  door.gateway.page(
    decidedPage('evil', [
      { file: projectFile('evil-1.0.tar.gz'), denial: denial({ scope: 'project', presentation: 'list' }) },
    ]),
  );
  door.gateway.page(
    decidedPage('young', [
      { file: projectFile('young-1.0.tar.gz'), denial: denial({ verdict: 'hold', rule: 'release-cooldown' }) },
    ]),
  );
  for (const agent of ['pip/26.3', 'uv/0.13.8', 'pdm/2.29.3', 'pipenv/2026', 'curl/8']) {
    const headers = { ...PIP, 'User-Agent': agent };
    assert.match(String(json(await door.get('/simple/demo/', headers)).files[1]?.['yanked']), /^denied by/);
    assert.equal(json(await door.get('/simple/evil/', headers)).files[0]?.['yanked'], false);
    assert.match(
      String(json(await door.get('/simple/young/', headers)).files[0]?.['yanked']),
      /^held by release-cooldown/,
    );
  }
  assert.deepEqual(
    json(await door.get('/simple/demo/', POETRY)).files.map((file) => file['filename']),
    ['demo-2.0-py3-none-any.whl', 'demo-0.9.tar.gz'],
  );
  assert.equal(json(await door.get('/simple/evil/', POETRY)).files.length, 0);
});

test('presentation: where everything is refused nothing is called yanked: a resolver chooses one, and is told why', async (t) => {
  const door = await openDoor(t);
  const one = { file: projectFile('gone-1.0.tar.gz'), denial: denial() };
  const withdrawn = { file: projectFile('gone-0.9.tar.gz', { yanked: 'broken' }), denial: denial() };
  door.gateway.page(decidedPage('gone', [one, withdrawn], { isRefused: true }));
  const { files } = json(await door.get('/simple/gone/', PIP));
  assert.deepEqual(
    files.map((file) => [file['yanked'], file['_policy'] !== undefined]),
    [
      [false, true],
      ['broken', true],
    ],
  );
  assert.doesNotMatch((await door.get('/simple/gone/', { Accept: 'text/html' })).body.toString(), /denied by/);
  assert.equal(json(await door.get('/simple/gone/', POETRY)).files.length, 0);
});

test('presentation: a denied file whose place another takes is left out for everybody', async (t) => {
  const door = await openDoor(t);
  const [sdist, wheel] = [projectFile('demo-1.0.tar.gz'), projectFile('demo-1.0-py3-none-any.whl')];
  door.gateway.page(
    decidedPage('demo', [
      { file: sdist, denial: denial({ rule: 'sdist-where-wheel', presentation: 'omit' }) },
      { file: wheel },
    ]),
  );
  for (const headers of [PIP, POETRY, { ...PIP, 'User-Agent': 'uv/0.13.8' }])
    assert.deepEqual(
      json(await door.get('/simple/demo/', headers)).files.map((file) => file['filename']),
      [wheel.filename],
    );
});

test('no policy makes a simple page 403, and HEAD is GET without a body', async (t) => {
  const door = await openDoor(t);
  door.gateway.page(demo());
  const paths = ['/simple/', '/simple/demo/', '/simple/Demo/', '/simple/none/', '/healthz', '/nothing'];
  for (const path of paths) {
    const [full, only] = [await door.get(path, PIP), await door.send('HEAD', path, PIP)];
    assert.notEqual(full.status, 403);
    assert.equal(only.status, full.status);
    assert.equal(only.body.length, 0);
    const without = (answer: RawAnswer) => [...answer.headers].filter(([name]) => name !== 'date');
    assert.deepEqual(without(only), without(full), path);
  }
});

test('Host is no part of any answer: relative redirects and links, absolute ones under the configured address alone', async (t) => {
  const door = await openDoor(t, { publicUrl: 'https://pypi.example.com/' });
  door.gateway.page(
    decidedPage('demo', [{ file: projectFile(WHEEL, { provenance: 'https://pypi.org/integrity/x' }) }]),
  );
  const file = json(await door.get('/simple/demo/', { ...PIP, Host: 'pypi.example.com' })).files[0];
  assert.equal(file?.['provenance'], `https://pypi.example.com/simple/demo/${WHEEL}.provenance`);
  assert.equal((await door.get('/simple/Demo/', { Host: 'localhost:99' })).headers.get('location'), '../demo/');
  const plain = await openDoor(t);
  plain.gateway.page(
    decidedPage('demo', [{ file: projectFile(WHEEL, { provenance: 'https://pypi.org/integrity/x' }) }]),
  );
  assert.equal(json(await plain.get('/simple/demo/', PIP)).files[0]?.['provenance'], `${WHEEL}.provenance`);
  assert.doesNotMatch((await plain.get('/simple/demo/?format=text/html')).body.toString(), /provenance/);
});

test('many askers of one page wait for one rendering', async (t) => {
  const door = await openDoor(t);
  const files = Array.from({ length: 3000 }, (_, i) => ({ file: projectFile(`demo-${i}.0.tar.gz`) }));
  let rendered = 0;
  const counted = {
    ...decidedPage('demo', files),
    get notes() {
      rendered++;
      return [];
    },
  };
  door.gateway.pages.set('demo', { answer: 'page', page: counted });
  const headers = { ...PIP, 'Accept-Encoding': 'gzip' };
  const answers = await Promise.all(Array.from({ length: 20 }, () => door.get('/simple/demo/', headers)));
  assert.ok(answers.every((one) => one.body.equals(answers[0]?.body ?? Buffer.alloc(0))));
  assert.equal(rendered, 1);
});

test('a page that lacks a size says 1.0, notes are shown, PEP 708 is not passed on', async (t) => {
  const door = await openDoor(t);
  const page = decidedPage('demo', [{ file: projectFile(WHEEL, { size: undefined }) }], {
    notes: ['history before <2020> is missing'],
  });
  door.gateway.page({
    ...page,
    page: {
      ...page.page,
      alternateLocations: ['https://evil.example/'],
      tracks: ['https://evil.example/'],
      baseUrl: 'https://evil.example/',
    },
  });
  const value = json(await door.get('/simple/demo/', PIP));
  assert.deepEqual(value['meta'], { 'api-version': '1.0' });
  assert.deepEqual(value['_notes'], ['history before <2020> is missing']);
  const html = (await door.get('/simple/demo/')).body.toString();
  assert.match(html, /history before &lt;2020&gt; is missing/);
  assert.doesNotMatch(JSON.stringify(value) + html, /evil/);
});

test('404 is no outage: what is not known is 503 with Retry-After, what is forbidden looks like what is absent', async (t) => {
  const door = await openDoor(t);
  door.gateway.pages.set('down', { answer: 'later', why: 'upstream pypi is down\r\nX: y', retryAfter: 7.2 });
  door.gateway.pages.set('secret', { answer: 'forbidden', authenticate: false, why: 'a project of team x' });
  door.gateway.pages.set('login', { answer: 'forbidden', authenticate: true, why: 'a project of team x' });
  const later = await door.get('/simple/down/');
  assert.deepEqual([later.status, later.headers.get('retry-after')], [503, '8']);
  assert.equal(later.headers.has('x'), false);
  const [hidden, absent] = [await door.get('/simple/secret/'), await door.get('/simple/absent/')];
  assert.deepEqual(
    [hidden.status, hidden.reason, hidden.body.toString()],
    [404, absent.reason, absent.body.toString()],
  );
  assert.deepEqual([...hidden.headers.keys()], [...absent.headers.keys()]);
  const login = await door.get('/simple/login/');
  assert.deepEqual([login.status, login.headers.get('www-authenticate')], [401, 'Basic realm="rind", charset="UTF-8"']);
  assert.doesNotMatch(login.body.toString(), /team x/);
});
