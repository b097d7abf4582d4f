import {
  err,
  isNormalizedName,
  matchesNamespace,
  type NormalizedName,
  normalizeName,
  ok,
  type Result,
} from '@rind/pypa';
import type { ConfigFile } from '../contract/config-schema.ts';
import type { ConfiguredMerge, ConfiguredReservation } from './config.ts';
import { type ConfigFault, suggestion } from './fault.ts';

type StatedServer = NonNullable<ConfigFile['server']>;

/** What says who may serve which names. */
export interface ConfiguredRouting {
  readonly reservations: readonly ConfiguredReservation[];
  readonly merges: readonly ConfiguredMerge[];
}

/**
 * Checks reservations and merges: they name upstreams that there are, a prefix is reserved once, and nothing is merged that
 * is reserved for somebody else.
 */
export function checkRouting({ upstreams = [], ...stated }: StatedServer): Result<ConfiguredRouting, ConfigFault> {
  const known = upstreams.map(({ name }) => name);
  const reservations = checkReservations(stated.reservations ?? [], known);
  if (!reservations.ok) return reservations;
  const merges = stated.merges ?? [];
  for (const [i, merge] of merges.entries()) {
    const fault = mergeFault(merge, ['server', 'merges', i], known, reservations.value);
    if (fault !== undefined) return err(fault);
  }
  return ok({ reservations: reservations.value, merges });
}

function checkReservations(
  stated: NonNullable<StatedServer['reservations']>,
  known: readonly string[],
): Result<ConfiguredReservation[], ConfigFault> {
  const made = new Map<NormalizedName, ConfiguredReservation>();
  for (const [i, { prefix: written, upstream }] of stated.entries()) {
    const path = ['server', 'reservations', i];
    const prefix = normalizeName(written);
    const shown = written.slice(0, 100);
    if (!isNormalizedName(prefix)) {
      const hint = 'write the name alone: `acme` stands for `acme` and for all that begins with `acme-`';
      return err({ path: [...path, 'prefix'], message: `\`${shown}\` is no name of a project`, hint });
    }
    if (made.has(prefix))
      return err({ path: [...path, 'prefix'], message: `there are two reservations of \`${shown}\`` });
    const fault = upstream === undefined ? undefined : missing(upstream, [...path, 'upstream'], known);
    if (fault !== undefined) return err(fault);
    made.set(prefix, { prefix, ...(upstream === undefined ? {} : { upstream }) });
  }
  return ok([...made.values()]);
}

function mergeFault(
  { names, upstreams }: ConfiguredMerge,
  path: readonly (string | number)[],
  known: readonly string[],
  reservations: readonly ConfiguredReservation[],
): ConfigFault | undefined {
  for (const [j, upstream] of upstreams.entries()) {
    const at = [...path, 'upstreams', j];
    const fault = missing(upstream, at, known);
    if (fault !== undefined) return fault;
    if (upstreams.indexOf(upstream) < j)
      return { path: at, message: `\`${upstream.slice(0, 100)}\` stands there twice` };
  }
  for (const [j, text] of names.entries()) {
    const at = [...path, 'names', j];
    const name = normalizeName(text.endsWith('-*') ? text.slice(0, -2) : text);
    const shown = text.slice(0, 100);
    if (!isNormalizedName(name)) return { path: at, message: `\`${shown}\` is neither \`name\` nor \`name-*\`` };
    // Whoever else is in the merge would serve what is reserved.
    const owner = reservations.find(
      ({ prefix }) => matchesNamespace(name, prefix) || (text.endsWith('-*') && matchesNamespace(prefix, name)),
    );
    if (owner === undefined) continue;
    const message = `\`${shown}\` is merged from several, and \`${owner.prefix}\` is reserved for one`;
    return { path: at, message, hint: 'take one of the two away' };
  }
  return undefined;
}

function missing(name: string, path: readonly (string | number)[], known: readonly string[]): ConfigFault | undefined {
  if (known.includes(name)) return undefined;
  return { path, message: `there is no upstream \`${name.slice(0, 100)}\``, ...suggestion(name, known) };
}
