import type { NormalizedName, Requirement } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import type { ParameterDeclarations, ParameterValues } from '../base/parameter.ts';
import type { Target } from '../base/target.ts';

/** A rule as far as configuration knows it. */
export interface DeclaredRule {
  readonly id: string;
  readonly parameters?: ParameterDeclarations;
}

/** How a rule is set; what is absent keeps the rule's default. */
export interface ConfiguredRule {
  readonly level?: 'off' | 'warn' | 'hold' | 'deny';
  readonly unknown?: 'report' | 'hold' | 'deny';
  readonly waivers?: 'allow' | 'refuse';
  /** Those of its own parameters that are set, read by their declarations. */
  readonly parameters?: ParameterValues;
}

/** A waiver as configured, checked. */
export interface ConfiguredWaiver {
  readonly ids: readonly string[];
  readonly component: Requirement;
  readonly sha256?: readonly string[];
  readonly target?: string;
  readonly reason: string;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly expires: number;
  readonly expiresText: string;
  readonly untilFixed: boolean;
  readonly at?: Location;
}

/** An index that the team knows. */
export interface ConfiguredIndex {
  readonly name: string;
  /** As written: `${NAME}` is never expanded. */
  readonly url: string;
  readonly mirrors?: 'pypi';
  /** `name` or `name-*`. */
  readonly names: readonly string[];
  readonly explicit: boolean;
}

/** A file that the configuration names. */
export interface ConfiguredFile {
  /** As written. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** The folder that it must not lead out of. */
  readonly within: string;
}

/** Another Rind whose advisories are taken over. */
export interface ConfiguredRind {
  /** `rind+https://host`. */
  readonly from: string;
  /** The key that signs them, or a file of keys: as written. */
  readonly key: string;
}

/** An index that the gateway asks. */
export interface ConfiguredUpstream {
  readonly name: string;
  readonly url: string;
  readonly mirrors?: 'pypi';
  /** `name` or `name-*`. */
  readonly names: readonly string[];
  readonly fileHosts: readonly string[];
  readonly privateFileHosts: readonly string[];
  /** The variable that holds `user:password` for it. */
  readonly credentialsEnv?: string;
}

/** A prefix that one alone may serve. Source: PEP 752, "Semantics". */
export interface ConfiguredReservation {
  /** In normal form. */
  readonly prefix: NormalizedName;
  /** Undefined for what is uploaded to the gateway itself. */
  readonly upstream?: string;
}

/** Names whose pages are put together from several upstreams. */
export interface ConfiguredMerge {
  /** `name` or `name-*`. */
  readonly names: readonly string[];
  /** In order. */
  readonly upstreams: readonly string[];
}

/** A view of the gateway. */
export interface ConfiguredView {
  readonly name: string;
  readonly upstreams: readonly string[];
  /** As written; relative to the file. */
  readonly policy?: string;
}

/** What `rind serve` is configured with. */
export interface ConfiguredServer {
  readonly listen?: string;
  /** As written; relative to the file. */
  readonly data?: string;
  readonly publicUrl?: string;
  readonly hosts: readonly string[];
  readonly proxies: readonly string[];
  readonly webhook?: string;
  readonly webhookPrivate: boolean;
  /** Milliseconds between two syncs of advisories; null for never. */
  readonly syncEvery: number | null;
  /** Absent where advisories come from public places. */
  readonly syncFrom?: ConfiguredRind;
  /** More projects in use than this are not refused at once without a person. */
  readonly syncHoldAbove: number;
  /** Bytes. */
  readonly diskBudget: number;
  /** As written; relative to the file. */
  readonly namesFile?: string;
  /** Where nginx finds the stored files: begins and ends with a slash. */
  readonly accelLocation?: string;
  readonly upstreams: readonly ConfiguredUpstream[];
  readonly reservations: readonly ConfiguredReservation[];
  readonly merges: readonly ConfiguredMerge[];
  readonly views: readonly ConfiguredView[];
}

/** The configuration that holds, read and checked. */
export interface Config {
  /** Folders or zips of OSV records, absolute; beside what was synchronised. */
  readonly advisorySources: readonly ConfiguredFile[];
  readonly vex: readonly ConfiguredFile[];
  /** Policies that hold beside it: files, or addresses with a digest (`file` is the address then). */
  readonly extends: readonly ConfiguredFile[];
  readonly targets: readonly Target[];
  readonly indexes: readonly ConfiguredIndex[];
  readonly rules: Readonly<Record<string, ConfiguredRule>>;
  readonly waivers: readonly ConfiguredWaiver[];
  /** Of a person's own configuration alone: the key is named relative to `folder`. */
  readonly rind?: ConfiguredRind & { readonly folder: string };
  /** Absent where no gateway is configured. */
  readonly server?: ConfiguredServer;
  /** The file that it came from; null when nothing is configured. */
  readonly file: { readonly path: string; readonly digest: string } | null;
  /** Where every key came from, dotted key by key, for `rind config show --origins`. */
  readonly origins: ReadonlyMap<string, string>;
}

/** What holds when nothing is configured. */
export const DEFAULT_CONFIG: Config = {
  advisorySources: [],
  vex: [],
  extends: [],
  targets: [],
  indexes: [],
  rules: {},
  waivers: [],
  file: null,
  origins: new Map(),
};
