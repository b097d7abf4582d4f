/**
 * Run with `--expose-gc` and room for young objects: says for a page, the same page again with its tag, and a small file how
 * many bytes of memory a request takes for a moment, at the door (`ours`) and at a server that has everything ready (`bare`).
 * The client is in the same process, and costs both the same.
 */
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createGatewayServer } from '../server.ts';
import { decidedPage, FakeGateway, projectFile, servedBytes } from './fake-gateway.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const WARMING = 4000;
const REQUESTS = 1000;
const PIP = [
  'Host: localhost',
  'User-Agent: pip/26.3 {"ci":null,"installer":{"name":"pip","version":"26.3"}}',
  'Accept: application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
  'Accept-Encoding: gzip, deflate',
  'Connection: keep-alive',
];

/** A connection on which one thing is asked after another. */
class Client {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #left = 0;
  #answered: () => void = () => {};
  #length = 0;

  constructor(port: number, path: string, more: readonly string[]) {
    this.#socket = connect(port, '127.0.0.1');
    this.#request = Buffer.from(`GET ${path} HTTP/1.1\r\n${[...PIP, ...more].join('\r\n')}\r\n\r\n`);
    this.#socket.on('data', (piece) => {
      this.#left -= piece.length;
      if (this.#left === 0) this.#answered();
    });
  }

  /** Asks once, and learns how long the answer is: every one is as long. */
  async begin(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    this.#socket.once('data', resolve);
    this.#socket.write(this.#request);
    const text = (await promise).toString('latin1');
    const body = /^HTTP\/1\.1 304/.test(text) ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1]);
    this.#length = text.indexOf('\r\n\r\n') + 4 + body;
    await new Promise((done) => setTimeout(done, 20));
    return text;
  }

  ask(times: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = times;
    const next = (): void => {
      if (left-- === 0) resolve();
      else {
        this.#left = this.#length;
        this.#socket.write(this.#request);
      }
    };
    this.#answered = next;
    next();
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function bytesOf(port: number, path: string, more: readonly string[] = []): Promise<number> {
  const client = new Client(port, path, more);
  await client.begin();
  await client.ask(WARMING);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  await client.ask(REQUESTS);
  const bytes = (process.memoryUsage().heapUsed - before) / REQUESTS;
  client.close();
  return Math.round(bytes);
}

async function answerOf(port: number, path: string): Promise<string> {
  const client = new Client(port, path, []);
  const answer = await client.begin();
  client.close();
  return answer;
}

const gateway = new FakeGateway();
gateway.atOnce = true;
gateway.page(decidedPage('demo', [{ file: projectFile(WHEEL) }]));
gateway.files.set(WHEEL, servedBytes(Buffer.alloc(5000)));
const door = createGatewayServer({ ports: { gateway }, listenHost: '127.0.0.1' });
const ours = await door.listen(0);

const content = new Map<string, { readonly body: Buffer; readonly headers: Record<string, string | number> }>();
const ready = createServer((req, res) => {
  const { body, headers } = content.get(req.url ?? '') ?? { body: Buffer.alloc(0), headers: {} };
  if (req.headers['if-none-match'] === headers['etag']) res.writeHead(304, headers).end();
  else res.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
});
const bare = await new Promise<number>((resolve) => {
  ready.listen(0, '127.0.0.1', () => {
    const address = ready.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
});

const [PAGE, FILE] = ['/simple/demo/', `/simple/demo/${WHEEL}`];
const costs: Record<string, { readonly ours: number; readonly bare: number }> = {};
for (const [name, path, isAgain] of [
  ['page', PAGE, false],
  ['again', PAGE, true],
  ['file', FILE, false],
] as const) {
  const answer = await answerOf(ours, path);
  const etag = /^etag: (.*)$/im.exec(answer)?.[1]?.trim() ?? '';
  const length = Number(/^content-length: (\d+)/im.exec(answer)?.[1]);
  const always = { 'cache-control': 'no-cache', vary: 'Accept, Accept-Encoding, Authorization' };
  content.set(path, { body: Buffer.alloc(length), headers: { etag, ...always, 'content-type': 'text/html' } });
  const more = isAgain ? [`If-None-Match: ${etag}`] : [];
  costs[name] = { ours: await bytesOf(ours, path, more), bare: await bytesOf(bare, path, more) };
}
console.log(JSON.stringify(costs));
process.exit();
