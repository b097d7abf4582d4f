import { err } from '@rind/pypa';
import { storedStates } from '../advisory/store.fs.ts';
import type { SyncContext } from '../advisory/sync-edit.fs.ts';
import { readNetrc } from '../index/netrc.fs.ts';
import type { HttpClient } from '../platform/http.ts';
import type { Machine } from './machine.ts';
import { joinPlaces, type RindPlace } from './rind-place.ts';
import { tokenFor } from './rind-tokens.ts';
import { type RindOutcome, syncRind } from './sync-rind.ts';
import { isOffline } from './sync-source.ts';

/** What the gateways of a sync are asked with. */
export interface RindsParts {
  readonly machine: Machine;
  readonly client: HttpClient;
  readonly context: SyncContext;
  readonly check: boolean;
  readonly offline: boolean;
  /** The gateway that a flag, a variable or a configuration names; undefined where all are remembered. */
  readonly named: string | undefined;
}

/**
 * Takes over what gateways hand out, one after another, each asked once. What one of them has given, or refused to
 * give, none of the later ones is asked for. The caller holds the lock.
 */
export async function syncRinds(
  wanted: readonly RindPlace[],
  { machine, client, context, check, offline, named }: RindsParts,
): Promise<RindOutcome[]> {
  const places = joinPlaces(wanted);
  if (places.length === 0) return [];
  const { variables, home } = machine;
  const sources = { variables, netrc: offline ? [] : await readNetrc(variables, home) };
  const outcomes: RindOutcome[] = [];
  for (const place of places) {
    const names = place.names?.filter((name) => !outcomes.some((outcome) => outcome.name === name));
    if (names?.length === 0) continue;
    if (offline) {
      const result = err(isOffline(place.rind));
      outcomes.push(...(names ?? ['rind']).map((name) => ({ name, result })));
      continue;
    }
    const token = tokenFor(place, places, named, sources);
    const states = storedStates(context.dataFolder);
    outcomes.push(...(await syncRind({ ...place, names }, states, client, context, { token, check })));
  }
  return outcomes;
}
