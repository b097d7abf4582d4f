import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Absent, Forbidden } from '../app/serve/answers.ts';
import type { Asker } from '../app/serve/ask.ts';
import type { Sharing } from '../app/serve/sharing.ts';
import { keyAtHand, keyListFile } from '../evidence/log-key.fs.ts';
import { PACE } from '../platform/pace.ts';
import { inForceFile } from './gateway-advisories.ts';
import { logFolder } from './gateway-place.ts';
import { SharedAdvisories } from './shared-advisories.ts';

/** What a running gateway hands out of its advisories, signed by the key of its log. */
export function gatewaySharing(
  folder: string,
  readFault: (view: string, asker: Asker) => Forbidden | Absent | undefined,
  failed: (error: unknown) => void,
): Sharing {
  const log = logFolder(folder);
  const advisories = path.join(folder, 'advisories');
  return new SharedAdvisories({
    inForce: inForceFile(advisories),
    folder: path.join(advisories, 'shared'),
    keys() {
      const key = keyAtHand(log);
      return key === undefined
        ? undefined
        : { lines: readFileSync(keyListFile(log), 'latin1'), id: key.id, sign: (bytes) => key.sign(bytes) };
    },
    keysStamp() {
      const facts = statSync(keyListFile(log), { throwIfNoEntry: false });
      return facts === undefined ? '' : `${facts.size} ${facts.mtimeMs}`;
    },
    mayRead: (asker) => readFault('', asker),
    pace: PACE,
    failed,
  });
}
