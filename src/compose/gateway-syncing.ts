import { storedStates } from '../advisory/store.fs.ts';
import type { SyncOverview } from '../app/serve/overview.ts';
import type { WatchStatus } from '../app/serve/watching.ts';
import type { Config } from '../config/config.ts';
import { serverAddress } from './admin-address.ts';
import type { Machine } from './machine.ts';
import { isRind, latestOf } from './rind-place.ts';

/** What says where a gateway's advisories come from. */
export interface SyncingParts {
  /** The environment of its syncs. */
  readonly variables: Machine['variables'];
  /** Whom a person's own configuration names. */
  readonly rind: Config['rind'];
  /** Where synchronised advisories lie; undefined where nowhere. */
  readonly dataFolder: string | undefined;
  /** What the gateway does by itself. */
  status(): Promise<WatchStatus>;
}

/** How a gateway comes by its advisories, looked up when somebody asks. */
export function gatewaySyncing({ variables, rind, dataFolder, status }: SyncingParts): () => Promise<SyncOverview> {
  const declared = variables['RIND_SYNC_FROM'] || rind?.from || '';
  const address = isRind(declared) ? serverAddress(declared.slice('rind+'.length)) : undefined;
  // What is wrong with it, each sync says.
  const from = address?.ok === true ? address.value : undefined;
  return async () => {
    const { sync, fetches = false } = await status();
    const states = from === undefined || dataFolder === undefined ? [] : storedStates(dataFolder);
    const stateAt = from === undefined ? undefined : latestOf(from, states)?.at;
    const last =
      sync === undefined ? undefined : { at: sync.at, ok: sync.ok, why: sync.ok ? '' : complaintOf(sync.said) };
    return { from, stateAt, fetches, last };
  };
}

/** The first complaint of what a sync said, on one line: the rest stands in the log. */
function complaintOf(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const first = lines.find((line) => line.startsWith('error: ')) ?? lines.at(-1) ?? '';
  return first.replace(/^error: /, '').slice(0, 300);
}
