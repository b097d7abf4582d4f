import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Component } from './component.ts';

/** One file that was read. */
export interface InventoryInput {
  readonly path: string;
  readonly format: string;
  readonly sha256: string;
}

/** Everything that a run found, before anything is judged. */
export interface Inventory {
  readonly inputs: readonly InventoryInput[];
  readonly components: readonly Component[];
  readonly projects: readonly InventoryProject[];
  readonly problems: readonly Problem[];
}

/** One project of the run: what its root asks for, and the components that its source lists. */
export interface InventoryProject {
  /** The file that speaks for the project. */
  readonly path: string;
  readonly roots: ReadonlyMap<string, readonly NormalizedName[]>;
  readonly components: readonly Component[];
}
