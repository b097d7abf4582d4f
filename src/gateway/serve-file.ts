import { hash } from 'node:crypto';
import { compareVersions, type NormalizedName, parseSdistFilename, parseVersion, parseWheelFilename } from '@rind/pypa';
import type { ContentAnswer, FileAnswer, ServedBytes } from '../app/serve/answers.ts';
import type { FileAsk } from '../app/serve/ask.ts';
import { NotAtHand } from '../app/serve/passing-failure.ts';
import { type ByteRange, readRange } from './byte-range.ts';
import type { Door } from './door.ts';
import { allowsRange, matchesTag } from './entity-tag.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { refuse, sendAbsent, sendProblem } from './refuse.ts';
import type { Route } from './route.ts';
import { sendChunks } from './send-chunks.ts';
import type { SmallFile } from './small-file.ts';

type FileRoute = Extract<Route, { readonly kind: 'file' | 'metadata' | 'provenance' }>;

/** Whether it may be read depends on who asks; nothing else changes an answer. */
const VARY = 'Authorization';

/** What every reader may have in memory. Bytes. */
const PIECE = 32 * 1024;

const CONTENT_TYPES = {
  metadata: 'text/plain; charset=utf-8',
  provenance: 'application/vnd.pypi.integrity.v1+json',
} as const;

function fileAsk({ asker }: Exchange, { view, asOf, name, filename }: FileRoute): FileAsk {
  return asOf === undefined ? { view, name, asker, filename } : { view, name, asOf, asker, filename };
}

/**
 * A distribution: the bytes as they are, never packed, for pip reads them raw. Undefined where the answer was said at
 * once: a refusal by what is at hand.
 */
export function serveFile(door: Door, exchange: Exchange, route: FileRoute): Promise<void> | undefined {
  const answer = door.ports.gateway.file(fileAsk(exchange, route));
  return answer instanceof Promise
    ? answer.then((file) => sendFile(door, exchange, file))
    : sendFile(door, exchange, answer);
}

/** Sends the bytes that an answer names, or says why there are none. */
export function sendFile(door: Door, exchange: Exchange, answer: FileAnswer): Promise<void> | undefined {
  if (answer.answer !== 'bytes') {
    if (answer.answer === 'denied') door.metrics.denied(answer.denial);
    refuse(exchange, answer, door.publicUrl);
    return undefined;
  }
  const { isHead, head } = exchange;
  const kept = isInPieces(door, answer) ? undefined : door.files.get(answer.sha256);
  const asksForAll = head.ifNoneMatch === undefined && head.range === undefined && !isHead;
  if (kept === undefined || !asksForAll || door.acceleratedPath !== undefined) return sendAsked(door, exchange, answer);
  // The bytes are at hand, under a decision that holds now: all that they wait for is to be written down.
  exchange.written = kept;
  return answer.record();
}

/** Whether a small file goes out as a large one does: much of others' lies here that nobody takes. */
function isInPieces({ backlog }: Door, { size }: ServedBytes): boolean {
  return size > PIECE && backlog.isFilling;
}

/** What is not simply all of a file that is at hand. */
async function sendAsked(door: Door, exchange: Exchange, answer: ServedBytes): Promise<void> {
  const { sha256, size } = answer;
  const tag = `"${sha256}"`;
  if (matchesTag(exchange.head.ifNoneMatch, tag)) {
    // Who is told that a copy is still good installs it: that is written down as well.
    if (!exchange.isHead) await answer.record();
    return sendWhole(exchange, 304, ['ETag', tag, 'Cache-Control', 'no-cache', 'Vary', VARY], undefined);
  }
  // A range is for GET alone. Source: RFC 9110, 14.2.
  const range =
    exchange.isHead || !allowsRange(exchange.head.ifRange, tag) ? 'whole' : readRange(exchange.head.range, size);
  if (range === 'unsatisfiable') return unsatisfiable(exchange, size);
  if (exchange.isHead) {
    if (await toldRefused(door, exchange, answer)) return;
    return sendWhole(exchange, 200, fileHeaders(tag, size, undefined, size), undefined);
  }
  try {
    await sendBytes(door, exchange, answer, tag, range === 'whole' ? undefined : range);
  } catch (error) {
    const mayTell = error instanceof NotAtHand && !exchange.res.headersSent;
    if (!mayTell || !(await toldRefused(door, exchange, answer))) throw error;
  }
}

/** Whether the bytes are not to be had after all; whoever asks was told so then. */
async function toldRefused(door: Door, exchange: Exchange, served: ServedBytes): Promise<boolean> {
  const refused = await served.refused?.();
  if (refused === undefined) return false;
  door.metrics.denied(refused.denial);
  refuse(exchange, refused, door.publicUrl);
  return true;
}

async function sendBytes(
  door: Door,
  exchange: Exchange,
  answer: ServedBytes,
  tag: string,
  part: ByteRange | undefined,
): Promise<void> {
  if (exchange.isAccelerated && door.acceleratedPath !== undefined)
    await accelerate(exchange, answer, tag, door.acceleratedPath(answer.sha256));
  else if (answer.size <= door.limits.smallFile && !isInPieces(door, answer))
    await sendSmall(door, exchange, answer, tag, part);
  else await sendLarge(door, exchange, answer, tag, part);
}

