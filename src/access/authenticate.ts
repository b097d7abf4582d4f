import type { Throttle } from './throttle.ts';
import { ANONYMOUS, matchesToken, type Principal, type Token, tokenId, tokenTextOf } from './token.ts';

/** Finds tokens by id. */
export interface TokenSource {
  byId(id: string): Promise<Token | undefined>;
}

/** Who asks, or why nobody may ask like that. */
export type Authenticated =
  | { readonly principal: Principal }
  | { readonly refused: 'wrong' | 'later'; readonly retryAfter: number };

/** Seconds that a wrong token says nothing of. */
const NOW = 0;

/**
 * Tells who asks by an `Authorization` header; nobody in particular where there is none. After wrong tokens
 * an address waits, the longer the more there were: a right one is not looked at meanwhile either, or it could be
 * found by guessing.
 */
export async function authenticate(
  authorization: string | undefined,
  address: string,
  tokens: TokenSource,
  throttle: Throttle,
  now: number,
): Promise<Authenticated> {
  if (authorization === undefined) return { principal: ANONYMOUS };
  const wait = throttle.wait(address, now);
  if (wait > 0) return { refused: 'later', retryAfter: Math.ceil(wait / 1000) };
  const text = tokenTextOf(authorization) ?? '';
  const id = tokenId(text);
  const token = id === undefined ? undefined : await tokens.byId(id);
  if (token !== undefined && matchesToken(token, text, now)) {
    throttle.succeed(address);
    return { principal: { id: token.id, scope: token.scope, project: token.project } };
  }
  throttle.fail(address, now);
  return { refused: 'wrong', retryAfter: NOW };
}
