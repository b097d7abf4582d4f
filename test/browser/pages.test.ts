/** The pages for people in a real browser, on a real gateway. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { missingGateway } from '../gateway/gateway.ts';
import { type Browser, type BrowserPage, missingBrowser, startBrowser, type WindowOptions } from './browser.ts';
import { contrastsOf, shapeOf } from './measure.ts';
import { EVIL, LONG, type PeopleSite, startSite } from './site.ts';

const skip = missingGateway() ?? missingBrowser() ?? false;

/** A page, what it answers with, and what is to be read on it. */
type Visit = readonly [path: string, status: number, texts: readonly string[]];

describe('the pages for people', { skip }, () => {
  let site: PeopleSite;
  let browser: Browser;

  before(async () => {
    site = await startSite();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  const visits = (): readonly Visit[] => [
    ['/', 200, ['Package index', '5 projects', 'upstream', 'answers', 'osv', 'just now']],
    ['/search?q=', 200, ['5 projects were asked for or uploaded here', 'demo', 'flawed', LONG]],
    ['/search?q=LAW', 200, ['1 project with LAW in the name', 'flawed', 'Look up law']],
    ['/search?q=zzz', 200, ['No project with zzz in its name', 'Look up zzz']],
    [`/search?q=${encodeURIComponent(EVIL)}`, 200, ['No project with <script>']],
    ['/holds', 200, ['1 file waits for a person', 'waiting 1.0', 'rind holds release', 'not looked at']],
    ['/project/demo/', 200, ['2 releases, 3 files', 'yanked', 'broken <script>', 'allowed']],
    [
      '/project/flawed/',
      200,
      ['1 denied', 'known-vulnerability', 'reads files of others', 'rind allow "flawed==VERSION" --for DECISION'],
    ],
    ['/project/often/', 200, ['23 releases', 'Page 1 of 2', 'Older releases']],
    ['/project/often/?page=2', 200, ['Page 2 of 2', 'Newer releases']],
    [`/project/${LONG}/`, 200, [LONG, 'archived', 'manylinux_2_17_x86_64']],
    ['/project/nosuch/', 404, ['Not found', 'There is no such thing here']],
    [site.decisions.deny, 200, ['flawed 1.0 is denied', 'PYSEC-2026-1', 'Nearest release that is allowed2.0']],
    [site.decisions.hold, 200, ['waiting 1.0 is held', 'held by', 'rind holds release']],
    ['/simple/flawed/flawed-1.0-py3-none-any.whl', 403, ['This file is denied', 'Why, and who can release it']],
    ['/why/nosuch', 404, ['Not found']],
    ['/no/such/place', 404, ['Not found']],
  ];

  /** A window of an administrator; what its pages asked for and complained of. */
  async function open(options: WindowOptions = {}): Promise<{
    readonly page: BrowserPage;
    readonly asked: string[];
    readonly said: string[];
    [Symbol.asyncDispose](): Promise<void>;
  }> {
    const { origin } = site.gateway;
    const httpCredentials = { username: '__token__', password: site.token, origin };
    const window = await browser.newContext({ javaScriptEnabled: false, httpCredentials, ...options });
    const page = await window.newPage();
    const [asked, said]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    return { page, asked, said, [Symbol.asyncDispose]: () => window.close() };
  }

  const go = async (page: BrowserPage, path: string) => (await page.goto(`${site.gateway.origin}${path}`))?.status();

  test('without scripts each says all of it, under one heading, with its landmarks, names and scopes', async () => {
    await using window = await open();
    const titles = new Set<string>();
    for (const [path, status, texts] of visits()) {
      assert.equal(await go(window.page, path), status, path);
      const { title, headings, text, unnamed, scopeless, doubled, landmarks, running } = await shapeOf(window.page);
      for (const part of texts) assert.ok(text.includes(part), `${path}: ${part}: ${text}`);
      assert.match(title, / - Rind$/);
      titles.add(title);
      assert.deepEqual([headings[0], headings.filter((name) => name === 'h1').length], ['h1', 1], path);
      for (const [at, name] of headings.entries())
        assert.ok(at === 0 || Number(name[1]) <= Number(headings[at - 1]?.[1]) + 1, `${path}: ${headings}`);
      assert.deepEqual([unnamed, scopeless, doubled, running], [[], [], [], 0], path);
      assert.deepEqual(
        landmarks.filter((name) => name !== 'nav'),
        ['header', 'main', 'footer'],
      );
    }
    assert.ok(titles.size > 8, [...titles].join());
  });

  test('never ask another origin for anything, and keep to their own policy', async () => {
    await using window = await open();
    for (const [path] of visits()) await go(window.page, path);
    assert.ok(window.asked.length > visits().length);
    for (const url of window.asked) assert.equal(new URL(url).origin, site.gateway.origin, url);
    assert.deepEqual(
      window.said.filter((text) => /Content Security Policy|Refused to/.test(text)),
      [],
    );
  });

  test('script in names, reasons and summaries is text, also where scripts would run', async () => {
    await using window = await open({ javaScriptEnabled: true });
    for (const [path] of visits()) {
      await go(window.page, path);
      assert.notEqual(await window.page.title(), 'owned', path);
      assert.equal((await shapeOf(window.page)).running, 0, path);
    }
    const { page, said } = window;
    await go(page, '/');
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "owned"';
      const image = document.createElement('img');
      image.src = 'http://elsewhere.example/x.png';
      document.head.append(script, image);
    })()`);
    assert.notEqual(await page.title(), 'owned', 'the policy lets a script in that got into a page');
    assert.equal(said.filter((text) => /Content Security Policy/.test(text)).length, 2, said.join('\n'));
  });

  for (const width of [360, 1280])
    test(`do not scroll sideways at a width of ${width}`, async () => {
      await using window = await open({ viewport: { width, height: 800 } });
      for (const [path] of visits()) {
        await go(window.page, path);
        const { beyond, wide } = await shapeOf(window.page);
        assert.ok(beyond <= 0, `${path}: ${beyond} px: ${wide.join('\n')}`);
      }
    });

  for (const colorScheme of ['light', 'dark'] as const)
    test(`every text stands out 4.5 to 1 in the ${colorScheme}`, async () => {
      await using window = await open({ colorScheme });
      let texts = 0;
      for (const [path] of visits()) {
        await go(window.page, path);
        const contrasts = await contrastsOf(window.page);
        texts += contrasts.length;
        for (const { text, contrast } of contrasts) assert.ok(contrast >= 4.5, `${path}: ${text}: ${contrast}`);
      }
      assert.ok(texts > 300, `${texts}`);
    });

  test('by keyboard: the content, the places and the search are reached in their order, and seen to be', async () => {
    await using window = await open();
    const { page } = window;
    await go(page, '/');
    const reached: unknown[] = [];
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate('document.activeElement.textContent || document.activeElement.name'));
      assert.match(String(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')), /solid|auto/);
    }
    assert.deepEqual(reached, ['Skip to the content', 'Rind', 'Status', 'Projects', 'Holds', 'q', 'Search']);
    await page.fill('#q-header', 'flaw');
    const [found] = await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(found?.status(), 200);
    assert.equal(page.url(), `${site.gateway.origin}/search?q=flaw`);
    await page.click('.names a');
    assert.match(page.url(), /\/project\/flawed\/$/);
    await page.click('nav a[href$="holds"]');
    assert.match(page.url(), /\/holds$/);
  });

  test('times are told as ages, with the moment beside', async () => {
    await using window = await open();
    for (const path of ['/', '/holds', site.decisions.deny]) {
      await go(window.page, path);
      const times = (await window.page.evaluate(
        '[...document.querySelectorAll("time[title]")].map((one) => [one.dateTime, one.title, one.textContent])',
      )) as [string, string, string][];
      assert.ok(times.length > 0, path);
      for (const [moment, title, age] of times) {
        assert.match(moment, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.match(title, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
        assert.match(age, /^(?:just now|\d+ \w+ ago)$/);
      }
    }
  });

  test('whoever gives no token reads no hold', async () => {
    const window = await browser.newContext({ javaScriptEnabled: false });
    const page = await window.newPage();
    assert.equal(await go(page, '/holds'), 401);
    const { text, title } = await shapeOf(page);
    assert.doesNotMatch(text, /waiting/);
    assert.equal(title, 'Who are you? - Rind');
    await window.close();
  });

  test('a page of another origin cannot release a hold with what a browser sends along by itself', async (context) => {
    const { gateway, token, decisions } = site;
    const release = `${gateway.origin}/api/v1/holds/${decisions.hold.slice('/why/'.length)}/release`;
    const bait = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<form method="post" enctype="text/plain" action="${release}"><input name='{"reason":"x' value='"}'><button>Win</button></form>
<script>fetch('${release}',{method:'POST',mode:'no-cors',credentials:'include',headers:{'Content-Type':'text/plain'},body:'{"reason":"x"}'}).then(()=>document.title='sent',()=>document.title='stopped')</script>`);
    });
    await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
    context.after(() => bait.close());
    const { port } = bait.address() as AddressInfo;
    const waiting = async () => {
      const answer = await fetch(`${gateway.origin}/api/v1/holds`, { headers: { authorization: `Bearer ${token}` } });
      return ((await answer.json()) as { holds: unknown[] }).holds.length;
    };
    for (const host of ['127.0.0.1', 'localhost']) {
      await using window = await open({ javaScriptEnabled: true });
      assert.equal(await go(window.page, '/holds'), 200);
      await window.page.goto(`http://${host}:${port}/`);
      await wait(300);
      const [answer] = await Promise.all([window.page.waitForNavigation(), window.page.click('button')]);
      assert.equal(answer?.status(), 403, host);
      assert.equal(await waiting(), 1, host);
    }
    const meant = await fetch(release, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"reason":"looked at"}',
    });
    assert.deepEqual([meant.status, await waiting()], [200, 0]);
    await using window = await open();
    await go(window.page, '/holds');
    assert.match((await shapeOf(window.page)).text, /Nothing waits for a person\./);
    // What is allowed now has no denial to explain: the old one says that it no longer holds.
    for (let left = 50; ; left--) {
      await go(window.page, '/project/waiting/');
      if (/1\.0allowed/.test((await shapeOf(window.page)).text)) break;
      assert.ok(left > 0, 'what was released is not allowed');
      await wait(100);
    }
    assert.equal(await go(window.page, decisions.hold), 200);
    assert.match((await shapeOf(window.page)).text, /This decision was made anew since/);
  });
});
