import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asker } from '../app/serve/ask.ts';
import type { Backlog } from './backlog.ts';
import type { RequestHead } from './request-head.ts';
import type { Route } from './route.ts';

/** One request that is being answered. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly head: RequestHead;
  readonly route: Route;
  readonly asker: Asker;
  /** Whether only the headers are sent. */
  readonly isHead: boolean;
  /** Whether a server of ours in front asks, which may send stored files itself. */
  readonly isAccelerated: boolean;
  readonly backlog: Backlog;
  /** Milliseconds of the process clock at which it came. */
  readonly started: number;
  /** Filled in by whoever answers: bytes of the body that were sent. */
  sent: number;
  /** Filled in by whoever waits only until it is written down that this goes out: it does when that is. */
  written: { readonly headers: readonly string[]; readonly body: Uint8Array } | undefined;
  /** Filled in by whoever refuses. */
  denial: string | undefined;
}

/** Bodies that are smaller lie in memory of others. Bytes. */
const HELD_FROM = 4096;

/**
 * Answers whole: headers as names and values by turns, with the length that the body has. A HEAD request gets
 * the same headers and nothing else.
 */
export function sendWhole(
  exchange: Exchange,
  status: number,
  headers: readonly string[],
  body: Uint8Array | undefined,
  reason?: string,
): void {
  const { res, isHead } = exchange;
  // Node writes the list as it is, and never changes it.
  if (reason === undefined) res.writeHead(status, headers as string[]);
  else res.writeHead(status, reason, headers as string[]);
  if (isHead || body === undefined) res.end();
  else {
    exchange.sent = body.length;
    res.end(body);
    // Most are with the system by now.
    if (body.length >= HELD_FROM && res.writableLength > 0)
      res.once('close', exchange.backlog.hold(exchange.req.socket, exchange.asker.address, body));
  }
}
