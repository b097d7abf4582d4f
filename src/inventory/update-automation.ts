import type { Location } from '../base/location.ts';

/** One entry of an update tool's configuration: what it keeps up to date, and how soon. */
export interface UpdateEntry {
  /** The tool's own word: Dependabot's `pip`, `uv`; a manager of Renovate such as `pip_requirements`, `poetry`. */
  readonly ecosystem: string;
  /** Folders or glob patterns from the repository root, without the leading slash; `""` for the root, `**` for all. */
  readonly folders: readonly string[];
  /** Days that a release must be out before it is proposed; null where none is asked for. */
  readonly cooldownDays: number | null;
  readonly at: Location;
}

/** How a repository keeps its dependencies up to date. */
export interface UpdateAutomation {
  readonly tool: 'dependabot' | 'renovate';
  readonly entries: readonly UpdateEntry[];
  /** The configuration file. */
  readonly at: Location;
  /** Presets that are defined elsewhere, which may say more. */
  readonly presets: readonly string[];
}
