import { hash } from 'node:crypto';
import { formatInstant } from '../../base/instant.ts';
import type { Announcing } from './announce.ts';

/** What the comparison works with. */
export interface PrivateNamesParts {
  /** Names of the team's own: uploaded or claimed. */
  own(): Promise<readonly string[]>;
  /** Whether a list that an operator gave has a name. Nobody outside is asked. */
  isPublic(name: string): boolean;
  readonly announcing: Pick<Announcing, 'announce'>;
  /** Epoch milliseconds. */
  now(): number;
}

/** Names of the team's own that appear publicly, each reported once; the comparison never asks anybody for a name. */
export async function publicPrivateNames({ own, isPublic, announcing, now }: PrivateNamesParts): Promise<string[]> {
  const found = [...new Set(await own())].filter(isPublic).sort();
  for (const name of found) {
    const at = now();
    const id = hash('sha256', `private-name-public ${name}`, 'hex').slice(0, 16);
    const summary = `\`${name}\` is a name of the team's own, and the list of public names has it: somebody published a project of that name, or the list holds one of yours. Clients that come through this gateway get yours; any other client may get the other`;
    const event = {
      schema: 'rind.event/1',
      id,
      event: 'private-name-public',
      at: formatInstant(at),
      project: name,
      summary,
    };
    await announcing.announce(
      { id, kind: 'private-name-public', at, subject: name, body: JSON.stringify(event) },
      { project: name, summary },
    );
  }
  return found;
}
