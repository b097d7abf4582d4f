/** What a gateway holds in memory under everything at once; ten seconds, a minute with `RIND_FAULTS=all`. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { bigWheel, bombWheel, manyFiles } from '../servers/upstream-lies.ts';
import { ask, before, folderFor, formOf, pause, tokenHeader } from './site.ts';

const SECONDS = process.env['RIND_FAULTS'] === 'all' ? 60 : 10;
/** What is promised. */
const MOST_MB = 250;

/** The most memory that a process ever held, in MB. */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

const NONE = existsSync('/proc/self/status') ? missingGateway() : 'this system does not say what a process holds';

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
