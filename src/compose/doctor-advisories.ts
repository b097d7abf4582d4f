import { storedStates } from '../advisory/store.fs.ts';
import type { DoctorFinding } from '../app/doctor/finding.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { serverAddress } from './admin-address.ts';
import { declaredRind } from './declared-rind.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { latestOf } from './rind-place.ts';

/** Another Rind whose advisories somebody takes. */
export interface TakenAdvisories {
  /** Its address. */
  readonly from: string;
  /** RFC 3339, of the state that was taken over; null where none was. */
  readonly state: string | null;
}

/** What a gateway says of its advisories. */
export interface GatewayAdvisoriesSaid {
  readonly advisories?: TakenAdvisories;
  readonly findings: readonly DoctorFinding[];
}

/** Reads what `/api/v1/status` says of a gateway's advisories. It is another's word: whatever is not as it should be is passed over. */
export function readGatewaySync(status: unknown): GatewayAdvisoriesSaid {
  const sync = fieldOf(status, 'sync');
  const [from, state, last] = ['from', 'state', 'last'].map((name) => fieldOf(sync, name));
  const at = fieldOf(last, 'at');
  const failed: DoctorFinding = {
    level: 'note',
    id: 'advisories-fail',
    message: `the gateway fetched no advisories at ${textOf(at)}: ${textOf(fieldOf(last, 'why'))}`,
    why: 'it judges by those that it has, and what is found from now on passes',
    next: 'look into its log; `rind sync` beside it says more, and takes a file with `--from`',
  };
  return {
    ...(typeof from === 'string' ? { advisories: { from: textOf(from), state: momentOf(state) } } : {}),
    findings: fieldOf(last, 'ok') === false ? [failed] : [],
  };
}

/** The Rind that this machine's own syncs ask, and how old its state here is; undefined where none is declared. */
export async function machineAdvisories(machine: Machine, dataDir?: string): Promise<TakenAdvisories | undefined> {
  const declared = await declaredRind(machine, limitsFrom({}));
  const from = declared.ok ? declared.value?.from : undefined;
  const address = from === undefined ? undefined : serverAddress(from.replace(/^rind\+/i, ''));
  if (address?.ok !== true) return undefined;
  const folder = dataFolder(dataDir, machine);
  const at = latestOf(address.value, folder === undefined ? [] : storedStates(folder))?.at;
  return { from: address.value, state: at === undefined ? null : new Date(at).toISOString() };
}

/** A field of foreign JSON; undefined where there is none. */
export function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === field)?.[1];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 300) : 'an unknown time';
}

function momentOf(value: unknown): string | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z$/.test(value) ? value : null;
}
