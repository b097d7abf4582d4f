import type { LicenseExpression } from './license-expression.ts';
import type { ImportName } from './metadata-values.ts';
import type { NormalizedName } from './name.ts';
import type { ProjectKey } from './project-keys.data.ts';
import type { Requirement } from './requirement.ts';
import type { TreeFault } from './result.ts';
import type { SpecifierSet } from './specifier-set.ts';
import type { Version } from './version.ts';

/**
 * A `[project]` table as read. What is absent, dynamic or wrong is undefined.
 *
 * Source: packaging.python.org, "`pyproject.toml` specification" (PEP 621, 639, 794, 808).
 */
export interface ProjectTable {
  /** As written. */
  readonly name: string | undefined;
  readonly normalizedName: NormalizedName | undefined;
  readonly version: Version | undefined;
  /** One line. */
  readonly description: string | undefined;
  readonly readme: ProjectReadme | undefined;
  readonly requiresPython: SpecifierSet | undefined;
  readonly license: ProjectLicense | undefined;
  /** Glob patterns. Empty: no license files; undefined: the build backend chooses. */
  readonly licenseFiles: readonly string[] | undefined;
  readonly authors: readonly ProjectPerson[] | undefined;
  readonly maintainers: readonly ProjectPerson[] | undefined;
  readonly keywords: readonly string[] | undefined;
  readonly classifiers: readonly string[] | undefined;
  /** Label to URL. */
  readonly urls: ReadonlyMap<string, string> | undefined;
  /** Command to object reference. */
  readonly scripts: ReadonlyMap<string, string> | undefined;
  readonly guiScripts: ReadonlyMap<string, string> | undefined;
  /** Group to name to object reference. */
  readonly entryPoints: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;
  readonly dependencies: readonly ProjectRequirement[] | undefined;
  /** By extra, in normal form. */
  readonly optionalDependencies: ReadonlyMap<NormalizedName, ProjectExtra> | undefined;
  /** What the project alone provides. Empty: it has no modules; undefined: it does not say. */
  readonly importNames: readonly ImportName[] | undefined;
  /** What it provides along with other projects. */
  readonly importNamespaces: readonly ImportName[] | undefined;
  /** Keys that a build backend fills in or, where it may, adds to. */
  readonly dynamic: readonly ProjectKey[];
}

/** One requirement of a project and its text as written. */
export interface ProjectRequirement {
  readonly requirement: Requirement;
  readonly text: string;
}

/** One extra. */
export interface ProjectExtra {
  /** The extra's name as written. */
  readonly written: string;
  readonly requirements: readonly ProjectRequirement[];
}

/** Where the long description is. `contentType` is given or follows from the file's suffix. */
export type ProjectReadme =
  | { readonly kind: 'file'; readonly file: string; readonly contentType: string }
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string };

/** The license: an SPDX expression, or the older forms: a file or a text. */
export type ProjectLicense =
  | { readonly kind: 'expression'; readonly expression: LicenseExpression }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'text'; readonly text: string };

/** An author or maintainer: a name, an address, or both. */
export interface ProjectPerson {
  readonly name: string | undefined;
  readonly email: string | undefined;
}

/** What a table says, and all that is wrong with it; paths start at the table. */
export interface ProjectReading {
  readonly project: ProjectTable;
  readonly faults: readonly TreeFault[];
}

/** A `[build-system]` table. PEP 518, PEP 517. */
export interface BuildSystem {
  /** What has to be installed to build. */
  readonly requires: readonly ProjectRequirement[];
  /** Object reference of the backend; undefined: setuptools' legacy one. */
  readonly buildBackend: string | undefined;
  /** Folders of the project in which the backend is looked for first. */
  readonly backendPath: readonly string[] | undefined;
}

/** What a build starts from where `[build-system]` is absent. Source: "Declaring build system dependencies". */
export const DEFAULT_BUILD_REQUIRES: readonly string[] = ['setuptools'];
