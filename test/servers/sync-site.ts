import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { storedStates } from '../../src/advisory/store.fs.ts';
import type { Machine } from '../../src/compose/machine.ts';
import { runSync, type SyncOutcome, type SyncRequest } from '../../src/compose/sync-run.ts';
import { createLog, type Log } from '../../src/platform/log.ts';
import { type MadeRecord, recordsZip } from '../../tools/make-records.ts';
import { tree } from '../tree.ts';
import type { OsvServer } from './osv-server.ts';

/** Says nothing. */
export const log: Log = createLog('quiet', { write: () => {}, terminal: false, now: () => 0 });

/** A machine with a clock of its own whose mirror of OSV is a server on loopback. */
export class Site {
  readonly server: OsvServer;
  readonly root: string;
  now = Date.UTC(2026, 0, 1);

  constructor(test: TestContext, server: OsvServer) {
    this.server = server;
    this.root = tree(test, {});
  }

  get url(): string {
    return `${this.server.origin}/PyPI/all.zip`;
  }

  get machine(): Machine {
    const { origin } = this.server;
    return {
      variables: {
        RIND_OSV_URL: this.url,
        RIND_PSF_URL: `${origin}/psf/main.zip`,
        RIND_EPSS_URL: `${origin}/epss.csv.gz`,
        RIND_KEV_URL: `${origin}/kev.json`,
      },
      platform: 'linux',
      home: this.root,
      cwd: this.root,
      now: () => this.now,
    };
  }

  serve(records: readonly MadeRecord[]): void {
    this.server.put('/PyPI', recordsZip(records), records);
  }

  async all(more: Partial<SyncRequest> = {}): Promise<SyncOutcome[]> {
    const request: SyncRequest = { offline: false, check: false, force: false, dataDir: this.root, ...more };
    const outcomes = await runSync(this.machine, log, '0', request);
    assert.ok(outcomes.ok, JSON.stringify(outcomes));
    return outcomes.value;
  }

  /** Syncs one source: what became of it in a word, or the code of its problem. */
  async sync(more: Partial<SyncRequest> = {}): Promise<string> {
    const [outcome] = await this.all({ source: 'osv', ...more });
    if (outcome?.result.ok !== true) return outcome?.result.error.code ?? 'nothing';
    const { value } = outcome.result;
    return typeof value === 'string' ? value : value.change;
  }

  records(): number {
    return storedStates(this.root).find(({ name }) => name === 'osv')?.records ?? 0;
  }
}
