import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type {
  FileOverview,
  Overview,
  ProjectOverview,
  ReleaseOverview,
  WaitingOverview,
} from '../app/serve/overview.ts';
import { renderHolds } from './home-holds.ts';
import { renderProject } from './home-project.ts';
import { renderSearch } from './home-search.ts';
import { renderStatus } from './home-status.ts';
import { STYLE, STYLE_DIGEST } from './home-style.ts';
import { html, prose } from './html.ts';
import { sizeText } from './size-text.ts';
import { denial } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';
import type { RawAnswer } from './testing/raw-client.ts';
import { STATUS } from './testing/status.ts';

const DAY = 86_400_000;
const EVIL = '"><script>alert(1)</script>\'`\u001b[31m\u202e';
const FILE: FileOverview = {
  filename: 'demo-1.0.tar.gz',
  sha256: 'a'.repeat(64),
  size: 1500,
  since: 0,
  yanked: undefined,
  isListed: true,
  isJudged: true,
  verdict: 'allow',
  denial: undefined,
  warnings: [],
};
const REFUSED: FileOverview = {
  ...FILE,
  verdict: 'deny',
  denial: {
    id: 'w1',
    verdict: 'deny',
    rule: 'yanked',
    summary: 'withdrawn',
    scope: 'version',
    presentation: 'yank',
    nearest: '1.1',
  },
};
const HOLD: WaitingOverview = {
  id: 'h1',
  view: '',
  project: 'demo',
  version: '1.0',
  filename: 'demo-1.0.tar.gz',
  rule: 'release-cooldown',
  summary: 'too young',
  since: 0,
  times: 3,
};

function release(version: string, files: readonly FileOverview[]): ReleaseOverview {
  return { version, since: 0, files };
}

function project(releases: readonly ReleaseOverview[], overrides: Partial<ProjectOverview> = {}): ProjectOverview {
  const status = { marker: 'active', reason: undefined };
  return { answer: 'project', name: 'demo', status, origins: ['pypi'], releases, dryRun: false, ...overrides };
}

const OVERVIEW: Overview = {
  status: async () => STATUS,
  search: async () => ({ answer: 'names', names: ['demo'], all: 1 }),
  project: async () => project([release('1.0', [FILE])]),
  holds: async () => ({ answer: 'holds', holds: [HOLD] }),
};
const PATHS = ['/', '/search?q=demo', '/project/demo/', '/holds'];

test('every page has its landmarks, one heading of the first level, named fields and headed columns, and no script', async (t) => {
  const door = await openDoor(t, { ports: { overview: OVERVIEW } });
  for (const path of PATHS) {
    const { status, headers, body } = await door.get(path);
    const page = body.toString();
    assert.equal(status, 200, path);
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(
      headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'self'; form-action 'self'/,
    );
    for (const part of [
      '<html lang="en">',
      '<header>',
      '<main id="main">',
      '<footer>',
      '<nav aria-label=',
      'href="#main"',
    ])
      assert.equal(page.split(part).length, 2, `${path}: ${part}`);
    assert.equal(page.match(/<h1>/g)?.length, 1, path);
    assert.doesNotMatch(page, /<script|<style|style=|\son\w+=|javascript:/);
    assert.equal(page.match(/<input /g)?.length, page.match(/<label /g)?.length);
    for (const [, row = ''] of page.matchAll(/<thead><tr>(.*?)<\/tr>/g))
      assert.equal(row.match(/<th /g)?.length, row.match(/scope="col"/g)?.length);
    for (const [, name = ''] of page.matchAll(/<label for="([^"]+)"/g)) assert.ok(page.includes(`id="${name}"`));
  }
});

