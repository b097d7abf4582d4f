import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { ClientSetting } from './client-setting.ts';
import type { Component } from './component.ts';
import type { Selection } from './scope.ts';

/** One file that was read. */
export interface InventoryInput {
  readonly path: string;
  readonly format: string;
  readonly sha256: string;
}

/** Everything that a run found, before anything is judged. */
export interface Inventory {
  /** The folder that paths are shown relative to, absolute; absent where nothing was read from disk. */
  readonly base?: string;
  readonly inputs: readonly InventoryInput[];
  readonly components: readonly Component[];
  readonly projects: readonly InventoryProject[];
  readonly problems: readonly Problem[];
}

/** One project of the run: what its root asks for, and the components that its source lists. */
export interface InventoryProject {
  /** The file that speaks for the project. */
  readonly path: string;
  /** The id of its format. */
  readonly format: string;
  readonly roots: ReadonlyMap<string, readonly NormalizedName[]>;
  readonly components: readonly Component[];
  /** Says what of it a scope installs. */
  readonly selects: Selection;
  /** `requires-python` of the project itself: a specifier set. */
  readonly requiresPython?: string;
  readonly settings: readonly ClientSetting[];
}
