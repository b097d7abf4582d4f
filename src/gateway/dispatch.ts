import type { Door } from './door.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { refuse, sendAbsent } from './refuse.ts';
import type { Route } from './route.ts';
import { sendJson, sendMethods, serveApi } from './serve-api.ts';
import { serveFeed } from './serve-feed.ts';
import { sendContent, serveContent, serveFile } from './serve-file.ts';
import { serveHome, serveStyle } from './serve-home.ts';
import { projectAsk, serveProject, serveProjects } from './serve-page.ts';
import { serveUpload } from './serve-upload.ts';
import { serveWhy } from './serve-why.ts';

/** Leads a request to who answers it. Undefined where it is answered: what is at hand waits for nothing. */
export function dispatch(door: Door, exchange: Exchange, connections: number): Promise<void> | undefined {
  const { route, req } = exchange;
  const { method } = req;
  if (method === 'GET' || method === 'HEAD') {
    if (route.kind === 'project') return serveProject(door, exchange, route);
    if (route.kind === 'file') return serveFile(door, exchange, route);
  }
  return lead(door, exchange, connections);
}

async function lead(door: Door, exchange: Exchange, connections: number): Promise<void> {
  const { route, req } = exchange;
  const { method } = req;
  if (route.kind === 'api') return serveApi(door, exchange, route.segments, route.query);
  if (route.kind === 'upload')
    return method === 'POST' ? serveUpload(door, exchange, route.view) : sendMethods(exchange, ['POST']);
  if (method !== 'GET' && method !== 'HEAD') {
    exchange.res.shouldKeepAlive = false;
    return sendMethods(exchange, ['GET']);
  }
  return read(door, exchange, route, connections);
}

/** What is only read. */
type ReadRoute = Exclude<Route, { readonly kind: 'api' | 'upload' }>;

async function read(door: Door, exchange: Exchange, route: ReadRoute, connections: number): Promise<void> {
  switch (route.kind) {
    case 'project':
      return serveProject(door, exchange, route);
    case 'file':
      return serveFile(door, exchange, route);
    case 'metadata':
    case 'provenance':
      return serveContent(door, exchange, route, route.kind);
    case 'projects':
      return serveProjects(door, exchange, route);
    case 'json':
      return serveJson(door, exchange, route);
    case 'why':
      return serveWhy(door, exchange, route.id, route.query);
    case 'feed':
      return serveFeed(door, exchange);
    case 'home':
      return serveHome(door, exchange, route);
    case 'style':
      return serveStyle(exchange, route.digest);
    case 'redirect':
      return sendRedirect(exchange, route.location);
    case 'metrics':
      return sendMetrics(door, exchange, connections);
    case 'health':
      return sendJson(exchange, { status: 'ok' });
    case 'ready':
      return serveReady(door, exchange);
    default:
      return sendAbsent(exchange);
  }
}

async function serveJson(
  door: Door,
  exchange: Exchange,
  route: Extract<Route, { readonly kind: 'json' }>,
): Promise<void> {
  const { legacyJson } = door.ports;
  if (legacyJson === undefined) return sendAbsent(exchange);
  const ask = projectAsk(exchange, route);
  const answer = await legacyJson.legacyJson(route.version === undefined ? ask : { ...ask, version: route.version });
  sendContent(door, exchange, answer, 'application/json');
}

/** To the same thing by its right name. Clients follow it with the same method, for they only read. */
function sendRedirect(exchange: Exchange, location: string): void {
  const headers = [
    'Location',
    location,
    'Content-Length',
    '0',
    'Cache-Control',
    'no-cache',
    'X-Content-Type-Options',
    'nosniff',
  ];
  sendWhole(exchange, 301, headers, undefined);
}

async function sendMetrics(door: Door, exchange: Exchange, connections: number): Promise<void> {
  // Which rules refuse how much is nobody's business who may not read.
  const refused = door.ports.doorkeeper?.readFault(exchange.asker);
  if (refused !== undefined) {
    refuse(exchange, refused, door.publicUrl);
    return;
  }
  const { gateway, measuring } = door.ports;
  const measures = await measuring?.measures();
  const { undetermined } = gateway;
  const caches = { pageCacheBytes: door.pages.bytes, fileCacheBytes: door.files.bytes };
  const body = Buffer.from(door.metrics.render({ ...caches, connections, undetermined, measures }));
  const headers = [
    'Content-Type',
    'text/plain; version=0.0.4; charset=utf-8',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
  ];
  sendWhole(exchange, 200, headers, body);
}

async function serveReady(door: Door, exchange: Exchange): Promise<void> {
  const readiness = (await door.ports.readiness?.ready()) ?? { ready: true, why: [] };
  sendJson(
    exchange,
    { status: readiness.ready ? 'ready' : 'not ready', why: readiness.why },
    readiness.ready ? 200 : 503,
  );
}
