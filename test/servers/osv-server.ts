import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one answer. */
export type Fault =
  /** The connection ends in the middle of the content. */
  | { readonly kind: 'cut'; readonly after: number; readonly then?: () => void }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'redirect'; readonly to: string }
  /** Only the head comes, and a byte. */
  | { readonly kind: 'stall' }
  /** A header says more than there is. */
  | { readonly kind: 'announce'; readonly headers: Readonly<Record<string, string>> };

/** One question that was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly status: number;
  /** What was sent with it. */
  readonly body?: string;
}

/** A server on the loopback interface with files, entity tags, ranges, and faults on demand. */
export class OsvServer implements AsyncDisposable {
  readonly files = new Map<string, Buffer>();
  /** Faults by path; the first of each is spent with each question. */
  readonly faults = new Map<string, Fault[]>();
  /** Answers made of what is sent: JSON, or the status where that is a number. */
  readonly services = new Map<string, (body: string) => unknown>();
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));

  /** Starts it; any free port. */
  static async start(): Promise<OsvServer> {
    const server = new OsvServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  /** What was asked since the last time, as `GET /path 200`. */
  taken(): string[] {
    return this.asked.splice(0).map(({ method, path, status }) => `${method} ${path} ${status}`);
  }

  /** Serves a bucket: a zip, a list of what changed when, and each record. */
  put(folder: string, zip: Buffer, records: readonly { readonly id: string; readonly modified: string }[]): void {
    for (const path of this.files.keys()) if (path.startsWith(`${folder}/`)) this.files.delete(path);
    this.files.set(`${folder}/all.zip`, zip);
    const lines = records.map(({ id, modified }) => `${modified},${id}\n`);
    this.files.set(`${folder}/modified_id.csv`, Buffer.from(lines.join('')));
    for (const record of records) this.files.set(`${folder}/${record.id}.json`, Buffer.from(JSON.stringify(record)));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const fault = this.faults.get(path)?.shift();
    const service = this.services.get(path);
    const content = this.files.get(decodeURIComponent(path));
    const done = (status: number) => {
      this.asked.push({ method: request.method ?? '', path, headers: request.headers, status });
      response.statusCode = status;
    };
    if (fault?.kind === 'status') {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      done(fault.status);
      response.end('no');
      return;
    }
    if (fault?.kind === 'redirect') {
      done(302);
      response.setHeader('location', fault.to).end();
      return;
    }
    if (service !== undefined) {
      void this.#serve(request, response, path, service);
      return;
    }
    if (content === undefined) {
      done(404);
      response.end('none');
      return;
    }
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
    response.setHeader('etag', etag);
    if (request.headers['if-none-match'] === etag) {
      done(304);
      response.end();
      return;
    }
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const from = range !== null && same ? Number(range[1]) : 0;
    if (from > 0 && from >= content.length) {
      response.setHeader('content-range', `bytes */${content.length}`);
      done(416);
      response.end();
      return;
    }
    if (from > 0) response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
    response.setHeader('content-length', content.length - from);
    if (fault?.kind === 'announce')
      for (const [name, value] of Object.entries(fault.headers)) response.setHeader(name, value);
    done(from > 0 ? 206 : 200);
    if (request.method === 'HEAD') response.end();
    else if (fault?.kind === 'cut')
      response.write(content.subarray(from, from + fault.after), () => {
        fault.then?.();
        response.destroy();
      });
    else if (fault?.kind === 'stall') response.write(content.subarray(from, from + 1));
    else response.end(content.subarray(from));
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    service: (body: string) => unknown,
  ): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const answer = service(body);
    const status = typeof answer === 'number' ? answer : 200;
    this.asked.push({ method: request.method ?? '', path, headers: request.headers, status, body });
    response.statusCode = status;
    response.end(typeof answer === 'number' ? 'no' : JSON.stringify(answer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
