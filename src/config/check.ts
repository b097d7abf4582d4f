import { err, ok, type Result, TomlDateTime } from '@rind/pypa';
import { configSchema, LATER_KEYS } from '../contract/config-schema.ts';
import { checkIndexes, checkTargets } from './check-places.ts';
import { checkRind } from './check-rind.ts';
import { checkRules } from './check-rules.ts';
import { checkServer } from './check-server.ts';
import { checkWaiver } from './check-waiver.ts';
import type { Config, ConfiguredRind, ConfiguredWaiver, DeclaredRule } from './config.ts';
import { type ConfigFault, suggestion } from './fault.ts';

/** A configuration that passed; files are as written. */
export interface CheckedConfig extends Pick<Config, 'rules' | 'waivers' | 'targets' | 'indexes' | 'server'> {
  readonly advisorySources: readonly string[];
  readonly vex: readonly string[];
  readonly extends: readonly string[];
  readonly rind?: ConfiguredRind;
  /** Every key that was set, dotted. */
  readonly keys: readonly string[];
}

/** Checks a parsed configuration against the contract's schema; an unknown key or rule is a fault. */
export function checkConfig(tree: unknown, declared: readonly DeclaredRule[]): Result<CheckedConfig, ConfigFault> {
  const plain = plainValue(tree);
  const parsed = configSchema.safeParse(plain);
  if (!parsed.success) return err(firstFault(parsed.error.issues));
  const file = parsed.data;
  const rules = checkRules(Object(Reflect.get(Object(plain), 'rules')), file, declared);
  if (!rules.ok) return rules;
  const targets = checkTargets(file.targets);
  if (!targets.ok) return targets;
  const indexes = checkIndexes(file.indexes);
  if (!indexes.ok) return indexes;
  const server = checkServer(file.server);
  if (!server.ok) return server;
  const { from, key } = file.advisories ?? {};
  const rind = checkRind({ from, key }, { from: ['advisories', 'from'], key: ['advisories', 'key'] });
  if (!rind.ok) return rind;
  const waivers: ConfiguredWaiver[] = [];
  for (const [i, waiver] of (file.waivers ?? []).entries()) {
    const checked = checkWaiver(waiver, ['waivers', i]);
    if (!checked.ok) return checked;
    const { target } = checked.value;
    if (target !== undefined && !targets.value.some(({ name }) => name === target)) {
      const names = targets.value.map(({ name }) => name);
      const message = `there is no target \`${target.slice(0, 100)}\``;
      return err({ path: ['waivers', i, 'target'], message, ...suggestion(target, names) });
    }
    waivers.push(checked.value);
  }
  return ok({
    advisorySources: file.advisories?.sources ?? [],
    vex: file.advisories?.vex ?? [],
    extends: file.extends ?? [],
    targets: targets.value,
    indexes: indexes.value,
    rules: rules.value,
    waivers,
    ...(server.value === undefined ? {} : { server: server.value }),
    ...(rind.value === undefined ? {} : { rind: rind.value }),
    keys: keysOf(plain),
  });
}

/** Lists and what stands under them are one key each; a rule's keys are keys of their own. */
function keysOf(plain: unknown): string[] {
  const keys: string[] = [];
  for (const [section, value] of Object.entries(Object(plain))) {
    if (section !== 'rules' && section !== 'advisories') keys.push(section);
    else {
      for (const [key, inner] of Object.entries(Object(value))) {
        if (section === 'advisories') keys.push(`${section}.${key}`);
        else for (const name of Object.keys(Object(inner))) keys.push(`${section}.${key}.${name}`);
      }
    }
  }
  return keys;
}

/** The TOML reader makes tables without prototype and dates of its own; the checker wants plain ones, and texts. */
function plainValue(value: unknown): unknown {
  if (value instanceof TomlDateTime) return value.text;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]));
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

/** Every word that is a key somewhere, for whoever mistypes one. */
const WORDS = Object.entries(configSchema.shape).flatMap(([key, value]) => [key, ...wordsIn(value)]);

function wordsIn(schema: unknown): string[] {
  const { def } = Object(schema);
  const inner = def?.innerType ?? def?.element ?? def?.valueType;
  if (inner !== undefined) return wordsIn(inner);
  return Object.entries(Object(def?.shape)).flatMap(([key, value]) => [key, ...wordsIn(value)]);
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
  return { path, message: `there is no key \`${path.join('.')}\``, ...suggestion(key, [...WORDS, ...LATER_KEYS]) };
}
