import type { Door } from './door.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { renderExposureFeed } from './exposure-feed.ts';
import { refuse, sendAbsent } from './refuse.ts';

/** Entries of a feed. */
const MOST = 100;

/** `/feeds/exposure.atom`: files that went out before they were refused. */
export async function serveFeed(door: Door, exchange: Exchange): Promise<void> {
  const { watching } = door.ports;
  if (watching === undefined) return sendAbsent(exchange);
  const answer = await watching.exposures(exchange.asker, MOST);
  if (answer.answer !== 'exposures') return refuse(exchange, answer, door.publicUrl);
  const body = Buffer.from(renderExposureFeed(answer.events));
  const headers = [
    'Content-Type',
    'application/atom+xml; charset=utf-8',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'Vary',
    'Authorization',
    'X-Content-Type-Options',
    'nosniff',
  ];
  sendWhole(exchange, 200, headers, body);
}
