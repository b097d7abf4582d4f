import { environmentFor, err, type InterpreterEnvironment, ok, type Result } from '@rind/pypa';
import type { Location } from './location.ts';

/** How a target can be reached: what a rule may weigh. */
export type Exposure = 'internet' | 'internal' | 'build';

/** An environment that a team declares to install into. */
export interface Target {
  readonly name: string;
  /** `3.12` or a full version. */
  readonly python: string;
  /** One of the kernel's platform names: `linux-x86_64`, `macos-arm64`, … */
  readonly platform: string;
  /** `cpython` or `pypy`. */
  readonly implementation: string;
  /** Extras of the project that are installed, in normal form. */
  readonly extras: readonly string[];
  /** Dependency groups that are installed beside the project's own dependencies, in normal form. */
  readonly groups: readonly string[];
  readonly exposure?: Exposure;
  /** Where it is declared. */
  readonly at?: Location;
}

/** What markers are evaluated against in a target; the fault names the known value nearest to a wrong one. */
export function environmentOf({ python, platform, implementation }: Target): Result<InterpreterEnvironment, string> {
  const environment = environmentFor({ python, platform, implementation });
  return environment.ok ? ok(environment.value) : err(environment.error.message);
}
