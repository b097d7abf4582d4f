import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import { type ShownKey, shownConfig } from '../app/config-show.ts';
import type { Problem } from '../base/problem.ts';
import { RULES } from '../policy/registry.generated.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor, isAddress, ownWaiver, policyFor } from './policy.ts';

/** A look at the configuration as a door asks for it. */
export interface ConfigShowRequest extends LimitRequest {
  readonly config?: string;
  readonly policy?: readonly string[];
  readonly offline: boolean;
}

/** The configuration that holds in the current folder, every value with its origin. */
export async function runConfigShow(
  machine: Machine,
  request: ConfigShowRequest,
): Promise<Result<ShownKey[], Problem>> {
  const asked = {
    paths: [machine.cwd],
    ...(request.config === undefined ? {} : { config: path.resolve(machine.cwd, request.config) }),
    policies: (request.policy ?? []).map((name) => (isAddress(name) ? name : path.resolve(machine.cwd, name))),
    offline: request.offline,
    limits: limitsFrom(request),
  };
  const config = await configFor(machine, asked);
  if (!config.ok) return config;
  const made = await policyFor(config.value, config.value.waivers.map(ownWaiver), asked);
  return made.ok ? ok(shownConfig(config.value, made.value.policy, RULES)) : made;
}
