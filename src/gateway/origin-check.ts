import type { RequestHead } from './request-head.ts';

/**
 * Whether a request that changes something was meant by whoever is behind it. A browser sends passwords along by
 * itself, so a token alone proves nothing where a browser says that another site asks. Without a browser there must be a token.
 * Source: Fetch Metadata; RFC 6454.
 */
export function isMeant(head: RequestHead): boolean {
  if (head.fetchSite !== undefined) return head.fetchSite === 'same-origin';
  if (head.origin !== undefined) return isOwnOrigin(head.origin, head.host);
  return head.authorization !== undefined;
}

/** `Host` was checked before: it is one of our own names. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  const authority = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];
  return authority !== undefined && host !== undefined && authority.toLowerCase() === host.toLowerCase();
}
