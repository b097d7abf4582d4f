import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StatedHead } from '../log-head.ts';
import { keyAtHand, openKey } from '../log-key.fs.ts';
import { HeadSigner } from '../log-signer.fs.ts';
import { openLog } from '../log-writer.fs.ts';

/** A log in a folder of its own, written and signed as a gateway does it. */
export class SignedLog implements Disposable {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'rind-log-'));
  /** What the database would have of it. */
  readonly witness: Map<string, StatedHead> = new Map();
  /** The clock, in epoch milliseconds. */
  now: number = Date.UTC(2026, 0, 1);

  /** Writes a batch for each list of events, and has each batch signed; `last` is left unsigned. */
  async write(
    batches: readonly (readonly string[])[],
    last: readonly string[] = [],
    segmentBytes?: number,
  ): Promise<void> {
    const log = await openLog(this.folder, () => this.now, segmentBytes);
    const { key } = await openKey(this.folder, this.now);
    const signer = new HeadSigner({
      folder: this.folder,
      chain: log.chain,
      head: () => log.head,
      key: () => keyAtHand(this.folder) ?? key,
      keep: async (head) => {
        this.witness.set(head.chain, head);
      },
      now: () => this.now,
      failed: (error) => {
        throw error;
      },
    });
    for (const [index, events] of batches.entries()) {
      this.now += 60_000;
      for (const event of events) await log.append({ event, name: `ünd-${index}` });
      await signer.sign();
    }
    this.now += 1000;
    for (const event of last) await log.append({ event });
    await log.close();
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
