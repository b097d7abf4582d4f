import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { type Config, type ConfiguredIndex, type ConfiguredWaiver, DEFAULT_CONFIG } from '../config/config.ts';
import { readEnvironment } from '../config/environment.ts';
import { layered } from '../config/layers.ts';
import { type ConfigRequest, loadConfig, loadConfigFile } from '../config/load.fs.ts';
import type { Environment } from '../platform/data-folder.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { kindOfPath } from '../platform/files.fs.ts';
import { bindingOf } from '../policy/index-binding.ts';
import { makePolicy, type Policy, type RuleSettings, tightenPolicy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import type { Waiver } from '../policy/waiver.ts';
import { loadPolicyAddress } from './policy-address.http.ts';

/** What decides which policy holds. */
export interface PolicyRequest {
  /** Files and folders that are looked at, absolute. */
  readonly paths: readonly string[];
  /** `--config`, absolute. */
  readonly config?: string;
  /** `--policy`, as given: files, or addresses with `#sha256=HEX`. */
  readonly policies?: readonly string[];
  readonly offline: boolean;
  readonly limits: FileLimits;
}

/** The configuration that holds for all paths, every source of it together: file, environment, user. */
export async function configFor(
  machine: Environment,
  { paths, config, limits }: PolicyRequest,
): Promise<Result<Config, Problem>> {
  const environment = readEnvironment(machine.variables, RULES);
  if (!environment.ok) return environment;
  const shared = await sharedConfig(paths, { named: config, rules: RULES, limits });
  if (!shared.ok) return shared;
  const layers: Config[] = [{ ...DEFAULT_CONFIG, ...environment.value }, shared.value];
  const own = userConfigFile(machine);
  if (config === undefined && own !== undefined && kindOfPath(own) === 'file') {
    const read = await loadConfigFile(own, own, { rules: RULES, limits });
    if (!read.ok) return read;
    const { rules, indexes, rind, keys } = read.value.checked;
    // Only what is a person's own taste: targets, waivers and sources belong to the project. Whom the machine asks is theirs.
    const origins = new Map(keys.map((key) => [key, own]));
    const asked = rind === undefined ? {} : { rind: { ...rind, folder: path.dirname(own) } };
    layers.push({ ...DEFAULT_CONFIG, rules, indexes, origins, ...asked });
  }
  return ok(layered(layers));
}

/** A policy, and what those who handed it to the run say beside it. */
export interface JoinedPolicy {
  readonly policy: Policy;
  /** The indexes that policies of `--policy` declare. */
  readonly trusted: readonly ConfiguredIndex[];
}

/**
 * The policy that a configuration and the given policies make. Policies can only tighten: those of
 * `--policy`, and those that the configuration `extends`.
 */
export async function policyFor(
  config: Config,
  waivers: readonly Waiver[],
  { policies = [], offline, limits }: PolicyRequest,
): Promise<Result<JoinedPolicy, Problem>> {
  const { file } = config;
  const trusted: ConfiguredIndex[] = [];
  let policy = makePolicy(
    RULES,
    settingsOf(config),
    waivers,
    file === null ? [] : [{ origin: file.path, digest: file.digest }],
  );
  const named = [
    ...policies.map((name) => ({ name, file: name, byPerson: true })),
    ...config.extends.map((one) => ({ ...one, byPerson: false })),
  ];
  for (const one of named) {
    // A repository makes nothing reach the network: what it names must have been fetched for a person before.
    const read = isAddress(one.name)
      ? await loadPolicyAddress(one.name, { offline: offline || !one.byPerson, rules: RULES, limits })
      : await loadConfigFile(path.resolve(one.file), one.name, { rules: RULES, limits });
    if (!read.ok) return read;
    const { checked, digest } = read.value;
    const demands = settingsOf({ ...DEFAULT_CONFIG, rules: checked.rules, indexes: checked.indexes }, digest);
    policy = tightenPolicy(RULES, policy, demands, { origin: one.name, digest });
    if (one.byPerson) trusted.push(...checked.indexes);
  }
  return ok({ policy, trusted });
}

/** Whether a policy is named by address. */
export function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/** A waiver of the configuration, with its place. */
export function ownWaiver({ at, ...waiver }: ConfiguredWaiver): Waiver {
  return at === undefined ? waiver : { ...waiver, origin: { at } };
}

/**
 * Names that belong to one index are a parameter of the rule that judges it.
 *
 * @param group of a policy: what it binds stays bound, whatever index another names beside it
 */
function settingsOf({ rules, indexes }: Config, group = ''): RuleSettings {
  const bindings = indexes.flatMap(({ url, names }) => names.map((name) => `${name} @ ${url}`));
  const id = 'index-confusion';
  const asked = rules[id]?.parameters?.['bindings'];
  const own = [...(Array.isArray(asked) ? asked : []), ...bindings];
  if (own.length === 0) return rules;
  const all = group === '' ? own : own.map((text) => bindingOf(text, group));
  return { ...rules, [id]: { ...rules[id], parameters: { ...rules[id]?.parameters, bindings: all } } };
}

/** `rind/rind.toml` in the platform's folder for configuration (XDG Base Directory, `~/Library/Application Support`, `%APPDATA%`). */
function userConfigFile({ variables, platform, home }: Environment): string | undefined {
  const xdg = variables['XDG_CONFIG_HOME'];
  const folder =
    platform === 'win32'
      ? (variables['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : xdg !== undefined && path.isAbsolute(xdg)
          ? xdg
          : path.join(home, '.config');
  return path.isAbsolute(folder) ? path.join(folder, 'rind', 'rind.toml') : undefined;
}

/** The configuration that holds for all paths: one decision is made by one policy, so they must not differ. */
async function sharedConfig(
  paths: readonly string[],
  request: Omit<ConfigRequest, 'folder'>,
): Promise<Result<Config, Problem>> {
  let shared: Config | undefined;
  for (const given of paths) {
    const config = await loadConfig({
      ...request,
      folder: kindOfPath(given) === 'folder' ? given : path.dirname(given),
    });
    if (!config.ok) return config;
    if (
      shared !== undefined &&
      !isDeepStrictEqual([shared.file, shared.advisorySources], [config.value.file, config.value.advisorySources])
    ) {
      return err(
        problem('config-invalid', 'the given paths have different configurations', {
          hint: 'audit them one at a time, or name the configuration that is to hold with `--config FILE`',
        }),
      );
    }
    shared = config.value;
  }
  return ok(shared ?? DEFAULT_CONFIG);
}
