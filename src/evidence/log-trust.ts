import { keyIdOf, type ListedKey } from './log-key.ts';

/**
 * How far a key is to be trusted. `yes`: it was named, or one that was named vouches for it; where none was named, it is
 * in the list. `lost`: it took over from a trusted key that was lost, and nobody vouches for it. `no`: neither.
 */
export type KeyStanding = 'yes' | 'lost' | 'no';

/** A key of the list, and how far it is to be trusted. */
export interface TrustedKey {
  readonly listed: ListedKey;
  readonly standing: KeyStanding;
}

/**
 * The keys of a log by the name that heads give them.
 *
 * @param named raw public keys that somebody keeps elsewhere; undefined where nobody does: whoever can change the
 * log can then change its list of keys as well
 */
export function trustKeys(
  listed: readonly ListedKey[],
  named: readonly string[] | undefined,
): ReadonlyMap<string, TrustedKey> {
  const trusted = new Map<string, TrustedKey>();
  let before: KeyStanding = 'no';
  for (const key of listed) {
    const isNamed = named === undefined || named.includes(key.key);
    // Who was vouched for by a key that cannot be trusted is in the same position as that one.
    const standing: KeyStanding = isNamed ? 'yes' : key.why === 'rotated' ? before : before === 'no' ? 'no' : 'lost';
    trusted.set(keyIdOf(key.key), { listed: key, standing });
    before = standing;
  }
  return trusted;
}
