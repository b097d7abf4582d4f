/** Behind a real nginx that sends the stored files itself: the decision and the log come first, whatever it sends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedNginx } from '../../tools/nginx/installed.ts';
import { ask, askUntil, before, folderFor, logOf, pause, rule } from '../faults/site.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { Gateway, missingGateway } from './gateway.ts';

const NGINX = installedNginx();
const skip = missingGateway() ?? (NGINX === undefined ? 'there is no nginx: run `npm run setup:nginx`' : undefined);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function configOf(folder: string, port: number, gateway: string): string {
  const root = process.getuid?.() === 0 ? 'user root;\n' : '';
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/tmp;\n`)
    .join('');
  return `${root}daemon off;\npid ${folder}/nginx.pid;\nerror_log stderr warn;\nworker_processes 1;\nevents {}\nhttp {\n${paths}  access_log off;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${gateway};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_buffering off;
    }
    location /rind-files/ {
      internal;
      alias ${folder}/data/blobs/sha256/;
    }
  }
}
`;
}

test('nginx sends the stored files: each is decided and written down first, and nobody gets at them otherwise', {
  skip,
}, async (t) => {
  const folder = folderFor(t);
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'tmp'));
  await using upstream = await Upstream.start();
  const [good, bad] = ['good', 'bad'].map((name) =>
    fileOf(makeWheel({ name, version: '1.0', files: { 'x.bin': name.repeat(20_000) } })),
  );
  assert.ok(good && bad);
  upstream.put(projectOf('good', good), projectOf('bad', bad));
  const config = '[server]\nsync-every = "off"\nproxies = ["127.0.0.1"]\naccel-location = "/rind-files/"\n';
  await using gateway = await Gateway.start(before(upstream, folder, { config }));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), configOf(folder, port, gateway.origin));
  const nginx = spawn(NGINX ?? '', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  t.after(() => nginx.kill('SIGTERM'));
  const front = `http://127.0.0.1:${port}`;
  const path = (name: string, { filename }: { filename: string }) => `/simple/${name}/${filename}`;
  const bytes = Buffer.concat([...good.content.pieces(0, good.content.size)]);

  const got = await askUntil(front, path('good', good));
  assert.equal(got.status, 200, said);
  assert.ok(got.body.equals(bytes));
  assert.equal(got.headers['x-accel-redirect'], undefined);
  assert.equal(got.headers['content-type'], 'application/octet-stream');
  assert.equal(got.headers['cache-control'], 'no-cache');
  const part = await ask(front, path('good', good), { range: 'bytes=10-19' });
  assert.deepEqual([part.status, part.body.toString('hex')], [206, bytes.subarray(10, 20).toString('hex')]);
  const same = await ask(front, path('good', good), { 'if-none-match': String(got.headers['etag']) });
  assert.equal(same.status, 304, 'what nginx tagged it with is still good');
  const head = await ask(front, path('good', good), {}, 'HEAD');
  assert.deepEqual([head.status, head.headers['content-length']], [200, String(bytes.length)]);

  const direct = `/rind-files/${good.sha256.slice(0, 2)}/${good.sha256.slice(2)}`;
  assert.equal((await ask(front, direct)).status, 404, 'the location is internal');
  assert.equal((await askUntil(front, path('bad', bad))).status, 200);
  await rule(folder, 'deny', 'bad');
  await pause(1200);
  const denied = await ask(front, path('bad', bad));
  assert.equal(denied.status, 403);
  assert.match(denied.reason, /denied by ruling/, 'nginx passes the reason on');

  await gateway.stop();
  const serves = logOf(folder).filter(({ event }) => event === 'serve');
  assert.deepEqual(
    serves.map(({ filename }) => filename),
    [good, good, good, bad].map(({ filename }) => filename),
  );
  assert.equal((await ask(front, path('good', good))).status, 502, 'without a decision nothing is sent');
});