function fileHeaders(tag: string, length: number, part: ByteRange | undefined, size: number): readonly string[] {
  const headers = [
    'Content-Type',
    'application/octet-stream',
    'Content-Length',
    String(length),
    'ETag',
    tag,
    'Cache-Control',
    'no-cache',
    'Accept-Ranges',
    'bytes',
    'X-Content-Type-Options',
    'nosniff',
    'Vary',
    VARY,
  ];
  if (part !== undefined) headers.push('Content-Range', `bytes ${part.start}-${part.end - 1}/${size}`);
  return headers;
}

function unsatisfiable(exchange: Exchange, size: number): void {
  sendProblem(exchange, {
    status: 416,
    title: 'range not satisfiable',
    detail: `the file has ${size} bytes`,
    headers: ['Content-Range', `bytes */${size}`, 'Accept-Ranges', 'bytes'],
  });
}

/** A small file: from memory, in one piece with its headers. */
async function sendSmall(
  door: Door,
  exchange: Exchange,
  served: ServedBytes,
  tag: string,
  part: ByteRange | undefined,
): Promise<void> {
  const kept = door.files.get(served.sha256) ?? (await loadSmall(door, served));
  await served.record();
  if (part === undefined) return sendWhole(exchange, 200, kept.headers, kept.body);
  const body = kept.body.subarray(part.start, part.end);
  sendWhole(exchange, 206, fileHeaders(tag, body.length, part, served.size), body);
}

/** Reads a small file once for all who ask meanwhile, and looks whether it still is what its name says. */
function loadSmall(door: Door, served: ServedBytes): Promise<SmallFile> {
  const running = door.loading.get(served.sha256);
  if (running !== undefined) return running;
  const loading = readSmall(served)
    .then((file) => {
      door.files.set(served.sha256, file);
      return file;
    })
    .finally(() => door.loading.delete(served.sha256));
  door.loading.set(served.sha256, loading);
  return loading;
}

async function readSmall(served: ServedBytes): Promise<SmallFile> {
  const body = Buffer.allocUnsafeSlow(served.size);
  const reader = await served.open();
  try {
    let at = 0;
    while (at < body.length) {
      const count = await reader.read(body.subarray(at), at);
      if (count <= 0) throw new Error('a blob is shorter than it was');
      at += count;
    }
  } finally {
    await reader.close();
  }
  if (hash('sha256', body) !== served.sha256) throw new Error('a blob is not what its name says');
  const headers = fileHeaders(`"${served.sha256}"`, body.length, undefined, body.length);
  return { body, headers, bytes: body.length };
}

async function sendLarge(
  door: Door,
  exchange: Exchange,
  served: ServedBytes,
  tag: string,
  part: ByteRange | undefined,
): Promise<void> {
  const { res } = exchange;
  const range = part ?? { start: 0, end: served.size };
  const reader = await served.open();
  try {
    res.writeHead(part === undefined ? 200 : 206, [...fileHeaders(tag, range.end - range.start, part, served.size)]);
    const sent = await sendChunks(res, reader, range, door.chunks, () => served.record());
    exchange.sent = sent.bytes;
    if (sent.whole) res.end();
  } finally {
    await reader.close();
  }
}

/** A server in front sends the bytes; ranges are its own affair. What it would not find is fetched again first. */
async function accelerate(exchange: Exchange, served: ServedBytes, tag: string, path: string): Promise<void> {
  await (await served.open()).close();
  await served.record();
  const headers = fileHeaders(tag, 0, undefined, 0).toSpliced(2, 2, 'X-Accel-Redirect', path);
  sendWhole(exchange, 200, [...headers, 'Content-Length', '0'], Buffer.alloc(0));
}

/** What lies beside a file: small, and given whole. */
export async function serveContent(
  door: Door,
  exchange: Exchange,
  route: FileRoute,
  kind: keyof typeof CONTENT_TYPES,
): Promise<void> {
  if (route.version !== undefined && !isOfVersion(route.name, route.version, route.filename))
    return sendAbsent(exchange);
  const ask = fileAsk(exchange, route);
  const { gateway } = door.ports;
  const answer = await (kind === 'metadata' ? gateway.metadata(ask) : gateway.provenance(ask));
  sendContent(door, exchange, answer, CONTENT_TYPES[kind]);
}

/** Sends what an answer holds, or says why there is none. */
export function sendContent(door: Door, exchange: Exchange, answer: ContentAnswer, type: string): void {
  if (answer.answer !== 'content') {
    if (answer.answer === 'denied') door.metrics.denied(answer.denial);
    refuse(exchange, answer, door.publicUrl);
    return;
  }
  const tag = `"${answer.sha256}"`;
  if (matchesTag(exchange.head.ifNoneMatch, tag)) {
    sendWhole(exchange, 304, ['ETag', tag, 'Cache-Control', 'no-cache', 'Vary', VARY], undefined);
    return;
  }
  const { content } = answer;
  sendWhole(
    exchange,
    200,
    [
      'Content-Type',
      type,
      'Content-Length',
      String(content.length),
      'ETag',
      tag,
      'Cache-Control',
      'no-cache',
      'Vary',
      VARY,
      'X-Content-Type-Options',
      'nosniff',
    ],
    content,
  );
}

/** Whether a file's name says that it is of a version of a project. Source: PEP 427; PEP 625. */
function isOfVersion(name: NormalizedName, version: string, filename: string): boolean {
  const asked = parseVersion(version);
  const parsed = filename.endsWith('.whl') ? parseWheelFilename(filename) : parseSdistFilename(filename);
  if (!asked.ok || !parsed.ok) return false;
  return parsed.value.name === name && compareVersions(parsed.value.version, asked.value) === 0;
}
