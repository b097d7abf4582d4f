import { Secret } from '../base/secret.ts';
import type { NetrcEntry } from '../index/netrc.ts';
import type { RindPlace } from './rind-place.ts';

/** The variable that holds the token of one gateway. */
const TOKEN = 'RIND_TOKEN';

/**
 * The token that a gateway is shown. `RIND_TOKEN` says not whose it is, so that it goes to the gateway alone that
 * somebody names, or to the only one that there is; any other is shown what netrc holds for its host. netrc's
 * `default` is used for none.
 *
 * @param asked every gateway of the run
 * @param named the one that a flag, a variable or a configuration names; undefined where none does
 */
export function tokenFor(
  { rind }: Pick<RindPlace, 'rind'>,
  asked: readonly Pick<RindPlace, 'rind'>[],
  named: string | undefined,
  {
    variables,
    netrc,
  }: { readonly variables: Readonly<Record<string, string | undefined>>; readonly netrc: readonly NetrcEntry[] },
): Secret | undefined {
  const isMeant = named === undefined ? asked.length === 1 : named === rind;
  const own = variables[TOKEN] ?? '';
  if (isMeant && own !== '') return tokenIn(new Secret(own));
  const { hostname } = new URL(rind);
  const entry = netrc.find(({ machine }) => machine === hostname);
  return entry === undefined ? undefined : tokenIn(entry.password);
}

/** A token, and nothing that would end a header: what netrc holds may be anything. */
function tokenIn(secret: Secret): Secret | undefined {
  return /^[A-Za-z0-9+/=_.~-]{1,2000}$/.test(secret.reveal()) ? secret : undefined;
}
