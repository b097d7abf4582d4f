import { posix } from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import type { Problem } from '../base/problem.ts';
import type { SourceFolder } from './format.ts';
import { placesIn } from './open-text.ts';

/** The file that makes a folder a virtual environment. */
export const CONFIG_FILE = 'pyvenv.cfg';

/** One setting of a `pyvenv.cfg`. */
export interface ConfigSetting {
  readonly value: string;
  readonly at: Location;
}

/** The settings of a `pyvenv.cfg`, by key in lower case; of a key that stands twice, the last. Source: PEP 405; `site.venv`. */
export type EnvironmentConfig = ReadonlyMap<string, ConfigSetting>;

/** Reads `pyvenv.cfg` of a prefix; it becomes an input of the report. */
export function readEnvironmentConfig(folder: SourceFolder, prefix = ''): Result<EnvironmentConfig, Problem> {
  const file = folder.text(posix.join(prefix, CONFIG_FILE), true);
  if (!file.ok) return err(file.error);
  const place = placesIn(file.value);
  const settings = new Map<string, ConfigSetting>();
  let offset = 0;
  for (const line of file.value.text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals >= 0)
      settings.set(line.slice(0, equals).trim().toLowerCase(), {
        value: line.slice(equals + 1).trim(),
        at: place(offset + line.length - line.trimStart().length),
      });
    offset += line.length + 1;
  }
  return ok(settings);
}
