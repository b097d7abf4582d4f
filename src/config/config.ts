import type { Requirement } from '@rind/pypa';
import type { ParameterDeclarations, ParameterValues } from '../base/parameter.ts';

/** A rule as far as configuration knows it. */
export interface DeclaredRule {
  readonly id: string;
  readonly parameters?: ParameterDeclarations;
}

/** How a rule is set; what is absent keeps the rule's default. */
export interface ConfiguredRule {
  readonly level?: 'off' | 'warn' | 'hold' | 'deny';
  readonly unknown?: 'report' | 'hold' | 'deny';
  /** Those of its own parameters that are set, read by their declarations. */
  readonly parameters?: ParameterValues;
}

/** A waiver as configured, checked. */
export interface ConfiguredWaiver {
  readonly ids: readonly string[];
  readonly component: Requirement;
  readonly reason: string;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly expires: number;
  readonly expiresText: string;
  readonly untilFixed: boolean;
}

/** The project's configuration, read and checked. */
export interface Config {
  /** Folders or zips of OSV records, absolute; beside what was synchronised. */
  readonly advisorySources: readonly {
    readonly name: string;
    readonly file: string;
    /** The folder that the source must not lead out of. */
    readonly within: string;
  }[];
  readonly rules: Readonly<Record<string, ConfiguredRule>>;
  readonly waivers: readonly ConfiguredWaiver[];
  /** The file that it came from; null when nothing is configured. */
  readonly file: { readonly path: string; readonly digest: string } | null;
  /** Where every key came from, dotted key by key, for `rind config show --origins`. */
  readonly origins: ReadonlyMap<string, string>;
}

/** What holds when nothing is configured. */
export const DEFAULT_CONFIG: Config = { advisorySources: [], rules: {}, waivers: [], file: null, origins: new Map() };
