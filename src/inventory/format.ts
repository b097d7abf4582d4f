import type { NormalizedName, Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Component } from './component.ts';

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
  /** Whether a file of this name speaks of a part only (one script, one use): it is read, and nothing gives way to it. */
  isPartial?(fileName: string): boolean;
  /** Everything that can be read, plus the problems. Never throws. */
  read(file: SourceFile, tree: SourceTree): Reading;
  /** How this format is edited when a version changes, for the reader of its page. */
  readonly editing: string;
}
