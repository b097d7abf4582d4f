import path from 'node:path';
import { setImmediate as others } from 'node:timers/promises';
import type { Served } from '../evidence/downloads.sql.ts';
import { entryOfLine, type LogEntry } from '../evidence/log-chain.ts';
import { linesOf, segmentsOf } from '../evidence/log-writer.fs.ts';
import { logFolder } from './gateway-place.ts';
import type { GatewayState } from './gateway-state.ts';

/** Lines that are read before others have their turn. */
const AT_ONCE = 200;

/**
 * Counts what a chain of the log says of downloads that the tables do not have: a crash came between. The chain must be
 * held, or two would count the same. Throws what the file system and the database throw.
 *
 * @param seq its last entry
 */
export async function countMissed(state: GatewayState, chain: string, seq: number): Promise<void> {
  const counted = await state.downloads.position(chain);
  if (counted >= seq) return;
  const place = path.join(logFolder(state.folder), chain);
  const missing: Served[] = [];
  const segments = segmentsOf(place);
  let line = 0;
  for (const [index, segment] of segments.entries()) {
    // The one after it is named for its first entry: of what was counted already nothing is read.
    const next = segments[index + 1];
    if (next !== undefined && Number(next.slice(0, 16)) <= counted + 1) continue;
    for (const text of linesOf(path.join(place, segment))) {
      const entry = entryOfLine(text);
      if (entry !== undefined && entry.seq > counted && entry.event === 'serve') missing.push(servedIn(entry));
      if (++line % AT_ONCE === 0) await others();
    }
  }
  await state.downloads.count(chain, missing, seq);
}

function servedIn(entry: LogEntry): Served {
  const text = (fact: string): string => {
    const value = entry[fact];
    return typeof value === 'string' ? value : '';
  };
  return {
    project: text('project'),
    version: text('version'),
    filename: text('filename'),
    sha256: text('sha256'),
    view: text('view'),
    principal: text('principal'),
    address: text('address'),
    agent: text('agent'),
    at: entry.at,
  };
}
