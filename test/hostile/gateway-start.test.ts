/** How a gateway starts, and what a start as something else must not leave behind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { ask, askUntil, before, folderFor, pause, rule } from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';

const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };

it('a public listen address without tokens or TLS in front is refused unless said', {
  skip: missingGateway(),
}, (t: TestContext) => {
  for (const address of ['0.0.0.0:0', '[::]:0', '192.0.2.1:0']) {
    const folder = folderFor(t);
    const ran = spawnSync(process.execPath, [MAIN, 'serve', '--listen', address, '--data', join(folder, 'data')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder },
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(ran.status, 2, address);
    assert.match(ran.stderr, /--insecure-open/, address);
  }
});

it('a dry run shows what enforcement does not: no client may keep a page of the one for the other', {
  skip: missingGateway(),
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const file = fileOf(makeWheel({ name: 'doubtful', version: '1.0' }));
  upstream.put(projectOf('doubtful', file));
  const pages: string[] = [];
  for (const args of [['--dry-run'], []]) {
    await using gateway = await Gateway.start(before(upstream, folder, { args }));
    if (args.length > 0) await rule(folder, 'deny', 'doubtful==1.0');
    await pause(1200);
    const judged = await askUntil(gateway.origin, `/simple/doubtful/${file.filename}`);
    assert.equal(judged.status, args.length > 0 ? 200 : 403);
    for (const path of ['/simple/doubtful/', '/simple/@2026-11-01/doubtful/']) {
      const { headers, status } = await ask(gateway.origin, path, {
        ...JSON_PAGE,
        'if-none-match': pages.shift() ?? '"x"',
      });
      assert.equal(status, 200, `${path} ${args.join()}`);
      pages.push(String(headers['etag']));
    }
  }
});
