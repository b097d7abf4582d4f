import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './certificate.ts';

/** Speaks TLS before a server that does not, as nginx does before a gateway: clients cache nothing over plain http. */
export class TlsFront implements AsyncDisposable {
  /** The authority of its certificate, in PEM. */
  readonly authority: string;
  /** What was asked: `GET /path`. */
  readonly asked: string[] = [];
  /** What was answered: `200 GET /path`. */
  readonly answered: string[] = [];
  readonly #server: Server;
  readonly #cuts: Cut[] = [];

  private constructor(origin: string) {
    const issuer = makeCertificate({ name: 'test authority' });
    const own = makeCertificate({ name: 'test front', hosts: ['127.0.0.1', 'localhost'], issuer });
    this.authority = issuer.certificate;
    const key = own.key.export({ type: 'pkcs8', format: 'pem' });
    this.#server = createServer({ cert: own.certificate, key }, (asked, answer) => {
      this.asked.push(`${asked.method} ${asked.url}`);
      const { method, headers } = asked;
      const passed = request(new URL(asked.url ?? '/', origin), { method, headers }, (got) => {
        this.answered.push(`${got.statusCode} ${method} ${asked.url}`);
        answer.writeHead(got.statusCode ?? 502, got.statusMessage, got.headers);
        const cut = this.#cuts.find(({ at, left }) => left > 0 && at.test(asked.url ?? ''));
        if (cut === undefined) got.pipe(answer);
        else void breakOff(got, answer, cut);
      });
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
    });
  }

  /** Starts one before an origin. */
  static async start(origin: string): Promise<TlsFront> {
    const front = new TlsFront(origin);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get origin(): string {
    const address: AddressInfo | string | null = this.#server.address();
    return `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** Breaks the connection after so many bytes of what fits, so many times. */
  cut(at: RegExp, after: number, times: number): void {
    this.#cuts.push({ at, after, left: times });
  }

  /** What was asked since the last time. */
  taken(): string[] {
    return this.asked.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Cut {
  readonly at: RegExp;
  readonly after: number;
  left: number;
}

/** Passes the first bytes on, and no more. */
async function breakOff(got: IncomingMessage, answer: ServerResponse, cut: Cut): Promise<void> {
  cut.left--;
  let passed = 0;
  for await (const piece of got as AsyncIterable<Buffer>) {
    const part = piece.subarray(0, cut.after - passed);
    passed += part.length;
    if (part.length > 0) await new Promise((resolve) => answer.write(part, resolve));
    if (passed >= cut.after) break;
  }
  answer.destroy();
}
