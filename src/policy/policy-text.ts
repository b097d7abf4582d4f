import { formatRequirement, parseRequirement } from '@rind/pypa';
import { type Policy, policyOf, type RuleSetting } from './policy.ts';
import type { Waiver } from './waiver.ts';

/** A policy as text that {@link readPolicy} makes the same policy of: what is decided by, without where it came from. */
export function formatPolicy({ rules, waivers }: Policy): string {
  return JSON.stringify({
    rules: [...rules],
    waivers: waivers.map(({ origin: _, component, expires, ...rest }) => ({
      ...rest,
      component: component === null ? null : formatRequirement(component),
      // JSON has no infinity.
      expires: Number.isFinite(expires) ? expires : null,
    })),
  });
}

/** Reads what {@link formatPolicy} wrote; undefined where that has another digest than it is kept under. */
export function readPolicy(text: string, digest: string): Policy | undefined {
  let policy: Policy;
  try {
    const { rules, waivers }: Written = JSON.parse(text);
    policy = policyOf(new Map(rules), waivers.map(waiverOf), [{ origin: 'the gateway', digest }]);
    return policy.digest === digest ? policy : undefined;
  } catch {
    return undefined;
  }
}

interface Written {
  readonly rules: readonly (readonly [string, RuleSetting])[];
  readonly waivers: readonly WrittenWaiver[];
}

type WrittenWaiver = Omit<Waiver, 'component' | 'expires' | 'origin'> & {
  readonly component: string | null;
  readonly expires: number | null;
};

function waiverOf({ component, expires, ...rest }: WrittenWaiver): Waiver {
  const parsed = component === null ? undefined : parseRequirement(component);
  if (parsed?.ok === false) throw new SyntaxError(`\`${component}\` is no requirement`);
  return { ...rest, component: parsed?.value ?? null, expires: expires ?? Number.POSITIVE_INFINITY };
}
