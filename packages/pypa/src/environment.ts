import { IMPLEMENTATIONS, type ImplementationFacts, PLATFORMS, type PlatformFacts } from './environments.data.ts';
import { err, ok, type Result } from './result.ts';
import { formatBaseVersion, formatVersion, readVersion } from './version.ts';

/**
 * What markers are evaluated against: a value for each field, under the names of the specification.
 * A field that is left out is undefined, and a marker that names it is a problem. The empty text
 * means that Python could not tell. Source: dependency specifiers, "Environment Markers".
 */
export interface MarkerEnvironment {
  readonly implementation_name?: string;
  readonly implementation_version?: string;
  readonly os_name?: string;
  readonly platform_machine?: string;
  readonly platform_python_implementation?: string;
  readonly platform_release?: string;
  readonly platform_system?: string;
  readonly platform_version?: string;
  readonly python_full_version?: string;
  readonly python_version?: string;
  readonly sys_platform?: string;
  /** The extra that is asked for. Not defined in lock files, "" in metadata where left out. */
  readonly extra?: string;
  /** The extras that are asked for: lock files only, none where left out. */
  readonly extras?: Iterable<string>;
  /** The dependency groups that are asked for: lock files only, none where left out. */
  readonly dependency_groups?: Iterable<string>;
}

/** The fields that every interpreter defines. */
export type InterpreterEnvironment = Required<Omit<MarkerEnvironment, 'extra' | 'extras' | 'dependency_groups'>>;

/** An interpreter on a platform, by name. */
export interface EnvironmentTarget {
  /** `3.12` or a full version such as `3.12.4` or `3.15.0rc1`; a missing patch level is 0. */
  readonly python: string;
  /** `cpython` or `pypy`; default `cpython`. */
  readonly implementation?: string;
  /** One of {@link platformNames}. */
  readonly platform: string;
}

/** Why there is no environment for a target. */
export interface EnvironmentFault {
  readonly code: 'unknown-implementation' | 'unknown-platform' | 'unknown-python';
  readonly message: string;
  /** The known name nearest to the one given, if any is near. */
  readonly suggestion: string | undefined;
}

/** The names of the known platforms: `linux-x86_64`, `linux-musl-aarch64`, `macos-arm64`, `windows-amd64` and others. */
export function platformNames(): string[] {
  return [...PLATFORMS.keys()];
}

/** The names of the known implementations: `cpython`, `pypy`. */
export function implementationNames(): string[] {
  return [...IMPLEMENTATIONS.keys()];
}

/** The minor versions known for an implementation (`3.9` and later); none for an unknown one. */
export function pythonVersions(implementation: string): string[] {
  return [...(IMPLEMENTATIONS.get(implementation)?.versions.keys() ?? [])];
}

/**
 * The environment of an interpreter on a platform. `platform_release` and `platform_version` are
 * empty: they tell one machine's kernel, not a target. Faults: `unknown-implementation`,
 * `unknown-platform`, `unknown-python`, each with the nearest known name.
 */
export function environmentFor(target: EnvironmentTarget): Result<InterpreterEnvironment, EnvironmentFault> {
  const implementation = target.implementation ?? 'cpython';
  const facts = IMPLEMENTATIONS.get(implementation);
  if (facts === undefined) return unknown('implementation', implementation, implementationNames());
  const platform = PLATFORMS.get(target.platform);
  if (platform === undefined) return unknown('platform', target.platform, platformNames());
  const version = readVersion(target.python);
  const short = version?.release.slice(0, 2).join('.') ?? '';
  const implementationVersion = facts.versions.get(short);
  if (
    version === undefined ||
    version.epoch !== '0' ||
    version.release.length > 3 ||
    implementationVersion === undefined
  ) {
    return unknown('python', target.python, [...facts.versions.keys()]);
  }
  const patch = version.release[2] ?? '0';
  const full = `${short}.${patch}${formatVersion(version).slice(formatBaseVersion(version).length)}`;
  return ok(environment(short, full, facts, implementationVersion, platform));
}

function environment(
  short: string,
  full: string,
  facts: ImplementationFacts,
  implementationVersion: string,
  platform: PlatformFacts,
): InterpreterEnvironment {
  return {
    implementation_name: facts.name,
    // Made of `sys.implementation.version`, whose release level is one letter: `rc1` is `c1` here.
    implementation_version: implementationVersion === '' ? full.replace('rc', 'c') : implementationVersion,
    os_name: platform.osName,
    platform_machine: platform.machine,
    platform_python_implementation: facts.platformName,
    platform_release: '',
    platform_system: platform.system,
    platform_version: '',
    python_full_version: full,
    python_version: short,
    sys_platform: platform.sysPlatform,
  };
}

function unknown(
  what: 'implementation' | 'platform' | 'python',
  given: string,
  known: readonly string[],
): Result<never, EnvironmentFault> {
  const suggestion = nearest(given, known);
  const hint =
    suggestion === undefined
      ? `known are ${known.map((name) => `\`${name}\``).join(', ')}`
      : `did you mean \`${suggestion}\`?`;
  return err({ code: `unknown-${what}`, message: `unknown ${what} \`${given.slice(0, 80)}\`: ${hint}`, suggestion });
}

/** The known name with the fewest edits from the given one, if at most a third of it (two at least) would change. */
function nearest(given: string, known: readonly string[]): string | undefined {
  if (given.length > 40) return undefined;
  const lower = given.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of known) {
    const edits = editDistance(lower, name);
    if (edits < least) {
      least = edits;
      best = name;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
