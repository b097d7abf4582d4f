import { randomBytes } from 'node:crypto';
import { newToken } from '../../src/access/token.ts';
import { openState } from '../../src/compose/gateway-state.ts';
import type { StoredRuling } from '../../src/evidence/rulings.sql.ts';
import type { Claim } from '../../src/hosting/hosted.sql.ts';

/** A token that may upload any free name, written into a gateway's data as `rind token create` does. Its text. */
export async function makeUploadToken(data: string): Promise<string> {
  const now = Date.now();
  const { token, text } = newToken({ scope: 'upload', project: null, made: now, expires: null }, randomBytes);
  const state = await openState(data, now);
  try {
    await state.tokens.add(token);
  } finally {
    await state.db.close();
  }
  return text;
}

/** A person's word, written into a gateway's data as `rind deny` does: the running gateway learns of it within a second. */
export async function say(
  data: string,
  { word, spec, reason }: Pick<StoredRuling, 'word' | 'spec' | 'reason'>,
): Promise<void> {
  const now = Date.now();
  const state = await openState(data, now);
  try {
    const id = randomBytes(6).toString('hex');
    await state.rulings.add({ id, word, spec, reason, owner: 'the test', view: null, expires: null, made: now });
  } finally {
    await state.db.close();
  }
}

/** Claims a name, written into a gateway's data as `rind claim` does. */
export async function claim(data: string, { name, prefix }: Pick<Claim, 'name' | 'prefix'>): Promise<void> {
  const now = Date.now();
  const state = await openState(data, now);
  try {
    await state.hosted.claim({ name, prefix, by: 'the test', made: now });
  } finally {
    await state.db.close();
  }
}
