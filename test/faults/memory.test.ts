/** What a gateway holds in memory under everything at once; ten seconds, a minute with `RIND_FAULTS=all`. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { bigWheel, bombWheel, manyFiles } from '../servers/upstream-lies.ts';
import { MOST_MB, peakOf } from './right.ts';
import { ask, before, folderFor, formOf, pause, tokenHeader } from './site.ts';

const SECONDS = process.env['RIND_FAULTS'] === 'all' ? 60 : 10;
const NONE = existsSync('/proc/self/status') ? missingGateway() : 'this system does not say what a process holds';

/** Names whose pages are attacks. */
const PAGES = ['endless-page', 'deep', 'packed', 'stalled'];

/** Pages and files without end, of no use, and that unpack to more than anybody has. */
function attacks(upstream: Upstream): void {
  const json = 'application/vnd.pypi.simple.v1+json';
  const deep = `{"meta":{"api-version":"1.0"},"name":"deep","files":${'['.repeat(1_000_000)}`;
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${json}\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n`;
  const packed = gzipSync(Buffer.alloc(300 * 1024 * 1024, ' ')).toString('latin1');
  upstream.misbehave(/^\/simple\/endless-page\//, { kind: 'endless', contentType: json });
  upstream.misbehave(/^\/simple\/deep\//, { kind: 'replace', content: Buffer.from(deep), contentType: json });
  upstream.misbehave(/^\/simple\/packed\//, { kind: 'raw', bytes: head + packed });
  upstream.misbehave(/^\/simple\/stalled\//, { kind: 'stall', after: 10 });
  upstream.put(manyFiles('stalled', 400));
  const endless = Array.from({ length: 4 }, (_, at) => fileOf(makeWheel({ name: 'endless', version: `1.${at}` })));
  upstream.put(projectOf('endless', ...endless));
  upstream.misbehave(/\/endless-1\..*whl$/, { kind: 'endless', contentType: 'application/octet-stream' });
}

test(`a gateway holds at most ${MOST_MB} MB under pages, files, uploads and attacks at once`, {
  skip: NONE,
}, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const large = ['many', 'more', 'most'];
  for (const [at, name] of large.entries()) upstream.put(manyFiles(name, 10_000 - at * 3000));
  for (let at = 0; at < 60; at++) upstream.put(manyFiles(`middling${at}`, 400));
  for (let at = 0; at < 6; at++) upstream.put(projectOf(`big${at}`, bigWheel(`big${at}`, '1.0', 40)));
  upstream.put(projectOf('bomb', bombWheel('bomb', '1.0', 300)));
  const small = fileOf(makeWheel({ name: 'small', version: '1.0' }));
  upstream.put(projectOf('small', small));
  attacks(upstream);
  await using gateway = await Gateway.start(before(upstream, folder));
  const { authorization } = await tokenHeader(folder);
  const idle = peakOf(gateway.pid);
  const until = performance.now() + SECONDS * 1000;
  const answers = new Map<number, number>();
  let turn = 0;
  const paths = [
    () => `/simple/${large[turn % 3]}/`,
    () => `/simple/middling${turn % 60}/`,
    () => `/simple/big${turn % 6}/big${turn % 6}-1.0-py3-none-any.whl`,
    () => '/simple/bomb/bomb-1.0-py3-none-any.whl',
    () => '/simple/small/small-1.0-py3-none-any.whl',
    () => `/simple/absent-${turn}/`,
    () => `/simple/small/absent-${turn}.whl`,
    () => `/simple/${PAGES[turn % PAGES.length]}/`,
    () => `/simple/endless/endless-1.${turn % 4}-py3-none-any.whl`,
  ];
  const worker = async (at: number) => {
    for (; performance.now() < until; turn++) {
      const path = paths[(at + turn) % paths.length]?.() ?? '/';
      const accept = turn % 2 === 0 ? 'text/html' : 'application/vnd.pypi.simple.v1+json';
      const { status } = await ask(gateway.origin, path, { accept, 'accept-encoding': 'gzip' });
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  const uploads = async () => {
    for (let at = 0; performance.now() < until; at++) {
      const file = makeWheel({ name: 'own', version: `1.${at}`, files: { 'x.py': 'x'.repeat(2_000_000) } });
      const { headers, body } = formOf(file.filename, file.content);
      await ask(gateway.origin, '/legacy/', { ...headers, authorization }, 'POST', body);
      await pause(100);
    }
  };
  await Promise.all([...Array.from({ length: 12 }, (_, at) => worker(at)), uploads()]);
  const peak = peakOf(gateway.pid);
  t.diagnostic(`${Math.round(idle)} MB idle, ${Math.round(peak)} MB at most; answers ${JSON.stringify([...answers])}`);
  assert.ok((answers.get(200) ?? 0) > 10);
  assert.equal(answers.get(500), undefined);
  assert.ok(peak <= MOST_MB, `${Math.round(peak)} MB`);
});
