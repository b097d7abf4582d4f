import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import type { SourceState } from '../advisory/source-state.sql.ts';
import { type Problem, problem } from '../base/problem.ts';
import { readPublicKeys } from '../evidence/log-key.ts';
import { readFile } from '../platform/files.fs.ts';
import { isLoopbackHost, serverAddress } from './admin-address.ts';
import type { Machine } from './machine.ts';

/** A gateway whose advisories are taken over. */
export interface RindPlace {
  /** `https://host`, without a slash at its end. */
  readonly rind: string;
  /** Raw public keys that are believed; undefined where nobody named one. */
  readonly keys: readonly string[] | undefined;
  /** The keys that a configuration pins, in one text; undefined where it was no configuration. */
  readonly pin?: string;
  /** The sources that are meant; undefined for all that it hands out. */
  readonly names: readonly string[] | undefined;
}

const SCHEME = /^rind\+(?=https?:\/\/)/i;

/** Whether an origin or what somebody writes behind `--from` is another Rind. */
export function isRind(from: string): boolean {
  return SCHEME.test(from);
}

/** How the origin of a source that came from another Rind is kept and shown. */
export function rindOrigin(rind: string): string {
  return `rind+${rind}`;
}

/** A gateway as somebody names it. */
export interface RindNamed {
  readonly from: string;
  readonly key?: string | undefined;
  readonly source?: string;
  readonly isPinned?: boolean;
}

/**
 * The gateway that somebody names: `rind+https://host`, `rind+http://` of this machine alone. Problems: `url-refused`,
 * `sync-unsupported`, `log-key-invalid`, `file-unreadable`.
 *
 * @param key a key, or a file of them; undefined for those that were believed before
 * @param isPinned whether a configuration says so, again and again. Then the key is where trust begins: one that took
 * over from it is believed alone from then on, until the configuration names another.
 */
export function rindPlace(
  { cwd }: Pick<Machine, 'cwd'>,
  { from, key, source, isPinned = false }: RindNamed,
  states: readonly SourceState[],
): Result<RindPlace, Problem> {
  const address = serverAddress(from.replace(SCHEME, ''));
  if (!address.ok)
    return err(
      problem('sync-unsupported', address.error.message.replace('`--server`', 'the address of the other Rind'), {
        hint: 'write `--from rind+https://HOST`',
      }),
    );
  const rind = address.value;
  const { protocol, hostname } = new URL(rind);
  if (protocol === 'http:' && !isLoopbackHost(hostname))
    return err(
      problem('url-refused', `\`${rind.slice(0, 200)}\` is not asked: plain http is for this machine alone`, {
        hint: 'put TLS in front of that gateway, and write `rind+https://`',
      }),
    );
  const names = source === undefined ? undefined : [source];
  if (key === undefined) return ok({ rind, keys: believedKeys(rind, states), names });
  const named = keysOf(key, cwd);
  if (!named.ok) return named;
  if (!isPinned) return ok({ rind, keys: named.value, names });
  const pin = named.value.join(' ');
  const latest = latestOf(rind, states);
  return ok({ rind, keys: latest?.pin === pin ? [latest.key] : named.value, names, pin });
}

/** The gateway that a source of the store came from; undefined where it came from elsewhere. */
export function storedRind({ name, origin }: SourceState, states: readonly SourceState[]): RindPlace | undefined {
  if (origin.url === undefined || !isRind(origin.url)) return undefined;
  const rind = origin.url.replace(SCHEME, '');
  return { rind, keys: believedKeys(rind, states), names: [name] };
}

/** One place for each gateway: it is asked once. */
export function joinPlaces(places: readonly RindPlace[]): RindPlace[] {
  const joined = new Map<string, RindPlace>();
  for (const place of places) {
    const known = joined.get(place.rind);
    const names = known?.names && place.names ? [...new Set([...known.names, ...place.names])] : undefined;
    // What the first says of its keys holds: it is the one that was named.
    joined.set(place.rind, known === undefined ? place : { ...known, names });
  }
  return [...joined.values()];
}

function believedKeys(rind: string, states: readonly SourceState[]): readonly string[] | undefined {
  // The latest alone: who signed before it was replaced, and whoever has that key now may not sign any longer.
  const latest = latestOf(rind, states);
  return latest === undefined ? undefined : [latest.key];
}

/** What was last believed of a gateway; undefined where nothing came from there. */
export function latestOf(rind: string, states: readonly SourceState[]): SourceState['origin']['rind'] {
  let latest: SourceState['origin']['rind'];
  for (const { origin } of states)
    if (origin.url === rindOrigin(rind) && (origin.rind?.at ?? -1) > (latest?.at ?? -1)) latest = origin.rind;
  return latest;
}

/** Whether a text is a key, and not a file of keys. */
export function isKey(text: string): boolean {
  return /^(?:ed25519:)?(?:[0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=)$/.test(text);
}

/** A key as hex or base64, with `ed25519:` before it or not, or a file as `rind log key` prints it. */
function keysOf(text: string, cwd: string): Result<readonly string[], Problem> {
  if (isKey(text)) {
    const bare = text.replace(/^ed25519:/, '');
    return ok([bare.endsWith('=') ? Buffer.from(bare, 'base64').toString('hex') : bare.toLowerCase()]);
  }
  const shown = text.slice(0, 100);
  const read = readFile(path.resolve(cwd, text), shown, { maxFileBytes: 1024 * 1024 });
  if (!read.ok) return read;
  const keys = readPublicKeys(new TextDecoder().decode(read.value));
  if (keys !== undefined) return ok(keys);
  return err(
    problem('log-key-invalid', `\`${shown}\` holds no keys`, {
      hint: 'write a line for each as `rind log key` prints it: `ed25519:` and 64 hexadecimal digits',
    }),
  );
}
