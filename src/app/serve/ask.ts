import type { NormalizedName } from '@rind/pypa';

/**
 * Clients whose answers differ: Poetry, locked and with a warm cache, installs a file that the page calls yanked
 * without asking for it again, so a denied file is left out of its pages.
 */
export type Client = 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'other';

/** Who asks. */
export interface Asker {
  /** The token's id, or `anonymous`. Never the token. */
  readonly principal: string;
  /** The address that the connection comes from, or that a configured proxy in front says. */
  readonly address: string;
  readonly client: Client;
  /** What the client calls itself, cut at 200 characters. */
  readonly agent: string;
}

/** Asks for a project through a view. */
export interface ProjectAsk {
  /** The view's name; empty for the one at `/simple/`. */
  readonly view: string;
  readonly name: NormalizedName;
  /** Epoch milliseconds: the index as of then, under today's policy; absent for now. */
  readonly asOf?: number;
  readonly asker: Asker;
}

/** Asks for one file of a project, or for what belongs to it. */
export interface FileAsk extends ProjectAsk {
  readonly filename: string;
}
