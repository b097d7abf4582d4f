import type { Location } from '../../base/location.ts';
import type { Problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import type { ClientSetting } from '../client-setting.ts';

/** What a file that configures an installer says. */
export interface ClientReading {
  readonly settings: readonly ClientSetting[];
  readonly problems: readonly Problem[];
}

/** A setting, its address without credentials; nothing is expanded from the environment. */
export function clientSetting(
  tool: ClientSetting['tool'],
  kind: ClientSetting['kind'],
  value: string,
  at: Location,
  name?: string,
): ClientSetting {
  const shown = redactUrl(value).slice(0, 500);
  return { tool, kind, value: shown, ...(name === undefined ? {} : { name: redactUrl(name).slice(0, 100) }), at };
}
