import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Content } from './upstream-file.ts';

/** How an upstream misbehaves at some paths. */
export type Behavior =
  /** No answer ever; the connection stays open. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** The right answer, no faster than this. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** The right length is announced, and the connection ends after so many bytes. */
  | { readonly kind: 'truncate'; readonly after: number }
  /** The right head and so many bytes; then a byte each so many milliseconds, or nothing more ever. */
  | { readonly kind: 'stall'; readonly after: number; readonly everyMs?: number }
  /** A body without length that never ends. */
  | { readonly kind: 'endless'; readonly contentType: string }
  /** Other bytes of the same name; a function gives others each time. */
  | {
      readonly kind: 'replace';
      readonly content: Uint8Array | ((time: number) => Uint8Array);
      readonly contentType?: string;
    }
  | { readonly kind: 'redirect'; readonly to: string }
  /** These bytes instead of an answer of HTTP: whatever a head may do. */
  | { readonly kind: 'raw'; readonly bytes: string };

/** A behavior at the paths that fit, for so many questions. */
export interface Misdeed {
  readonly at: string | RegExp;
  readonly behavior: Behavior;
  /** Questions left. */
  left: number;
  /** Questions answered so. */
  done: number;
}

/** The content that an answer sends instead of the right one, and how fast; undefined where it took the whole answer over. */
export interface Twist {
  readonly bytesPerSecond?: number;
  readonly cutAfter?: number;
  readonly stall?: { readonly after: number; readonly everyMs?: number };
  readonly replaced?: Uint8Array;
  readonly contentType?: string;
}

/** Applies a behavior. Returns what changes in the right answer; undefined: the answer is given, or never will be. */
export function misbehave(misdeed: Misdeed, request: IncomingMessage, response: ServerResponse): Twist | undefined {
  const { behavior } = misdeed;
  switch (behavior.kind) {
    case 'hang':
      return undefined;
    case 'status':
      if (behavior.retryAfter !== undefined) response.setHeader('retry-after', behavior.retryAfter);
      response.writeHead(behavior.status, { 'content-type': 'text/plain' }).end('no\n');
      return undefined;
    case 'redirect':
      response.writeHead(302, { location: behavior.to }).end();
      return undefined;
    case 'raw':
      // A string of these is of bytes, not of characters: what is packed in it must not become UTF-8.
      request.socket.end(behavior.bytes, 'latin1');
      return undefined;
    case 'endless':
      response.writeHead(200, { 'content-type': behavior.contentType });
      void pourForEver(response);
      return undefined;
    case 'slow':
      return { bytesPerSecond: behavior.bytesPerSecond };
    case 'stall':
      return { stall: behavior };
    case 'truncate':
      return { cutAfter: behavior.after };
    case 'replace': {
      const { content, contentType } = behavior;
      const replaced = typeof content === 'function' ? content(misdeed.done) : content;
      return contentType === undefined ? { replaced } : { replaced, contentType };
    }
  }
}

/** Sends the bytes from `start` to before `end` as a twist wants it; resolves when all that will be sent is. */
export async function pour(
  response: ServerResponse,
  content: Content,
  range: { readonly start: number; readonly end: number },
  { bytesPerSecond, cutAfter, stall }: Twist,
): Promise<void> {
  if (stall !== undefined) return drip(response, content, range, stall);
  const last = cutAfter === undefined ? range.end : Math.min(range.end, range.start + cutAfter);
  const started = performance.now();
  let sent = 0;
  for (const piece of content.pieces(range.start, last)) {
    if (!(await write(response, piece))) return;
    sent += piece.length;
    if (bytesPerSecond === undefined) continue;
    const due = started + (sent / bytesPerSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
  }
  if (last < range.end) response.destroy();
  else response.end();
}

/** Sends the beginning, and the rest as slowly as a stalling server does. */
async function drip(
  response: ServerResponse,
  content: Content,
  { start, end }: { readonly start: number; readonly end: number },
  { after, everyMs }: NonNullable<Twist['stall']>,
): Promise<void> {
  const first = Math.min(end, start + after);
  for (const piece of content.pieces(start, first)) if (!(await write(response, piece))) return;
  if (everyMs === undefined) return;
  for (let at = first; at < end; at++)
    for (const piece of content.pieces(at, at + 1)) {
      await sleep(everyMs);
      if (!(await write(response, piece))) return;
    }
  response.end();
}

async function pourForEver(response: ServerResponse): Promise<void> {
  const piece = Buffer.alloc(64 * 1024, ' ');
  while (await write(response, piece));
}

/** Writes with back-pressure; false once nobody listens any more. */
function write(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  if (response.destroyed || response.closed) return Promise.resolve(false);
  if (response.write(piece)) return new Promise((resolve) => setImmediate(resolve, true));
  return new Promise((resolve) => {
    const settle = (on: boolean) => () => {
      response.removeListener('drain', drained);
      response.removeListener('close', closed);
      resolve(on);
    };
    const drained = settle(true);
    const closed = settle(false);
    response.once('drain', drained);
    response.once('close', closed);
  });
}
