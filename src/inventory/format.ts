import type { NormalizedName, Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { TextProblem } from '../base/text/document.ts';
import type { ClientSetting } from './client-setting.ts';
import type { Component } from './component.ts';
import type { Selection } from './scope.ts';

/** A file as a format reads it. */
export interface SourceFile {
  /** Relative to the repository root, with forward slashes: what locations and messages show. */
  readonly path: string;
  readonly text: string;
}

/** How a format reaches other files of the repository; given by `collect`. */
export interface SourceTree {
  /**
   * The file that `reference` names, seen from `from`. Refused outside the repository, beyond the
   * limits and past the number of includes.
   */
  include(from: SourceFile, reference: string): Result<SourceFile, Problem>;
  readonly maxDepth: number;
}

/** What one file says. */
export interface Reading {
  readonly components: readonly Component[];
  /** Names that the project itself requires, by group (`""` for its own dependencies). */
  readonly roots: ReadonlyMap<string, readonly NormalizedName[]>;
  readonly problems: readonly Problem[];
  /** `requires-python` of the project itself, where the file says it: a specifier set. */
  readonly requiresPython?: string;
  /** Folders, relative to the repository root, for whose projects this file speaks too: members of a workspace. */
  readonly covers?: readonly string[];
  /** What a scope installs, where the file knows better than its components' groups and markers say. */
  readonly selects?: Selection;
  /** What the file tells the tools about indexes and safety, for rules about configuration. */
  readonly settings?: readonly ClientSetting[];
}

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  /** What it is, links followed. */
  readonly kind: 'file' | 'folder';
  /** For a link to a folder of the same tree, which stands there by itself too: that folder. */
  readonly link?: string;
}

/** A folder as a folder format reads it. Paths are relative to it, with forward slashes; links lead nowhere outside. */
export interface SourceFolder {
  /** Relative to the repository root, or absolute where the folder was named and lies in none. */
  readonly path: string;
  /** Where it lies on this machine, absolute, links resolved: tells a layout; never shown. */
  readonly home?: string;
  /** The repository root, absolute, links resolved: what is installed from a folder inside it is the project itself. */
  readonly root?: string;
  /** Names of the entries of a folder (`""` for the folder itself), sorted; empty when there is none. */
  list(folder: string): readonly FolderEntry[];
  /** A file as text (UTF-8). It becomes an input of the report only where `asInput` is set. */
  text(path: string, asInput?: boolean): Result<SourceFile, Problem>;
  bytes(path: string): Result<Uint8Array, Problem>;
}

/** One kind of folder that is an inventory as a whole: an installed environment, a folder of distributions. */
export interface FolderFormat {
  /** As reports show it in `inputs[].format`. */
  readonly id: string;
  readonly title: string;
  /** Whether a folder that holds these entries is one. */
  matches(entries: ReadonlySet<string>): boolean;
  /** Everything that can be read, plus the problems. Never throws. */
  read(folder: SourceFolder): Reading;
  readonly editing: string;
}

/**
 * One lock, manifest or environment format: a file of `formats/` exports one of these as `format`.
 *
 * Within one folder the highest rank wins: a lock says what is installed, pins say what is meant to
 * be, a manifest only what is allowed.
 */
export interface InventoryFormat {
  /** As reports show it in `inputs[].format`. */
  readonly id: string;
  readonly title: string;
  readonly rank: 'lock' | 'pins' | 'manifest';
  /** Whether a file of this name, in a folder of that name, is in the format. */
  matches(fileName: string, folder: string): boolean;
  /**
   * For names that say too little (`.py`, `.json`): whether the beginning of a file, at most 8 KB of it, shows
   * the format. Asked where `matches` said yes.
   */
  sniff?(head: string): boolean;
  /** Whether a file of this name speaks of a part only (one script, one use): it is read, and nothing gives way to it. */
  isPartial?(fileName: string): boolean;
  /** The file's text, where its tool takes more encodings than UTF-8; absent: UTF-8 (`decodeText`). Includes likewise. */
  decode?(bytes: Uint8Array): Result<string, TextProblem>;
  /** Everything that can be read, plus the problems. Never throws. */
  read(file: SourceFile, tree: SourceTree): Reading;
  /** How this format is edited when a version changes, for the reader of its page. */
  readonly editing: string;
}
