/**
 * `node bench/peers/gateway-bare.ts FOLDER PORT`: the least that a Node server can do: what lies in
 * FOLDER/content, pages and small files from memory, compressed once, large ones in pieces of a MiB.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, read, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [, , folder = '.', port = '0'] = process.argv;
const root = join(folder, 'content');
const SMALL = 1024 * 1024;

interface Kept {
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly bytes?: Buffer;
  readonly gzipped?: Buffer;
}

const kept = new Map<string, Kept>();
for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
  const file = join(root, path);
  const facts = statSync(file);
  if (!facts.isFile() || path.endsWith('.gz')) continue;
  const page = path.endsWith('index.html');
  const key = `/${page ? path.slice(0, -'index.html'.length) : path}`;
  const bytes = page || facts.size <= SMALL ? readFileSync(file) : undefined;
  const etag = `"${createHash('sha256')
    .update(bytes ?? path)
    .digest('hex')}"`;
  kept.set(key, {
    file,
    size: facts.size,
    etag,
    ...(bytes && { bytes }),
    ...(page && bytes && { gzipped: gzipSync(bytes) }),
  });
}

/** What an index says in every answer: a server that says less is no measure for one. */
const ALWAYS = { 'cache-control': 'no-cache', vary: 'Accept, Accept-Encoding, Authorization' };

createServer((request, response) => {
  const found = kept.get(request.url ?? '');
  if (found === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { etag, bytes, gzipped, size } = found;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag, ...ALWAYS }).end();
    return;
  }
  const packed = gzipped !== undefined && (request.headers['accept-encoding'] ?? '').includes('gzip');
  const type = gzipped === undefined ? 'application/octet-stream' : 'text/html';
  if (bytes === undefined) {
    response.writeHead(200, { etag, ...ALWAYS, 'content-type': type, 'content-length': size });
    send(found.file, size, response);
    return;
  }
  const body = packed ? gzipped : bytes;
  const encoding = packed ? { 'content-encoding': 'gzip' } : {};
  response
    .writeHead(200, { etag, ...ALWAYS, 'content-type': type, 'content-length': body.length, ...encoding })
    .end(body);
}).listen(Number(port), '127.0.0.1');

/** Sends a large file with two buffers in turn. */
function send(file: string, size: number, response: ServerResponse): void {
  const descriptor = openSync(file, 'r');
  const buffers = [Buffer.allocUnsafe(SMALL), Buffer.allocUnsafe(SMALL)];
  let turn = 0;
  const next = (at: number): void => {
    if (at >= size || response.destroyed) {
      closeSync(descriptor);
      response.end();
      return;
    }
    const buffer = buffers[turn++ % 2] ?? Buffer.alloc(SMALL);
    read(descriptor, buffer, 0, SMALL, at, (fault, count) => {
      if (fault || count === 0) {
        response.destroy();
        closeSync(descriptor);
      } else response.write(buffer.subarray(0, count), () => next(at + count));
    });
  };
  next(0);
}
