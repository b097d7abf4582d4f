import { err, ok, parseRequirement, type Result, TomlDateTime, type TreePath } from '@rind/pypa';
import { didYouMean } from '../base/did-you-mean.ts';
import { parseDate } from '../base/instant.ts';
import { type ParameterValue, readParameter } from '../base/parameter.ts';
import { type ConfigFile, configSchema, LATER_KEYS } from '../contract/config-schema.ts';
import type { ConfiguredRule, ConfiguredWaiver, DeclaredRule } from './config.ts';

/** Why a configuration is refused, and at which key. */
export interface ConfigFault {
  readonly path: TreePath;
  readonly message: string;
  readonly hint?: string;
}

/** A configuration that passed. */
export interface CheckedConfig {
  readonly advisorySources: readonly string[];
  readonly rules: Readonly<Record<string, ConfiguredRule>>;
  readonly waivers: readonly ConfiguredWaiver[];
  /** Every key that was set, dotted. */
  readonly keys: readonly string[];
}

/** Checks a parsed configuration against the contract's schema; an unknown key or rule is a fault. */
export function checkConfig(tree: unknown, declared: readonly DeclaredRule[]): Result<CheckedConfig, ConfigFault> {
  const plain = plainValue(tree);
  const parsed = configSchema.safeParse(plain);
  if (!parsed.success) return err(firstFault(parsed.error.issues));
  const file = parsed.data;
  // As written: the schema passes over a key called `__proto__`.
  const rules: Record<string, ConfiguredRule> = {};
  for (const [id, written] of Object.entries(Object(Reflect.get(Object(plain), 'rules')))) {
    const rule = declared.find((known) => known.id === id);
    const ids = declared.map((known) => known.id);
    if (rule === undefined)
      return err({ path: ['rules', id], message: `there is no rule \`${id}\``, ...suggestion(id, ids) });
    const checked = checkRule(rule, Object(written), file.rules?.[id]);
    if (!checked.ok) return checked;
    rules[id] = checked.value;
  }
  const waivers: ConfiguredWaiver[] = [];
  for (const [i, waiver] of (file.waivers ?? []).entries()) {
    const checked = checkWaiver(waiver, ['waivers', i]);
    if (!checked.ok) return checked;
    waivers.push(checked.value);
  }
  return ok({
    advisorySources: file.advisories?.sources ?? [],
    rules,
    waivers,
    keys: [
      ...(file.advisories?.sources ? ['advisories.sources'] : []),
      ...Object.keys(file.rules ?? {}).map((id) => `rules.${id}`),
      ...(file.waivers ? ['waivers'] : []),
    ],
  });
}

/** The TOML reader makes tables without prototype and dates of its own; the checker wants plain ones, and texts. */
function plainValue(value: unknown): unknown {
  if (value instanceof TomlDateTime) return value.text;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]));
}

/** A rule's own keys by its declarations; `__proto__` and the like are keys that it does not have. */
function checkRule(
  { id, parameters: declarations = {} }: DeclaredRule,
  written: object,
  { level, unknown }: { readonly level?: ConfiguredRule['level']; readonly unknown?: ConfiguredRule['unknown'] } = {},
): Result<ConfiguredRule, ConfigFault> {
  const parameters: Record<string, ParameterValue> = {};
  for (const [key, value] of Object.entries(written)) {
    if (key === 'level' || key === 'unknown') continue;
    const path = ['rules', id, key];
    const declaration = Object.hasOwn(declarations, key) ? declarations[key] : undefined;
    if (declaration === undefined) {
      const known = ['level', 'unknown', ...Object.keys(declarations)];
      return err({ path, message: `rule \`${id}\` has no key \`${key}\``, ...suggestion(key, known) });
    }
    const read = readParameter(declaration, value);
    if (!read.ok) return err({ path, ...read.error, message: `\`rules.${id}.${key}\` ${read.error.message}` });
    parameters[key] = read.value;
  }
  return ok({
    ...(level === undefined ? {} : { level }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  });
}

function checkWaiver(
  waiver: NonNullable<ConfigFile['waivers']>[number],
  path: TreePath,
): Result<ConfiguredWaiver, ConfigFault> {
  const component = parseRequirement(waiver.component);
  if (!component.ok)
    return err({
      path: [...path, 'component'],
      message: `\`component\` is no requirement: ${component.error.message}`,
    });
  const { url, marker, extras } = component.value;
  if (url !== undefined || marker !== undefined || extras.length > 0)
    return err({
      path: [...path, 'component'],
      message: '`component` names a project and versions, and nothing else',
      hint: 'write it as name>=1,<2',
    });
  const expires = parseDate(waiver.expires);
  if (!expires.ok)
    return err({
      path: [...path, 'expires'],
      message: `\`expires\` is no date: \`${waiver.expires}\``,
      hint: 'write it as 2026-12-31',
    });
  return ok({
    ids: waiver.ids,
    component: component.value,
    reason: waiver.reason,
    owner: waiver.owner,
    expires: expires.value,
    expiresText: waiver.expires,
    untilFixed: waiver['until-fixed'] ?? false,
  });
}

interface SchemaIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly minimum?: unknown;
}

/** What a value should be, in words; the schema library's short form has none. */
function expected({ code, expected: type, values, minimum }: SchemaIssue): string {
  if (code === 'invalid_value')
    return `must be one of ${(values ?? []).map((value) => `\`${String(value)}\``).join(', ')}`;
  if (code === 'too_small') return minimum === 1 ? 'must not be empty' : `needs at least ${String(minimum)}`;
  return type === undefined ? 'is of the wrong kind' : `is missing, or is no ${type}`;
}

function firstFault(issues: readonly SchemaIssue[]): ConfigFault {
  const [issue] = issues;
  if (issue === undefined) return { path: [], message: 'the configuration is invalid' };
  const at = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const [key] = issue.keys ?? [];
  if (key === undefined) return { path: at, message: `\`${at.join('.')}\` ${expected(issue)}` };
  const path = [...at, key];
  const dotted = path.filter((step) => typeof step === 'string').join('.');
  if (LATER_KEYS.includes(dotted)) return { path, message: `\`${dotted}\` is not supported by this version` };
  return {
    path,
    message: `there is no key \`${path.join('.')}\``,
    ...suggestion(key, ['advisories', 'rules', 'waivers', 'sources', 'level', 'unknown', 'until-fixed', ...LATER_KEYS]),
  };
}

function suggestion(written: string, known: readonly string[]): { hint?: string } {
  const near = didYouMean(written, known);
  return near === undefined ? {} : { hint: `did you mean \`${near}\`?` };
}
