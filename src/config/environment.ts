import { err, ok, type Result } from '@rind/pypa';
import type { ParameterDeclaration, ParameterValue } from '../base/parameter.ts';
import { readParameter } from '../base/parameter.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Config, ConfiguredRule, DeclaredRule } from './config.ts';
import { suggestion } from './fault.ts';

const RULES = 'RIND_RULES_';
const ADVISORIES = 'RIND_ADVISORIES_';
const STALE = 'stale-advisories';

/** What the environment sets. */
type EnvironmentConfig = Pick<Config, 'rules' | 'origins'>;

/** Keys that every rule has. */
const COMMON: Readonly<Record<string, ParameterDeclaration>> = {
  level: { kind: 'choice', what: '', default: 'off', choices: ['off', 'warn', 'hold', 'deny'] },
  unknown: { kind: 'choice', what: '', default: 'report', choices: ['report', 'hold', 'deny'] },
};

/**
 * The settings of rules in the environment: `RIND_RULES_UNPINNED_LEVEL=deny`,
 * `RIND_RULES_STALE_ADVISORIES_MAX_AGE=30d`, `RIND_ADVISORIES_MAX_AGE=30d`. Lists are separated by
 * commas. A variable of these two families that names nothing is a problem, not passed over.
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  declared: readonly DeclaredRule[],
): Result<EnvironmentConfig, Problem> {
  const known = new Map<string, { id: string; key: string; declaration: ParameterDeclaration }>();
  for (const { id, parameters = {} } of declared) {
    for (const [key, declaration] of Object.entries({ ...COMMON, ...parameters })) {
      known.set(`${RULES}${upper(id)}_${upper(key)}`, { id, key, declaration });
      if (id === STALE && !Object.hasOwn(COMMON, key))
        known.set(`${ADVISORIES}${upper(key)}`, { id, key, declaration });
    }
  }
  const rules = new Map<string, Record<string, ParameterValue>>();
  const origins = new Map<string, string>();
  // What is not of these families is not even read.
  const names = Object.keys(variables).filter((name) => name.startsWith(RULES) || name.startsWith(ADVISORIES));
  for (const name of names.sort()) {
    const text = variables[name];
    if (text === undefined || text === '') continue;
    const found = known.get(name);
    if (found === undefined)
      return err(
        problem('config-invalid', `\`${name.slice(0, 100)}\` sets nothing`, suggestion(name, [...known.keys()])),
      );
    const value = readParameter(found.declaration, written(found.declaration, text));
    if (!value.ok) {
      const { message, hint } = value.error;
      return err(problem('config-invalid', `\`${name}\` ${message}`, hint === undefined ? {} : { hint }));
    }
    rules.set(found.id, { ...rules.get(found.id), [found.key]: value.value });
    origins.set(`rules.${found.id}.${found.key}`, name);
  }
  return ok({ rules: Object.fromEntries([...rules].map(([id, values]) => [id, settingOf(values)])), origins });
}

function upper(word: string): string {
  return word.toUpperCase().replaceAll('-', '_');
}

/** The text of a variable as a file would write it. */
function written({ kind }: ParameterDeclaration, text: string): unknown {
  if (kind === 'texts') return text.split(',').map((item) => item.trim());
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return kind === 'number' && text.trim() !== '' ? Number(text) : text;
}

const LEVELS = ['off', 'warn', 'hold', 'deny'] as const;
const TREATMENTS = ['report', 'hold', 'deny'] as const;

function settingOf({ level, unknown, ...parameters }: Readonly<Record<string, ParameterValue>>): ConfiguredRule {
  const setLevel = LEVELS.find((one) => one === level);
  const setUnknown = TREATMENTS.find((one) => one === unknown);
  return {
    ...(setLevel === undefined ? {} : { level: setLevel }),
    ...(setUnknown === undefined ? {} : { unknown: setUnknown }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}
