import { createHmac } from 'node:crypto';

/** The header that proves who sent a body, and when. */
export const SIGNATURE_HEADER = 'rind-signature';

/**
 * Signs a body: `t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.BODY` with the secret. Whoever gets it can tell
 * that nobody else wrote it, and that it is not an old one sent again.
 */
export function signWebhook(body: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${hmac(body, secret, seconds)}`;
}

function hmac(body: string, secret: string, seconds: number): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
