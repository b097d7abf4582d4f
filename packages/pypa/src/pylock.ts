import type { Marker } from './marker.ts';
import type { NormalizedName } from './name.ts';
import type { SpecifierSet } from './specifier-set.ts';
import type { TomlDateTime, TomlTable } from './toml-value.ts';
import type { Version } from './version.ts';
import type { WheelFilename } from './wheel-filename.ts';

/**
 * The model of a lock file. Keys keep the specification's order and names, in camel case.
 *
 * Source of all that follows: packaging.python.org, "`pylock.toml` Specification" 1.0 (PEP 751).
 * {@link parsePylock} makes one from parsed TOML, {@link writePylock} writes one as TOML text.
 */
export interface Pylock {
  /** 1.0, or a later minor version whose new keys are ignored. */
  readonly lockVersion: Version;
  /** The lock file is for environments in which at least one of these holds; undefined or empty: for any. */
  readonly environments: readonly Marker[] | undefined;
  /** Which Python versions the environments have. */
  readonly requiresPython: SpecifierSet | undefined;
  /** Extras that may be asked for. Empty: the inputs had none; undefined: the lock is for one use. */
  readonly extras: readonly NormalizedName[] | undefined;
  /** Dependency groups that users may ask for, as written. Empty and undefined differ as for extras. */
  readonly dependencyGroups: readonly string[] | undefined;
  /** Groups installed when none are asked for; not for users to name. */
  readonly defaultGroups: readonly string[] | undefined;
  /** The tool that wrote the file. */
  readonly createdBy: string;
  readonly packages: readonly PylockEntry[];
  /** Anything; means nothing to other tools. */
  readonly tool: TomlTable | undefined;
}

/**
 * One entry of `[[packages]]`: something that may be installed. Exactly one kind of source is set:
 * `vcs`, `directory` or `archive`, or else `sdist`, `wheels` or both.
 */
export interface PylockEntry {
  readonly name: NormalizedName;
  /** Undefined where the code may change under the lock, as a directory's may. */
  readonly version: Version | undefined;
  /** When to install it; undefined: always. May use `extras` and `dependency_groups`. */
  readonly marker: Marker | undefined;
  readonly requiresPython: SpecifierSet | undefined;
  /** Which other entries it depends on, as far as told: for auditing, never for installing. */
  readonly dependencies: readonly TomlTable[] | undefined;
  readonly vcs: PylockVcs | undefined;
  readonly directory: PylockDirectory | undefined;
  readonly archive: PylockArchive | undefined;
  /** Base URL of the index that had the files. */
  readonly index: string | undefined;
  readonly sdist: PylockSdist | undefined;
  /** Empty counts as absent. */
  readonly wheels: readonly PylockWheel[] | undefined;
  /** Publisher identities as in PEP 740; `kind` is a string in each. */
  readonly attestationIdentities: readonly TomlTable[] | undefined;
  /** Anything that does not affect installation. */
  readonly tool: TomlTable | undefined;
}

/** `[packages.vcs]`: a source tree under version control. `url`, `path` or both are set. */
export interface PylockVcs {
  /** `git`, `hg`, `bzr`, `svn` are registered; others are possible. */
  readonly type: string;
  readonly url: string | undefined;
  readonly path: string | undefined;
  /** What the user had asked for; never to be checked out. */
  readonly requestedRevision: string | undefined;
  /** What is to be checked out. */
  readonly commitId: string;
  /** Where in the tree the project is. */
  readonly subdirectory: string | undefined;
}

/** `[packages.directory]`: a local source tree. */
export interface PylockDirectory {
  readonly path: string;
  /** Undefined means false. */
  readonly editable: boolean | undefined;
  readonly subdirectory: string | undefined;
}

/** `[packages.archive]`: a file given by URL or path; a wheel, an sdist or another archive of a source tree. */
export interface PylockArchive {
  readonly url: string | undefined;
  readonly path: string | undefined;
  /** Bytes. */
  readonly size: number | bigint | undefined;
  readonly uploadTime: TomlDateTime | undefined;
  /** Algorithm to digest; never empty. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly subdirectory: string | undefined;
}

/** `[packages.sdist]`: a source distribution. `url`, `path` or both are set. */
export interface PylockSdist {
  /** As written; {@link fileName} is the one to use. */
  readonly name: string | undefined;
  readonly uploadTime: TomlDateTime | undefined;
  readonly url: string | undefined;
  readonly path: string | undefined;
  /** Bytes. */
  readonly size: number | bigint | undefined;
  /** Algorithm to digest; never empty. */
  readonly hashes: ReadonlyMap<string, string>;
  /** `name`, or else the last component of `path`, or else of `url`. */
  readonly fileName: string;
}

/** One of `[[packages.wheels]]`. */
export interface PylockWheel extends PylockSdist {
  /** {@link fileName} taken apart. */
  readonly wheel: WheelFilename;
}

/**
 * Whether a file name (no folder) is one of a lock file: `pylock.toml`, or `pylock.NAME.toml` with a
 * name without dots. A line end at the end is not accepted (Python's `$` would).
 *
 * Source: PEP 751, "File Name".
 */
export function isPylockFileName(fileName: string): boolean {
  return typeof fileName === 'string' && /^pylock\.(?:[^./]+\.)?toml$/.test(fileName);
}

/** The name between `pylock.` and `.toml`; undefined for `pylock.toml` and for names of other files. */
export function pylockName(fileName: string): string | undefined {
  return typeof fileName === 'string' ? /^pylock\.([^./]+)\.toml$/.exec(fileName)?.[1] : undefined;
}
