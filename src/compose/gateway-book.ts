import type { StatedHead } from '../evidence/log-head.ts';
import { keyAtHand, openKey } from '../evidence/log-key.fs.ts';
import { HeadSigner } from '../evidence/log-signer.fs.ts';
import { type LogWriter, openLog } from '../evidence/log-writer.fs.ts';
import { countMissed } from './count-missed.ts';
import { logFolder } from './gateway-place.ts';
import type { GatewayState } from './gateway-state.ts';
import { LeftChains } from './left-chains.ts';

/** How the log is opened. */
export interface BookRequest {
  /** Epoch milliseconds. */
  now(): number;
  /** Told of what could not be signed: the entries themselves are on disk. */
  failed(error: unknown): void;
}

/**
 * Opens the log for writing, has its end signed each minute and when it is closed, and counts what it says of
 * downloads that the tables do not have: a crash came between. The same is done for chains whose process is no more, now
 * and from then on. A key that was made now is in the log, and whether one before it was lost.
 */
export async function openBook(state: GatewayState, { now, failed }: BookRequest): Promise<LogWriter> {
  const folder = logFolder(state.folder);
  const log = await openLog(folder, now);
  await countMissed(state, log.chain, log.head.seq);
  const opened = await openKey(folder, now());
  let { key } = opened;
  const signing = {
    folder,
    // Another process may have put another one in its place.
    key: () => {
      key = keyAtHand(folder) ?? key;
      return key;
    },
    keep: (head: StatedHead) => state.witness.keep(head),
    now,
    failed,
  };
  const signer = new HeadSigner({ ...signing, chain: log.chain, head: () => log.head });
  if (opened.made !== undefined) await log.append({ event: 'key', key: key.listed.key, why: opened.made });
  signer.start();
  const left = new LeftChains({ state, own: log.chain, signing });
  await left.start();
  return {
    chain: log.chain,
    get head() {
      return log.head;
    },
    append: (facts) => log.append(facts),
    note: (facts) => log.note(facts),
    flush: () => log.flush(),
    close: async () => {
      await left.stop();
      await log.flush();
      await signer.close().catch(failed);
      await log.close();
    },
  };
}
