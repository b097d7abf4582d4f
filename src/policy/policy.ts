import { createHash } from 'node:crypto';
import { formatRequirement } from '@rind/pypa';
import { lazy } from '../base/lazy.ts';
import { defaultParameters, type ParameterValues, stricterValue } from '../base/parameter.ts';
import { LEVELS, type Level, type UnknownTreatment } from './outcome.ts';
import type { Rule } from './rule.ts';
import type { Waiver } from './waiver.ts';

/** How one rule is applied. */
export interface RuleSetting {
  readonly level: Level;
  readonly unknown: UnknownTreatment;
  /** The rule's own parameters; each declared one has a value. */
  readonly parameters: ParameterValues;
  /** Whether a waiver may cover its failures. */
  readonly waivers: 'allow' | 'refuse';
}

/** A source of a policy, as reports name it. */
export interface PolicySource {
  readonly origin: string;
  readonly digest: string;
}

/** A team's policy: a setting for every rule, and what is waived. */
export interface Policy {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly waivers: readonly Waiver[];
  /** Where its parts came from, strongest first. */
  readonly sources: readonly PolicySource[];
  /** `sha256:hex` over what is decided by; equal policies have equal digests. */
  readonly digest: string;
}

/** The settings that a source of configuration asks for. */
export type RuleSettings = Readonly<Record<string, Partial<RuleSetting>>>;

/** The policy that the rules' defaults, the given settings and the waivers make. */
export function makePolicy(
  rules: readonly Rule[],
  settings: RuleSettings,
  waivers: readonly Waiver[],
  sources: Policy['sources'],
): Policy {
  const merged = new Map(
    rules.map((rule): [string, RuleSetting] => {
      const asked = askedOf(settings, rule);
      const setting = {
        level: asked.level ?? rule.defaultLevel,
        unknown: asked.unknown ?? rule.defaultUnknown,
        parameters: { ...defaultParameters(rule.parameters ?? {}), ...asked.parameters },
        waivers: asked.waivers ?? 'allow',
      };
      return [rule.id, setting];
    }),
  );
  return policyOf(merged, waivers, sources);
}

/** A policy of these settings and waivers, as they are. */
export function policyOf(rules: Policy['rules'], waivers: readonly Waiver[], sources: Policy['sources']): Policy {
  const digest = lazy(() => digestOf(rules, waivers));
  return {
    rules,
    waivers,
    sources,
    get digest() {
      return digest();
    },
  };
}

const TREATMENTS: readonly UnknownTreatment[] = ['report', 'hold', 'deny'];

/**
 * A policy with another's demands: of each setting the stricter holds, so no answer is ever looser
 * than by either. Waivers are not added. Where the other sets the level of a rule, the policy's waivers
 * no longer cover its failures, unless the other allows them (ADR 9), and what the other does not say of
 * the rule's parameters is at least as strict as the defaults.
 */
export function tightenPolicy(rules: readonly Rule[], base: Policy, asked: RuleSettings, source: PolicySource): Policy {
  const merged = new Map(
    rules.flatMap((rule): [string, RuleSetting][] => {
      const own = base.rules.get(rule.id);
      if (own === undefined) return [];
      const demand = askedOf(asked, rule);
      return [[rule.id, { ...tightened(rule, own, demand) }]];
    }),
  );
  const sources = [...base.sources, source];
  return policyOf(merged, base.waivers, sources);
}

function tightened(rule: Rule, own: RuleSetting, demand: Partial<RuleSetting>): RuleSetting {
  const speaks = Object.keys(demand).length > 0;
  const parameters = Object.entries(rule.parameters ?? {}).map(([name, declaration]) => {
    const value = own.parameters[name] ?? declaration.default;
    // What can only loosen is not for the one who is to be held.
    if (declaration.kind === 'text' && declaration.loosens === true)
      return [name, speaks ? declaration.default : value] as const;
    // Who sets a level sets it for what the rule finds by itself: a parameter beside it must not empty the rule.
    const least = demand.parameters?.[name] ?? (demand.level === undefined ? null : declaration.default);
    return [name, stricterValue(declaration, value, least)] as const;
  });
  const refuses = demand.waivers === 'refuse' || (demand.waivers === undefined && demand.level !== undefined);
  return {
    // A policy that sets anything of a rule wants it applied: at its level by default, where it names none.
    level: later(LEVELS, own.level, demand.level ?? (speaks ? rule.defaultLevel : undefined)),
    unknown: later(TREATMENTS, own.unknown, demand.unknown ?? (speaks ? rule.defaultUnknown : undefined)),
    parameters: Object.fromEntries(parameters),
    waivers: refuses ? 'refuse' : own.waivers,
  };
}

function later<T>(order: readonly T[], own: T, other: T | undefined): T {
  return other !== undefined && order.indexOf(other) > order.indexOf(own) ? other : own;
}

function askedOf(settings: RuleSettings, { id }: Rule): Partial<RuleSetting> {
  return (Object.hasOwn(settings, id) ? settings[id] : undefined) ?? {};
}

function digestOf(rules: Policy['rules'], waivers: readonly Waiver[]): string {
  const canonical = JSON.stringify([
    [...rules]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { level, unknown, parameters, waivers: allowed }]) => [
        id,
        level,
        unknown,
        sorted(parameters),
        allowed,
      ]),
    waivers.map(({ ids, component, sha256, target, expires, untilFixed }) => [
      ids,
      component === null ? null : formatRequirement(component),
      sha256 ?? null,
      target ?? null,
      expires,
      untilFixed,
    ]),
  ]);
  return `sha256:${createHash('sha256').update(canonical).digest('hex')}`;
}

function sorted(parameters: ParameterValues): unknown {
  return Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
}
