import { Secret } from '../base/secret.ts';

/** The longest token. */
const MOST = 4096;

/**
 * The token of an `Authorization` header: the password of Basic, whoever the user says to be (`__token__` by custom), or
 * what follows Bearer. Undefined for what is neither. Source: RFC 7617, 6750.
 */
export function tokenOf(authorization: string): Secret | undefined {
  if (authorization.length > MOST) return undefined;
  const match = /^(basic|bearer) +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization);
  const given = match?.[2];
  if (match === null || given === undefined) return undefined;
  if (match[1]?.toLowerCase() === 'bearer') return new Secret(given);
  const pair = Buffer.from(given, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const password = colon < 0 ? '' : pair.slice(colon + 1);
  return password === '' ? undefined : new Secret(password);
}
