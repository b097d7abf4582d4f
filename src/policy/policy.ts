import { createHash } from 'node:crypto';
import { formatRequirement } from '@rind/pypa';
import { defaultParameters, type ParameterValues } from '../base/parameter.ts';
import type { Level, UnknownTreatment } from './outcome.ts';
import type { Rule } from './rule.ts';
import type { Waiver } from './waiver.ts';

/** How one rule is applied. */
export interface RuleSetting {
  readonly level: Level;
  readonly unknown: UnknownTreatment;
  /** The rule's own parameters; each declared one has a value. */
  readonly parameters: ParameterValues;
}

/** A team's policy: a setting for every rule, and what is waived. */
export interface Policy {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly waivers: readonly Waiver[];
  /** Where its parts came from, strongest first. */
  readonly sources: readonly { readonly origin: string; readonly digest: string }[];
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
    rules.map((rule) => {
      const asked = Object.hasOwn(settings, rule.id) ? settings[rule.id] : undefined;
      const setting = {
        level: asked?.level ?? rule.defaultLevel,
        unknown: asked?.unknown ?? rule.defaultUnknown,
        parameters: { ...defaultParameters(rule.parameters ?? {}), ...asked?.parameters },
      };
      return [rule.id, setting];
    }),
  );
  const canonical = JSON.stringify([
    [...merged]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { level, unknown, parameters }]) => [id, level, unknown, sorted(parameters)]),
    waivers.map(({ ids, component, expires, untilFixed }) => [ids, formatRequirement(component), expires, untilFixed]),
  ]);
  const digest = `sha256:${createHash('sha256').update(canonical).digest('hex')}`;
  return { rules: merged, waivers, sources, digest };
}

function sorted(parameters: ParameterValues): unknown {
  return Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
}
