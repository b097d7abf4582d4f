import type { Door } from './door.ts';
import type { Exchange } from './exchange.ts';
import { sendAbsent } from './refuse.ts';
import { sendContent, sendFile } from './serve-file.ts';

/**
 * `/api/v1/advisories` and what lies beneath it: the advisories that are in force here, for another Rind.
 *
 * @param sha256 of what is asked for; undefined for the statement
 */
export async function serveShared(door: Door, exchange: Exchange, sha256: string | undefined): Promise<void> {
  const { sharing } = door.ports;
  if (sharing === undefined) return sendAbsent(exchange);
  if (sha256 === undefined)
    return sendContent(door, exchange, await sharing.statement(exchange.asker), 'text/plain; charset=utf-8');
  // A server in front knows where blobs lie, and this is none.
  const here = { ...door, acceleratedPath: undefined };
  return sendFile(here, exchange, await sharing.data(exchange.asker, sha256));
}
