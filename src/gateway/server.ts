import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { passingFailure, Refused } from '../app/serve/passing-failure.ts';
import { type AccessLine, loggedPath } from './access-line.ts';
import { Askers } from './askers.ts';
import { Connections } from './connections.ts';
import { tokenOf } from './credentials.ts';
import { dispatch } from './dispatch.ts';
import { createDoor, type Door } from './door.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { Proxies } from './forwarded.ts';
import { HostCheck } from './host-check.ts';
import type { GatewayOptions } from './options.ts';
import { sendLater, sendProblem, sendUnauthorized } from './refuse.ts';
import { type RequestHead, readHead } from './request-head.ts';
import { type Routed, routeOf } from './route.ts';
import { Turns } from './turns.ts';

/** The gateway's door. */
export interface GatewayServer {
  readonly server: Server;
  /** Begins to listen; the port that it got. Rejects where the address is taken or not this machine's. */
  listen(port: number): Promise<number>;
  /** Takes no more connections, finishes what was begun, and hangs up on what takes longer than this. */
  stop(deadlineMs: number): Promise<void>;
  /** How long the event loop was kept from its work since somebody last asked, in milliseconds. */
  loopDelay(): { readonly max: number; readonly p99: number };
}

const MOST_ROUTES = 4096;
const QUIET_MS = 10_000;
const NO_HEAD: RequestHead = readHead([]) ?? fail();

function fail(): never {
  throw new Error('an empty head can be read');
}

/** Makes the gateway's HTTP server. It answers nothing before {@link GatewayServer.listen}. */
export function createGatewayServer(options: GatewayOptions): GatewayServer {
  const door = createDoor(options);
  const { limits } = door;
  const reception = new Reception(door, options);
  const server = createServer(
    {
      insecureHTTPParser: false,
      requireHostHeader: true,
      joinDuplicateHeaders: false,
      maxHeaderSize: 16 * 1024,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(5000, limits.headersMs),
      noDelay: true,
      // Most requests have no body: nothing is set up to read what does not come.
      optimizeEmptyRequests: true,
    },
    (req, res) => reception.handle(req, res),
  );
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => reception.handle(req, res));
  server.on('clientError', onClientError);
  server.maxHeadersCount = 100;
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  server.on('connection', (socket: Socket) => reception.connections.take(socket));
  return {
    server,
    loopDelay: () => door.metrics.loopDelay(),
    listen(port) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      server.once('error', reject);
      server.listen({ port, host: options.listenHost, backlog: 1024 }, () => {
        server.off('error', reject);
        door.metrics.start();
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
      return promise;
    },
    stop(deadlineMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      reception.draining = true;
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const late = setTimeout(() => server.closeAllConnections(), deadlineMs);
      server.close(() => {
        clearInterval(idle);
        clearTimeout(late);
        door.metrics.stop();
        resolve();
      });
      return promise;
    },
  };
}

/** What is no HTTP: answered in one line, and hung up on. */
function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  // Where an answer is on its way already, a second one would be taken for a part of it.
  if (socket.bytesWritten > 0 && error.code !== 'ERR_HTTP_REQUEST_TIMEOUT') socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

/** Looks at who comes, and leads on. */
class Reception {
  draining = false;
  readonly connections: Connections;
  readonly #door: Door;
  readonly #hosts: HostCheck;
  readonly #proxies: Proxies;
  readonly #turns = new Turns();
  readonly #routes = new Map<string, Routed>();
  readonly #askers: Askers;
  readonly #accessLog: ((line: AccessLine) => void) | undefined;
  readonly #onFault: GatewayOptions['onFault'];
  #quietUntil = 0;

