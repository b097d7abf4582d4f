import { formatDuration } from '../base/instant.ts';
import type { Config, DeclaredRule } from '../config/config.ts';
import type { Policy } from '../policy/policy.ts';

/** One key of the configuration that holds, its value as TOML would write it, and where it comes from. */
export interface ShownKey {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

/** Every key that holds, sorted: rules with all of their parameters, and what the configuration adds. Pure. */
export function shownConfig(config: Config, policy: Policy, rules: readonly DeclaredRule[]): ShownKey[] {
  const shown: ShownKey[] = [];
  const add = (key: string, value: unknown) => {
    const origin = config.origins.get(key) ?? config.origins.get(key.split('.').slice(0, -1).join('.')) ?? 'default';
    shown.push({ key, value: JSON.stringify(value) ?? 'null', origin });
  };
  for (const { id, parameters = {} } of rules) {
    const setting = policy.rules.get(id);
    if (setting === undefined) continue;
    add(`rules.${id}.level`, setting.level);
    add(`rules.${id}.unknown`, setting.unknown);
    for (const [name, value] of Object.entries(setting.parameters)) {
      // What is not set has no value to show.
      if (value === null) continue;
      const isDuration = parameters[name]?.kind === 'duration' && typeof value === 'number';
      add(`rules.${id}.${name}`, isDuration ? formatDuration(value) : value);
    }
  }
  if (config.advisorySources.length > 0)
    add(
      'advisories.sources',
      config.advisorySources.map(({ name }) => name),
    );
  if (config.rind !== undefined) {
    add('advisories.from', config.rind.from);
    add('advisories.key', config.rind.key);
  }
  if (config.vex.length > 0)
    add(
      'advisories.vex',
      config.vex.map(({ name }) => name),
    );
  if (config.extends.length > 0)
    add(
      'extends',
      config.extends.map(({ name }) => name),
    );
  for (const { name, at: _, ...target } of config.targets) add(`targets.${name}`, target);
  for (const { name, ...index } of config.indexes) add(`indexes.${name}`, index);
  for (const { ids, expiresText } of config.waivers) add('waivers', { ids, expires: expiresText });
  return shown.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
