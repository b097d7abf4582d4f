import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer on its way. */
export interface Passing {
  readonly path: string;
  readonly status: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Somebody between a client and a server on loopback: passes everything on, unless told otherwise. */
export class Meddler implements AsyncDisposable {
  /** What becomes of an answer. */
  meddle: (passing: Passing) => Passing = (passing) => passing;
  /** The questions: method, path and what they showed of a token. */
  readonly asked: { readonly method: string; readonly path: string; readonly authorization: string }[] = [];
  readonly #to: string;
  readonly #server = createServer((req, res) => this.#pass(req, res));

  private constructor(to: string) {
    this.#to = to;
  }

  /** Stands before a server, at any free port. */
  static async before(to: string): Promise<Meddler> {
    const meddler = new Meddler(to);
    await new Promise<void>((resolve) => meddler.#server.listen(0, '127.0.0.1', resolve));
    return meddler;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #pass(req: IncomingMessage, res: ServerResponse): void {
    const { method = 'GET', url: path = '/', headers } = req;
    this.asked.push({ method, path, authorization: headers.authorization ?? '' });
    const to = request(`${this.#to}${path}`, { method, headers: { ...headers, host: new URL(this.#to).host } });
    to.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const etag = answer.headers.etag;
        const passed = this.meddle({
          path,
          status: answer.statusCode ?? 0,
          body: Buffer.concat(parts),
          headers: etag === undefined ? {} : { etag },
        });
        res.writeHead(passed.status, { ...passed.headers, 'content-length': passed.body.length });
        res.end(passed.body);
      });
    });
    to.on('error', () => res.destroy());
    to.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
