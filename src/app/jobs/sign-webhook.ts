import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that proves who sent a body, and when. */
export const SIGNATURE_HEADER = 'rind-signature';

/**
 * Signs a body: `t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.BODY` with the secret. Whoever gets it can tell
 * that nobody else wrote it, and that it is not an old one sent again.
 */
export function signWebhook(body: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${hmac(body, secret, seconds)}`;
}

/** Whether a signature is of this body, by who knows the secret, and not older than that. Unit: seconds. */
export function isSigned(body: string, signature: string, secret: string, now: number, tolerance = 300): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature);
  const [, at = '', given = ''] = match ?? [];
  if (match === null || Math.abs(now - Number(at)) > tolerance) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(hmac(body, secret, Number(at)), 'hex'));
}

function hmac(body: string, secret: string, seconds: number): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
