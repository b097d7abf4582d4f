/** The pages for people in a real browser: `RIND_CHROMIUM`, else Debian's. Skipped without one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

const BROWSER = process.env['RIND_CHROMIUM'] ?? '/usr/bin/chromium';
const skip = existsSync(BROWSER) ? false : 'there is no Chromium: set `RIND_CHROMIUM`';

/** The page's origin while the browser, which is waited for, keeps this thread busy. */
const SERVER = `
const { parentPort } = require('node:worker_threads');
const { pathToFileURL } = require('node:url');
(async () => {
  const at = (name) => pathToFileURL(${JSON.stringify(join(import.meta.dirname, 'PLACE'))}.replace('PLACE', name)).href;
  const { createGatewayServer } = await import(at('server.ts'));
  const { FakeGateway } = await import(at('testing/fake-gateway.ts'));
  const status = { answer: 'status', version: '0', dryRun: false, views: [], upstreams: [], advisories: undefined, projects: 3, waiting: 1 };
  const overview = { status: async () => status };
  const server = createGatewayServer({ listenHost: '127.0.0.1', ports: { gateway: new FakeGateway(), overview } });
  parentPort.postMessage(await server.listen(0));
})();`;

test('Chromium shows the status with its style, without a script, and refuses nothing of it', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rind-browser-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const worker = new Worker(SERVER, { eval: true });
  t.after(() => worker.terminate());
  const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const seen = spawnSync(
    BROWSER,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      '--window-size=320,900',
      `--user-data-dir=${folder}`,
      `--screenshot=${join(folder, 'page.png')}`,
      '--dump-dom',
      `http://127.0.0.1:${port}/`,
    ],
    { encoding: 'utf8', timeout: 60_000, cwd: folder },
  );
  assert.equal(seen.status, 0, seen.stderr);
  assert.match(seen.stdout, /<h1>Package index<\/h1>/);
  assert.match(seen.stdout, /3 projects/);
  assert.doesNotMatch(seen.stderr, /CONSOLE.*(?:Refused|violates|Failed to load)/);
});
