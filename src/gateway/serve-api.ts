import { parseJson } from '../base/text/json.ts';
import { jsonText } from '../base/text/neutral.ts';
import { API_OPERATIONS, type ApiOperation } from '../contract/http-api.ts';
import { openApiDocument } from '../contract/openapi.ts';
import type { Door } from './door.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { isMeant } from './origin-check.ts';
import { refuse, refuseAct, sendAbsent, sendProblem, sendUnauthorized } from './refuse.ts';
import { serveShared } from './serve-shared.ts';
import { sendCrossSite } from './serve-upload.ts';
import { SliceRunner } from './slices.ts';
import { queryParameter } from './target.ts';

/** The largest body of an operation. */
const MOST_BODY = 64 * 1024;
const MOST_PARAMETER = 1000;

/** An operation, with what the path says. */
interface Matched {
  readonly operation: ApiOperation;
  readonly parameters: Map<string, string>;
}

/** The operations of a path, by method; empty where there is none. */
function matchesOf(segments: readonly string[]): ReadonlyMap<string, Matched> {
  const found = new Map<string, Matched>();
  for (const operation of API_OPERATIONS) {
    const parameters = matchPath(operation.path.slice(1).split('/'), segments);
    if (parameters !== undefined) found.set(operation.method, { operation, parameters });
  }
  return found;
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i] ?? '';
    if (part.startsWith('{')) parameters.set(part.slice(1, -1), segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}

/** `/api/v1/…`: the table says what there is, the desk answers. */
export async function serveApi(
  door: Door,
  exchange: Exchange,
  segments: readonly string[],
  query: string,
): Promise<void> {
  const method = exchange.isHead ? 'GET' : (exchange.req.method ?? 'GET');
  if (segments[1] !== 'v1') return sendAbsent(exchange);
  const rest = segments.slice(2);
  const isDocument = rest.length === 1 && rest[0] === 'openapi.json';
  const matches = matchesOf(rest);
  if (!isDocument && (matches.size === 0 || door.ports.desk === undefined)) return sendAbsent(exchange);
  const allowed = isDocument ? ['GET'] : [...matches.keys()];
  if (!allowed.includes(method)) return sendMethods(exchange, allowed);
  if (isDocument) return sendJson(exchange, await documentOf(door));
  const matched = matches.get(method);
  if (matched === undefined) return sendAbsent(exchange);
  if (method !== 'GET' && !isMeant(exchange.head)) return sendCrossSite(exchange);
  await operate(door, exchange, matched, query);
}

/** Documents that were made, by version: one in a process, and some in tests. */
const documents = new Map<string, Promise<object>>();

async function documentOf({ version }: Door): Promise<object> {
  const made = documents.get(version) ?? new SliceRunner().run(openApiDocument(version));
  documents.set(version, made);
  return made;
}

async function operate(
  door: Door,
  exchange: Exchange,
  { operation, parameters }: Matched,
  query: string,
): Promise<void> {
  for (const { name, required } of operation.parameters) {
    if (parameters.has(name)) continue;
    const value = queryParameter(query.replaceAll('+', '%20'), name);
    if (value !== undefined && value.length <= MOST_PARAMETER) parameters.set(name, value);
    else if (required) return sendBad(exchange, `the parameter \`${name}\` is missing, too long or stands twice`);
  }
  let body: unknown;
  if (operation.body !== undefined) {
    // Nobody's body is read who may not do it whatever stands there.
    if (operation.scope === 'admin' && exchange.head.authorization === undefined) {
      exchange.res.shouldKeepAlive = false;
      return sendUnauthorized(exchange);
    }
    const text = await readBody(exchange);
    if (text === undefined) return sendBad(exchange, `a body has at most ${MOST_BODY} bytes of UTF-8`);
    const parsed = parseJson(text, { maxBytes: MOST_BODY, maxDepth: 10, maxValues: 10_000 });
    const checked = parsed.ok ? operation.body.safeParse(parsed.value.root) : undefined;
    if (checked?.success !== true) {
      const issue = checked?.error.issues[0];
      const where = issue === undefined ? '' : `: ${issue.path.join('.')} ${issue.message}`;
      return sendBad(exchange, `the body is not what the OpenAPI document says${where}`);
    }
    body = checked.data;
  }
  if (operation.media !== undefined) return serveShared(door, exchange, parameters.get('sha256'));
  const answer = await door.ports.desk?.answer({ operation: operation.id, asker: exchange.asker, parameters, body });
  if (answer === undefined) return sendAbsent(exchange);
  if (answer.answer === 'value') return sendJson(exchange, answer.value);
  if (answer.answer === 'invalid') return sendBad(exchange, answer.why);
  // What every administrator may do is no secret; what somebody may not read is.
  if (answer.answer === 'forbidden' && operation.scope === 'admin') return refuseAct(exchange, answer);
  refuse(exchange, answer, door.publicUrl);
}

/** The body as text; undefined where it is too long, breaks off or is not UTF-8. */
async function readBody({ req }: Exchange): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of req.iterator({ destroyOnReturn: false })) {
      bytes += part.length;
      if (bytes > MOST_BODY) return undefined;
      parts.push(part);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

function sendBad(exchange: Exchange, why: string): void {
  if (!exchange.req.complete) exchange.res.shouldKeepAlive = false;
  sendProblem(exchange, { status: 400, title: 'invalid', detail: why, type: 'invalid' });
}

/** Says which methods there are. */
export function sendMethods(exchange: Exchange, methods: readonly string[]): void {
  const allow = methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET')] : methods;
  sendProblem(exchange, {
    status: 405,
    title: 'method not allowed',
    detail: `what there is: ${allow.join(', ')}`,
    headers: ['Allow', allow.join(', ')],
  });
}

/** A value as JSON that is never kept by anybody. */
export function sendJson(exchange: Exchange, value: unknown, status: number = 200): void {
  const body = Buffer.from(jsonText(value));
  const headers = [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'Vary',
    'Accept, Authorization',
    'X-Content-Type-Options',
    'nosniff',
  ];
  sendWhole(exchange, status, headers, body);
}