test('nothing of a page names a host: links are relative, the stylesheet by its digest for ever', async (t) => {
  const door = await openDoor(t, { ports: { overview: OVERVIEW } });
  for (const path of PATHS) {
    const page = (await door.get(path)).body.toString();
    for (const [, href = ''] of page.matchAll(/(?:href|action)="([^"]*)"/g))
      assert.match(href, /^(?:\.\.?\/|[#?])/, path);
    const [, sheet = ''] = /rel="stylesheet" href="([^"]+)"/.exec(page) ?? [];
    const at = new URL(sheet, `http://x${path}`).pathname;
    const style = await door.get(at);
    assert.deepEqual([style.status, style.headers.get('content-type')], [200, 'text/css; charset=utf-8']);
    assert.equal(style.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal((await door.get(at, { 'If-None-Match': style.headers.get('etag') ?? '' })).status, 304);
  }
  assert.equal((await door.get('/style/other.css')).status, 404);
  assert.doesNotMatch(STYLE, /url\(|@import|expression|\n\n/);
  assert.match(STYLE_DIGEST, /^[0-9a-f]{32}$/);
});

test('script in names: every text of every page is escaped', () => {
  const denial = {
    id: EVIL,
    verdict: 'hold',
    rule: EVIL,
    summary: EVIL,
    nearest: EVIL,
    until: 0,
    presentation: 'yank',
    scope: 'version',
  } as const;
  const file: FileOverview = {
    ...FILE,
    filename: EVIL,
    sha256: EVIL,
    yanked: EVIL,
    verdict: 'hold',
    denial,
    warnings: [{ rule: EVIL, message: EVIL }],
  };
  const releases = [release(EVIL, [file]), release(EVIL, [file, file])];
  const shown = [
    renderStatus(
      {
        ...STATUS,
        version: EVIL,
        views: [{ name: EVIL, policy: EVIL, upstreams: [EVIL] }],
        upstreams: [{ name: EVIL, url: EVIL, heard: { state: 'silent', at: 0, why: EVIL } }],
        advisories: [{ name: EVIL, records: 1, newest: EVIL, checked: undefined }],
      },
      EVIL,
      0,
    ),
    renderSearch({ sought: EVIL, view: EVIL, names: [EVIL], all: 1 }),
    renderProject(project(releases, { name: EVIL, origins: [EVIL], status: { marker: EVIL, reason: EVIL } }), {
      view: EVIL,
      page: 1,
    }),
    renderHolds(
      [{ ...HOLD, id: EVIL, view: EVIL, project: EVIL, version: EVIL, filename: EVIL, rule: EVIL, summary: EVIL }],
      0,
    ),
  ];
  for (const page of shown) assert.doesNotMatch(page, /<script|\u001b|\u202e|"">/);
  assert.equal(html`<a title="${EVIL}">${[EVIL, undefined, 7]}</a>`.markup.match(/[<>]/g)?.length, 4);
  assert.equal(html`${prose('a `b` `c')}`.markup, 'a <code>b</code> &#96;c');
});

test('a refused file says which rule refuses it, what instead, and who can release it', () => {
  const page = renderProject(project([release('1.0', [FILE, REFUSED]), release('0.9', [REFUSED, REFUSED])]), {
    view: '',
    page: 1,
  });
  assert.match(page, /Who can release what is refused/);
  assert.match(page, /rind allow "demo==VERSION" --for DECISION --reason TEXT/);
  assert.match(page, /1 denied<\/span>.*1 allowed/);
  // What is refused comes first; what holds for a whole release is said once.
  assert.ok(page.indexOf('withdrawn') < page.indexOf('allowed</span></td>'));
  assert.equal(page.match(/withdrawn\b/g)?.length, 2);
  assert.equal(page.match(/href="\.\.\/\.\.\/why\/w1"/g)?.length, 3);
  assert.match(page, /nearest that is allowed: <code>1\.1<\/code>/);
  assert.doesNotMatch(renderProject(project([release('1.0', [FILE])]), { view: '', page: 1 }), /rind allow/);
});

test('a project of ten thousand files is a page of bounded length, and all of it can be reached', () => {
  const many = Array.from({ length: 100 }, (_, i) =>
    release(
      `${i}`,
      Array.from({ length: 100 }, () => REFUSED),
    ),
  );
  const first = renderProject(project(many), { view: 'strict', page: 1 });
  assert.match(first, /10,000 files/);
  assert.match(first, /href="\?page=2&amp;view=strict"/);
  assert.equal(first.match(/<details/g)?.length, 20);
  assert.equal(renderProject(project(many), { view: '', page: 5 }).match(/<details/g)?.length, 20);
  assert.match(renderProject(project(many), { view: '', page: 9 }), /None\./);
  const one = renderProject(
    project([
      release(
        '1',
        Array.from({ length: 3000 }, () => FILE),
      ),
    ]),
    { view: '', page: 1 },
  );
  assert.match(one, /200 of 3000 are shown/);
});

test('a release is opened where its files differ, not where one rule says the same of each by name', () => {
  const of = (files: readonly FileOverview[]) =>
    renderProject(project([release('2', [FILE]), release('1', files)]), { view: '', page: 1 }).match(/<details open/g)
      ?.length;
  const named = (filename: string, rule = 'ruling'): FileOverview => ({
    ...REFUSED,
    filename,
    denial: { ...denial(), rule, summary: `\`${filename}\` is held` },
  });
  assert.equal(of([named('a.whl'), named('b.whl')]), 1);
  assert.equal(of([named('a.whl'), FILE]), 2);
  assert.equal(of([named('a.whl'), named('b.whl', 'yanked')]), 2);
});

test('whoever may not read gets a page that names nothing, with the status that asks for a token', async (t) => {
  const answers = {
    '/': { answer: 'forbidden', authenticate: true, why: 'secret-name' },
    '/search': { answer: 'forbidden', authenticate: false, why: 'needs admin' },
    '/project/demo/': { answer: 'absent', why: 'secret-name' },
  } as const;
  const overview: Overview = {
    ...OVERVIEW,
    status: async () => answers['/'],
    search: async () => answers['/search'],
    project: async () => answers['/project/demo/'],
  };
  const door = await openDoor(t, { ports: { overview } });
  const seen: RawAnswer[] = [];
  for (const path of Object.keys(answers)) seen.push(await door.get(path));
  assert.deepEqual(
    seen.map(({ status }) => status),
    [401, 403, 404],
  );
  assert.match(seen[0]?.headers.get('www-authenticate') ?? '', /^Basic /);
  for (const { body, headers } of seen) {
    assert.doesNotMatch(body.toString(), /secret-name/);
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
  }
  const missing = (await door.get('/project/demo/')).body.toString();
  assert.equal((await door.get('/project/other/')).body.toString(), missing);
});

test('pages for people have one address each, and are only read', async (t) => {
  const door = await openDoor(t, { ports: { overview: OVERVIEW } });
  assert.equal((await door.get('/project/Demo/')).headers.get('location'), '../demo/');
  assert.equal((await door.get('/project/demo')).headers.get('location'), 'demo/');
  for (const path of ['/project/', '/project/a/b', '/holds/', '/search/', '/project/.a/', '/style/'])
    assert.equal((await door.get(path)).status, 404, path);
  assert.equal((await door.send('POST', '/holds')).status, 405);
  const head = await door.send('HEAD', '/');
  assert.deepEqual([head.status, head.body.length], [200, 0]);
});

test('in a browser what is missing or denied is a page that leads on; for every client it is a problem', async (t) => {
  const door = await openDoor(t);
  door.gateway.files.set('demo-1.0.tar.gz', { answer: 'denied', denial: denial({ summary: EVIL }) });
  const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
  for (const [path, status, root] of [
    ['/nothing', 404, './'],
    ['/no/such/place?at=/all/', 404, '../../'],
    ['/simple/demo/demo-1.0.tar.gz', 403, '../../'],
  ] as const) {
    const page = await door.get(path, browser);
    assert.deepEqual([page.status, page.headers.get('content-type')], [status, 'text/html; charset=utf-8'], path);
    assert.ok(page.headers.get('content-security-policy')?.startsWith("default-src 'none'"));
    const text = page.body.toString();
    assert.ok(text.includes(`<a href="${root}holds">`), text);
    assert.equal(text.includes(`<a href="${root}why/w1">Why, and who can release it</a>`), status === 403);
    assert.doesNotMatch(text, /<script/);
    for (const accept of [
      '*/*',
      'text/html',
      'text/html;q=0.01',
      'application/vnd.pypi.simple.v1+json, text/html;q=0.01',
    ]) {
      const problem = await door.get(path, { Accept: accept });
      assert.deepEqual([problem.status, problem.headers.get('content-type')], [status, 'application/problem+json']);
    }
  }
});

test('what its index withdrew is told once, by the rule where a rule tells it', () => {
  const yanked = { ...FILE, yanked: 'broken wheel' };
  const told = { ...yanked, warnings: [{ rule: 'yanked', message: 'is yanked: broken wheel' }] };
  for (const file of [yanked, told]) {
    const page = renderProject(project([release('1.0', [file])]), { view: '', page: 1 });
    assert.equal(page.match(/broken wheel/g)?.length, 1);
  }
});

test('an age is told with its moment; what was loaded by hand has none', () => {
  const page = renderHolds([{ ...HOLD, since: DAY }], 3 * DAY + 5);
  assert.match(page, /<time datetime="1970-01-02T00:00:00Z" title="1970-01-02 00:00:00 UTC">2 days ago<\/time>/);
  assert.match(renderHolds([HOLD], 59_999), />just now</);
  const source = { name: 'osv', records: 132, newest: '', checked: undefined };
  const status = renderStatus({ ...STATUS, advisories: [source] }, '', 0);
  assert.match(status, /<td class="number" data-label="Records">132<\/td>/);
  assert.match(status, /<td data-label="Newest">unknown<\/td><td [^>]*>loaded by hand</);
});

test('a gateway that was restored from an older state says so', () => {
  const restored = 'restored on 2026-02-01T00:00:00Z from the state of 2026-01-31T00:00:00Z';
  assert.ok(renderStatus({ ...STATUS, restored }, '', 0).includes(`It was ${restored}.`));
  assert.doesNotMatch(renderStatus(STATUS, '', 0), /Restored/);
});

test('nothing found is said of what is known here, not of all that there is', () => {
  const shown = (sought: string, names: readonly string[]) =>
    renderSearch({ sought, view: '', names, all: names.length });
  assert.match(shown('', []), /No project was asked for or uploaded here yet\./);
  assert.match(shown('x', []), /No project with <q>x<\/q> in its name was asked for or uploaded here\./);
  assert.match(shown('x', ['xy']), /1 project with <q>x<\/q> in the name was asked for/);
  assert.match(shown('x', ['xy', 'xz']), /2 projects with <q>x<\/q> in the name were asked for/);
});

/** Relative luminance. Source: WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] =
    (hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1))
      .match(/../g)
      ?.map((pair) => Number.parseInt(pair, 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) ?? [];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test('text keeps a contrast of 4.5 to 1 to what is behind it, in the light and in the dark', () => {
  const schemes = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(
    ([, body = '']) =>
      new Map([...body.matchAll(/--([\w-]+):(#[0-9a-f]+)/g)].map(([, name = '', hex = '']) => [name, hex])),
  );
  assert.equal(schemes.length, 2);
  for (const colors of schemes)
    for (const [ink, paper] of [
      ...['ink', 'soft', 'link', 'mark'].flatMap((one) => [[one, 'paper'] as const, [one, 'card'] as const]),
      ...['deny', 'hold', 'allow'].map((one) => [one, `${one}-paper`] as const),
      ['ink', 'hold-paper'] as const,
    ]) {
      const [a, b] = [luminance(colors.get(ink) ?? ''), luminance(colors.get(paper) ?? '')];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      assert.ok(contrast >= 4.5, `${ink} on ${paper}: ${contrast}`);
    }
});

test('tagged templates are ASCII: the bundle keeps their text as it is, and is read as Latin-1', () => {
  const folder = import.meta.dirname;
  for (const name of readdirSync(folder).filter(
    (file) => /^(?:home-|why-page|html)/.test(file) && !/style|test/.test(file),
  ))
    assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /[^\u0000-\u007f]/, name);
});

test('sizes are told as PyPI tells them', () => {
  assert.deepEqual([0, 999, 1000, 134_899, 9_949_999, 999_500, 2_621_440_000].map(sizeText), [
    '0 B',
    '999 B',
    '1.0 kB',
    '135 kB',
    '9.9 MB',
    '1.0 MB',
    '2.6 GB',
  ]);
});