  constructor(door: Door, options: GatewayOptions) {
    this.#door = door;
    const own = options.publicUrl === undefined ? [] : [new URL(options.publicUrl).host];
    this.#hosts = new HostCheck(options.listenHost, [...(options.hosts ?? []), ...own]);
    this.#proxies = new Proxies(options.proxies ?? []);
    this.#askers = new Askers(this.#proxies);
    this.connections = new Connections(door.limits.connectionsOfOne, this.#proxies);
    this.#accessLog = options.accessLog;
    this.#onFault = options.onFault;
  }

  /** Answers one request, whatever happens. */
  handle(req: IncomingMessage, res: ServerResponse): void {
    if (!this.#turns.take(req.socket, res)) return;
    const started = performance.now();
    const { head, asker } = this.#askers.of(req.socket, req.rawHeaders);
    const routed = this.#routed(req.url ?? '');
    const exchange: Exchange = {
      req,
      res,
      head: head ?? NO_HEAD,
      route: routed.route,
      asker,
      isHead: req.method === 'HEAD',
      isAccelerated: this.#door.acceleratedPath !== undefined && this.#proxies.isOne(req.socket.remoteAddress ?? ''),
      backlog: this.#door.backlog,
      started,
      sent: 0,
      written: undefined,
      denial: undefined,
    };
    if (this.draining) res.shouldKeepAlive = false;
    const refused = this.#refusal(exchange, head !== undefined, routed);
    if (refused) this.#answered(exchange);
    else this.#serve(exchange);
  }

  /** Refuses what is not even looked up; whether it did. */
  #refusal(exchange: Exchange, isReadable: boolean, { route, authority }: Routed): boolean {
    const { head, res } = exchange;
    const bad = (status: number, title: string, detail: string): true => {
      res.shouldKeepAlive = false;
      sendProblem(exchange, { status, title, detail });
      return true;
    };
    if (!isReadable) return bad(400, 'bad request', 'a header that stands once stands twice');
    if (!this.#hosts.allows(authority ?? head.host))
      return bad(421, 'misdirected request', 'this gateway does not go by that name: configure it under `server`');
    if (route.kind === 'refused') return bad(route.status, 'bad request', route.why);
    const { method } = exchange.req;
    const hasBody =
      head.transferEncoding !== undefined || (head.contentLength !== undefined && head.contentLength !== '0');
    // What a GET carries means nothing: it is how a second request is hidden behind a first.
    if (hasBody && (method === 'GET' || method === 'HEAD'))
      return bad(400, 'bad request', 'a request that reads has no body');
    return false;
  }

  #serve(exchange: Exchange): void {
    let serving: Promise<void> | undefined;
    try {
      if (exchange.head.authorization !== undefined) {
        void this.#serveKnown(exchange);
        return;
      }
      serving = dispatch(this.#door, exchange, this.connections.count);
    } catch (error) {
      this.#failed(exchange, error);
    }
    if (serving === undefined) this.#answered(exchange);
    else
      serving.then(
        () => this.#finish(exchange),
        (error: unknown) => {
          this.#failed(exchange, error);
          this.#answered(exchange);
        },
      );
  }

  /** Somebody who shows a token. */
  async #serveKnown(exchange: Exchange): Promise<void> {
    let known: Exchange = exchange;
    try {
      const identified = await this.#identify(exchange);
      if (identified !== undefined) {
        known = identified;
        await dispatch(this.#door, identified, this.connections.count);
      }
    } catch (error) {
      this.#failed(known, error);
      this.#answered(known);
      return;
    }
    this.#finish(known);
  }

  /** Sends what only had to be written down: whoever waits together then waits for one promise, and none is made for each. */
  #finish(exchange: Exchange): void {
    try {
      if (exchange.written !== undefined) sendWhole(exchange, 200, exchange.written.headers, exchange.written.body);
    } catch (error) {
      this.#failed(exchange, error);
    }
    this.#answered(exchange);
  }

  /** The exchange with its principal; undefined once a wrong token was refused. */
  async #identify(exchange: Exchange): Promise<Exchange | undefined> {
    const { head, asker } = exchange;
    const token = tokenOf(head.authorization ?? '');
    const { doorkeeper } = this.#door.ports;
    const found =
      token === undefined || doorkeeper === undefined ? undefined : await doorkeeper.identify(token, asker.address);
    if (found?.answer === 'principal') return { ...exchange, asker: { ...asker, principal: found.principal } };
    if (!exchange.req.complete) exchange.res.shouldKeepAlive = false;
    if (found?.answer === 'later') sendLater(exchange, found, 429);
    else sendUnauthorized(exchange);
    return undefined;
  }

  /** A defect of ours: the client gets its number, the log the rest. Nothing is said twice on one connection. */
  #failed(exchange: Exchange, error: unknown): void {
    const passing = passingFailure(error);
    if (error instanceof Refused && exchange.res.headersSent) {
      exchange.res.destroy();
      return;
    }
    if (passing !== undefined && !exchange.res.headersSent) {
      if (!(error instanceof Refused)) this.#passes(exchange, error);
      exchange.res.shouldKeepAlive = false;
      sendLater(exchange, passing);
      return;
    }
    const id = randomBytes(8).toString('hex');
    this.#door.metrics.fault();
    this.#onFault?.({ id, route: exchange.route.kind, error });
    const { res } = exchange;
    if (res.headersSent) res.destroy();
    else {
      res.shouldKeepAlive = false;
      const detail = `something went wrong here; whoever runs this gateway finds it in the log under ${id}`;
      sendProblem(exchange, { status: 500, title: 'internal error', detail, members: { id } });
    }
  }

  /** What passes comes in thousands: the log is told of it now and then. */
  #passes({ route }: Exchange, error: unknown): void {
    this.#door.metrics.fault();
    const now = performance.now();
    if (now < this.#quietUntil) return;
    this.#quietUntil = now + QUIET_MS;
    this.#onFault?.({ id: 'storage', route: route.kind, error });
  }

  #answered(exchange: Exchange): void {
    const { res, req, route, asker, started, sent } = exchange;
    const ms = performance.now() - started;
    this.#door.metrics.answered(route.kind, asker.client, res.statusCode, ms, sent);
    if (this.#accessLog === undefined) return;
    this.#accessLog({
      t: Date.now(),
      method: req.method ?? '',
      route: route.kind,
      path: loggedPath(req.url ?? ''),
      status: res.statusCode,
      bytes: sent,
      ms: Math.round(ms * 1000) / 1000,
      client: asker.client,
      agent: asker.agent,
      principal: asker.principal,
      address: asker.address,
      ...(exchange.denial === undefined ? {} : { denial: exchange.denial }),
    });
  }

  #routed(url: string): Routed {
    const known = this.#routes.get(url);
    if (known !== undefined) return known;
    const routed = routeOf(url);
    if (url.length > 300) return routed;
    if (this.#routes.size >= MOST_ROUTES) this.#routes.clear();
    this.#routes.set(url, routed);
    return routed;
  }
}
