import { err, isValidName, normalizeName, ok, type Result } from '@rind/pypa';
import { environmentOf, type Target } from '../base/target.ts';
import type { ConfigFile } from '../contract/config-schema.ts';
import type { ConfiguredIndex } from './config.ts';
import type { ConfigFault } from './fault.ts';

/** The targets of a configuration that the schema has passed. */
export function checkTargets(targets: ConfigFile['targets'] = []): Result<Target[], ConfigFault> {
  const checked: Target[] = [];
  for (const [i, target] of targets.entries()) {
    const { name, python, platform, implementation = 'cpython', extras = [], groups = [], exposure } = target;
    const fault = (key: string, message: string) => err({ path: ['targets', i, key], message });
    if (checked.some((other) => other.name === name))
      return fault('name', `there are two targets \`${name.slice(0, 100)}\``);
    const names: Record<'extras' | 'groups', string[]> = { extras, groups };
    for (const key of ['extras', 'groups'] as const) {
      const wrong = names[key].find((one) => !isValidName(one));
      if (wrong !== undefined) return fault(key, `\`${key}\` holds \`${wrong.slice(0, 100)}\`, which is no name`);
    }
    const made: Target = {
      name,
      python,
      platform,
      implementation,
      extras: extras.map(normalizeName),
      groups: groups.map(normalizeName),
      ...(exposure === undefined ? {} : { exposure }),
    };
    const environment = environmentOf(made);
    if (!environment.ok) return fault('name', `the target \`${name.slice(0, 100)}\` is none: ${environment.error}`);
    checked.push(made);
  }
  return ok(checked);
}

/** The beginning of a host of which the scheme was left out: `pypi.example.com/simple`. */
const HOST = /^[^/.\\:]+(?:\.[^/.\\:]+)+(?::\d+)?(?:\/|$)/;

/** Locks and requirements files also name folders (`--find-links wheels`) and variables (`${INDEX}`): as written there. */
function isIndexAddress(url: string): boolean {
  return /^(?:https?|file):\/\//.test(url) || (url !== '' && !url.includes('://') && !HOST.test(url));
}

/** The indexes of a configuration that the schema has passed. */
export function checkIndexes(indexes: ConfigFile['indexes'] = []): Result<ConfiguredIndex[], ConfigFault> {
  const checked: ConfiguredIndex[] = [];
  for (const [i, { name, url, mirrors, names = [], explicit = false }] of indexes.entries()) {
    if (checked.some((other) => other.name === name))
      return err({ path: ['indexes', i, 'name'], message: `there are two indexes \`${name.slice(0, 100)}\`` });
    if (!isIndexAddress(url))
      return err({
        path: ['indexes', i, 'url'],
        message: '`url` is no address of an index',
        hint: 'write it as https://host/simple',
      });
    const wrong = names.find((one) => !isValidName(one.replace(/-\*$/, '')));
    if (wrong !== undefined)
      return err({
        path: ['indexes', i, 'names'],
        message: `\`names\` holds \`${wrong.slice(0, 100)}\``,
        hint: 'write a name, or name-* for all that begin so',
      });
    checked.push({ name, url, ...(mirrors === undefined ? {} : { mirrors }), names, explicit });
  }
  return ok(checked);
}
