import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a token is for. `admin` may do what the others may. */
export const SCOPES = ['read', 'upload', 'admin'] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** A token as it is kept: what was given out cannot be made from it. */
export interface Token {
  /** Names it in lists and in the log. */
  readonly id: string;
  readonly scope: Scope;
  /** The only project, by normal name, that an upload token is for; null for any that is free or its own. */
  readonly project: string | null;
  /** Lower-case hex of SHA-256 over the secret: it has 256 bits of chance in it, so a slow hash would gain nothing. */
  readonly digest: string;
  /** Epoch milliseconds. */
  readonly made: number;
  /** Epoch milliseconds from which on it no longer holds; null for never. */
  readonly expires: number | null;
}

/** Whoever asks, as far as is proven. */
export interface Principal {
  /** The token's id, or `anonymous`. */
  readonly id: string;
  readonly scope: Scope | null;
  readonly project: string | null;
}

/** Nobody in particular. */
export const ANONYMOUS: Principal = { id: 'anonymous', scope: null, project: null };

const FORM = /^rind_([a-z2-7]{10})_([A-Za-z0-9_-]{43})$/;

/**
 * A new token and the text that is given out once. It begins with `rind_`, so that scanners of leaked secrets
 * can know it. Effect: takes random bytes.
 */
export function newToken(facts: Pick<Token, 'scope' | 'project' | 'made' | 'expires'>): { token: Token; text: string } {
  const id = [...randomBytes(10)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');
  const secret = randomBytes(32).toString('base64url');
  return { token: { id, ...facts, digest: hash('sha256', secret, 'hex') }, text: `rind_${id}_${secret}` };
}

/** The id in a token's text; undefined where it is none. */
export function tokenId(text: string): string | undefined {
  return FORM.exec(text)?.[1];
}

/** Whether a text is the token, and it still holds. Takes as long whatever is wrong with the secret. */
export function matchesToken(token: Token, text: string, now: number): boolean {
  const [, id, secret = ''] = FORM.exec(text) ?? [];
  const same = timingSafeEqual(Buffer.from(hash('sha256', secret, 'hex')), Buffer.from(token.digest));
  return same && id === token.id && (token.expires === null || now < token.expires);
}

/** Source of the text in an `Authorization` header: `Bearer TEXT`, or `Basic` with the token as its password. Source: RFC 7617, RFC 6750. */
export function tokenTextOf(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] =
    /^([A-Za-z]{1,10}) +([A-Za-z0-9+/=_.~-]{1,2000})$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
