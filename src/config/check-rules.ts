import { err, ok, type Result } from '@rind/pypa';
import { type ParameterValue, readParameter } from '../base/parameter.ts';
import type { ConfigFile } from '../contract/config-schema.ts';
import type { ConfiguredRule, DeclaredRule } from './config.ts';
import { type ConfigFault, suggestion } from './fault.ts';

/** Keys that every rule has. */
const COMMON = ['level', 'unknown', 'waivers'];

/** What `[advisories]` sets are parameters of this rule, by another name. */
const STALE = 'stale-advisories';

/** The rules as configured; `written` is the table as it stands: the schema passes over a key called `__proto__`. */
export function checkRules(
  written: object,
  { rules = {}, advisories = {} }: ConfigFile,
  declared: readonly DeclaredRule[],
): Result<Readonly<Record<string, ConfiguredRule>>, ConfigFault> {
  const checked: Record<string, ConfiguredRule> = {};
  for (const [id, table] of Object.entries(written)) {
    const rule = declared.find((known) => known.id === id);
    if (rule === undefined) {
      const ids = declared.map((known) => known.id);
      return err({ path: ['rules', id], message: `there is no rule \`${id}\``, ...suggestion(id, ids) });
    }
    const one = checkRule(rule, Object(table), rules[id] ?? {});
    if (!one.ok) return one;
    checked[id] = one.value;
  }
  const stale = declared.find(({ id }) => id === STALE);
  for (const key of ['max-age', 'as-of'] as const) {
    const declaration = stale?.parameters?.[key];
    if (advisories[key] === undefined || declaration === undefined) continue;
    const read = readParameter(declaration, advisories[key]);
    const path = ['advisories', key];
    if (!read.ok) return err({ path, ...read.error, message: `\`${path.join('.')}\` ${read.error.message}` });
    if (checked[STALE]?.parameters?.[key] !== undefined)
      return err({
        path,
        message: `\`${path.join('.')}\` and \`rules.${STALE}.${key}\` are the same: set one of them`,
      });
    checked[STALE] = { ...checked[STALE], parameters: { ...checked[STALE]?.parameters, [key]: read.value } };
  }
  return ok(checked);
}

/** A rule's own keys by its declarations; `__proto__` and the like are keys that it does not have. */
function checkRule(
  { id, parameters: declarations = {} }: DeclaredRule,
  written: object,
  { level, unknown, waivers }: NonNullable<ConfigFile['rules']>[string],
): Result<ConfiguredRule, ConfigFault> {
  const parameters: Record<string, ParameterValue> = {};
  for (const [key, value] of Object.entries(written)) {
    if (COMMON.includes(key)) continue;
    const path = ['rules', id, key];
    const declaration = Object.hasOwn(declarations, key) ? declarations[key] : undefined;
    if (declaration === undefined) {
      const known = [...COMMON, ...Object.keys(declarations)];
      return err({ path, message: `rule \`${id}\` has no key \`${key}\``, ...suggestion(key, known) });
    }
    const read = readParameter(declaration, value);
    if (!read.ok) return err({ path, ...read.error, message: `\`rules.${id}.${key}\` ${read.error.message}` });
    parameters[key] = read.value;
  }
  return ok({
    ...(level === undefined ? {} : { level }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(waivers === undefined ? {} : { waivers }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  });
}
