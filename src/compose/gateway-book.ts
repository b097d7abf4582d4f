import path from 'node:path';
import type { Served } from '../evidence/downloads.sql.ts';
import { entryOfLine, type LogEntry } from '../evidence/log-chain.ts';
import { keyAtHand, openKey } from '../evidence/log-key.fs.ts';
import { HeadSigner } from '../evidence/log-signer.fs.ts';
import { type LogWriter, linesOf, openLog, segmentsOf } from '../evidence/log-writer.fs.ts';
import { logFolder } from './gateway-place.ts';
import type { GatewayState } from './gateway-state.ts';

/** How the log is opened. */
export interface BookRequest {
  /** Epoch milliseconds. */
  now(): number;
  /** Told of what could not be signed: the entries themselves are on disk. */
  failed(error: unknown): void;
}

/**
 * Opens the log for writing, has its end signed each minute and when it is closed, and counts what it says of
 * downloads that the tables do not have: a crash came between. A key that was made now is in the log, and whether
 * one before it was lost.
 */
export async function openBook(state: GatewayState, { now, failed }: BookRequest): Promise<LogWriter> {
  const folder = logFolder(state.folder);
  const log = await openLog(folder, now);
  await countMissed(state, log);
  const opened = await openKey(folder, now());
  let { key } = opened;
  const signer = new HeadSigner({
    folder,
    chain: log.chain,
    head: () => log.head,
    // Another process may have put another one in its place.
    key: () => {
      key = keyAtHand(folder) ?? key;
      return key;
    },
    keep: (head) => state.witness.keep(head),
    now,
    failed,
  });
  if (opened.made !== undefined) await log.append({ event: 'key', key: key.listed.key, why: opened.made });
  signer.start();
  return {
    chain: log.chain,
    get head() {
      return log.head;
    },
    append: (facts) => log.append(facts),
    note: (facts) => log.note(facts),
    flush: () => log.flush(),
    close: async () => {
      await log.flush();
      await signer.close().catch(failed);
      await log.close();
    },
  };
}

async function countMissed(state: GatewayState, log: LogWriter): Promise<void> {
  const counted = await state.downloads.position(log.chain);
  if (counted >= log.head.seq) return;
  const place = path.join(logFolder(state.folder), log.chain);
  const missing: Served[] = [];
  const segments = segmentsOf(place);
  for (const [index, segment] of segments.entries()) {
    // The one after it is named for its first entry: of what was counted already nothing is read.
    const next = segments[index + 1];
    if (next !== undefined && Number(next.slice(0, 16)) <= counted + 1) continue;
    for (const line of linesOf(path.join(place, segment))) {
      const entry = entryOfLine(line);
      if (entry !== undefined && entry.seq > counted && entry.event === 'serve') missing.push(servedIn(entry));
    }
  }
  await state.downloads.count(log.chain, missing, log.head.seq);
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
