import type { Location } from '../base/location.ts';

/**
 * One thing that a file tells an installer about indexes and safety, in words that are the same for
 * every tool, so that one rule judges them all.
 *
 * - `index`: replaces PyPI · `extra-index`: is asked beside others, first answer or best version wins ·
 *   `named-index`: is asked only for the names that say so · `find-links`: a folder or page of files
 * - `trusted-host`: TLS is not verified for it · `no-hashes`: hashes are not demanded or not checked
 * - `cooldown`: releases younger than `value` are not taken · `strategy`: how several indexes compete
 */
export interface ClientSetting {
  readonly tool: 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'conda' | 'hatch';
  readonly kind:
    | 'index'
    | 'extra-index'
    | 'named-index'
    | 'find-links'
    | 'trusted-host'
    | 'no-hashes'
    | 'cooldown'
    | 'strategy';
  /** An address without credentials, a host, a duration, a word; as written otherwise. */
  readonly value: string;
  /** The index's own name, where it has one. */
  readonly name?: string;
  /** For a `named-index`: the projects that are taken from it, in normal form. */
  readonly projects?: readonly string[];
  readonly at: Location;
}
