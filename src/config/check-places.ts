import { err, isValidName, normalizeName, ok, parseVersion, type Result } from '@rind/pypa';
import type { ConfigFile } from '../contract/config-schema.ts';
import type { ConfiguredIndex, ConfiguredTarget } from './config.ts';
import type { ConfigFault } from './fault.ts';

/** The targets of a configuration that the schema has passed. */
export function checkTargets(targets: ConfigFile['targets'] = []): Result<ConfiguredTarget[], ConfigFault> {
  const checked: ConfiguredTarget[] = [];
  for (const [i, target] of targets.entries()) {
    const { name, python, platform, implementation, extras = [], groups = [], exposure } = target;
    const fault = (key: string, message: string, hint?: string) =>
      err({ path: ['targets', i, key], message, ...(hint === undefined ? {} : { hint }) });
    if (checked.some((other) => other.name === name))
      return fault('name', `there are two targets \`${name.slice(0, 100)}\``);
    const version = python === undefined ? undefined : parseVersion(python);
    if (version !== undefined && (!version.ok || version.value.release.length < 2))
      return fault('python', `\`python\` is no version: \`${python?.slice(0, 100)}\``, 'write it as 3.12 or 3.12.4');
    const names: Record<'extras' | 'groups', string[]> = { extras, groups };
    for (const key of ['extras', 'groups'] as const) {
      const wrong = names[key].find((one) => !isValidName(one));
      if (wrong !== undefined) return fault(key, `\`${key}\` holds \`${wrong.slice(0, 100)}\`, which is no name`);
    }
    checked.push({
      name,
      ...(python === undefined ? {} : { python }),
      ...(platform === undefined ? {} : { platform }),
      ...(implementation === undefined ? {} : { implementation }),
      extras: extras.map(normalizeName),
      groups: groups.map(normalizeName),
      ...(exposure === undefined ? {} : { exposure }),
    });
  }
  return ok(checked);
}

/** The indexes of a configuration that the schema has passed. */
export function checkIndexes(indexes: ConfigFile['indexes'] = []): Result<ConfiguredIndex[], ConfigFault> {
  const checked: ConfiguredIndex[] = [];
  for (const [i, { name, url, mirrors, names = [], explicit = false }] of indexes.entries()) {
    if (checked.some((other) => other.name === name))
      return err({ path: ['indexes', i, 'name'], message: `there are two indexes \`${name.slice(0, 100)}\`` });
    if (!/^(?:https?|file):\/\//.test(url))
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
