import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatRequirement, normalizeName, parseRequirement } from '@rind/pypa';
import { parse } from 'smol-toml';

/** A scenario of packse, as its TOML writes it. */
export interface PackseScenario {
  readonly name: string;
  readonly root: { readonly requires: readonly string[]; readonly requires_python?: string };
  readonly expected: { readonly satisfiable: boolean; readonly packages?: Readonly<Record<string, string>> };
  readonly packages: Readonly<Record<string, { readonly versions: Readonly<Record<string, PackseVersion>> }>>;
  readonly environment?: { readonly python?: string; readonly additional_python?: readonly string[] };
  readonly resolver_options?: PackseOptions;
}

/** One version of one project of a scenario. */
export interface PackseVersion {
  readonly requires?: readonly string[];
  readonly extras?: Readonly<Record<string, readonly string[]>>;
  readonly requires_python?: string;
  /** Whether there is a source distribution; there is one unless it says no. */
  readonly sdist?: boolean;
  /** Whether there are wheels; there are unless it says no. */
  readonly wheel?: boolean;
  /** One wheel for each; `py3-none-any` by default. */
  readonly wheel_tags?: readonly string[];
  readonly yanked?: boolean;
}

/** What a scenario asks of the resolver. */
export interface PackseOptions {
  readonly universal?: boolean;
  /** The version of Python to resolve for. */
  readonly python?: string;
  readonly python_platform?: string;
  readonly prereleases?: boolean;
  readonly no_build?: readonly string[];
  readonly no_binary?: readonly string[];
  readonly required_environments?: readonly string[];
}

/** All scenarios below a folder but the examples, in order of their files. */
export function readPackse(folder: string): PackseScenario[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.toml') && !path.startsWith('examples'),
  );
  return files.sort().map((path) => parse(readFileSync(join(folder, path), 'utf8')) as unknown as PackseScenario);
}

/**
 * The name under which a project of a scenario stands in the one index of all: every scenario has
 * an `a` of its own.
 */
export function nameIn({ name }: PackseScenario, project: string): string {
  return `${project}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** A requirement of a scenario, about the project's name in the one index. */
export function requirementIn(scenario: PackseScenario, text: string): string {
  const read = parseRequirement(text);
  if (!read.ok) throw new Error(`packse scenario \`${scenario.name}\`: \`${text}\` cannot be read`);
  const name = nameIn(scenario, read.value.name);
  return formatRequirement({ ...read.value, name, normalizedName: normalizeName(name) });
}
