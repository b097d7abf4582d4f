import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether a signature is of this body, by who knows the secret, and not older than that. Unit: seconds. */
export function isSigned(body: string, signature: string, secret: string, now: number, tolerance = 300): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature);
  const [, at = '', given = ''] = match ?? [];
  if (match === null || Math.abs(now - Number(at)) > tolerance) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', secret).update(`${at}.${body}`).digest());
}
