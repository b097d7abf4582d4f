import type { NormalizedName, ProjectFile, ProjectPage, Result } from '@rind/pypa';
import type { Problem } from '../../base/problem.ts';
import type { Sequence } from '../../base/sequence.ts';
import type { ByteReader } from './answers.ts';

/** The name that stands for the team's own files where an upstream's would. */
export const OWN = '';

/** An index that the gateway asks, as far as decisions know it. */
export interface UpstreamFacts {
  readonly name: string;
  readonly url: string;
  readonly mirrors: 'pypi' | undefined;
}

/** A project's page at one upstream. File URLs are absolute, of a host that its files may come from. */
export interface UpstreamPage {
  readonly upstream: UpstreamFacts;
  readonly page: Omit<ProjectPage, 'files'> & { readonly files: Sequence<ProjectFile> };
  /** Names what the page said: equal digests are equal pages. */
  readonly digest: string;
  /** Epoch milliseconds at which the upstream last said so. */
  readonly observedAt: number;
}

/** What the upstreams that may serve a name say of it; `same`: what the asker has, as of then. */
export type Listing =
  | { readonly state: 'found'; readonly pages: readonly UpstreamPage[] }
  | { readonly state: 'same'; readonly observedAt: number }
  | { readonly state: 'absent'; readonly observedAt: number }
  /** `leaveAloneMs`: what the upstream asks for. Milliseconds. */
  | { readonly state: 'unavailable'; readonly why: string; readonly leaveAloneMs?: number };

/** Asks upstreams: routing by name, revalidation and staleness are theirs. */
export interface Upstreams {
  /**
   * What is known of a name through a view's upstreams. `has` are the digests of the pages that the asker has, by
   * upstream: these are not read again where they are the same.
   */
  list(view: string, name: NormalizedName, has: ReadonlyMap<string, string>): Promise<Listing>;
  /** Fetches a file into a spool, as it comes: its length is checked, its digest is the spool's. */
  fetch(upstream: string, file: ProjectFile, into: Spool): Promise<Result<void, Problem>>;
  /** Fetches what an index serves as a wheel's metadata, held to the hash that its page states (PEP 658). */
  metadata(upstream: string, file: ProjectFile): Promise<Result<Uint8Array, Problem>>;
}

/** What came, by the digests that a client may have stated. Lower-case hex. */
export interface Spooled {
  readonly sha256: string;
  readonly md5: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes on their way to the store. */
export interface Spool {
  /** Adds bytes. The problem is that there are more than was allowed, or no room: the rest is not wanted. */
  write(chunk: Uint8Array): Promise<Result<void, Problem>>;
  /** Ends the writing: what came. */
  finish(): Promise<Spooled>;
  /** Looks into what came; after {@link Spool.finish}. */
  inspect(filename: string): Promise<Result<Inspected, Problem>>;
  /** Puts the bytes where their digest names them, durably. */
  commit(): Promise<Result<void, Problem>>;
  discard(): Promise<void>;
}

/** What was found in a file. */
export interface Inspected {
  /** As the store of inspections keeps it. */
  readonly body: string;
  /** The file's own `METADATA` or `PKG-INFO`; null where it has none. */
  readonly metadata: Uint8Array | null;
  /** The specifier of its own metadata, as written; null where that has none, undefined where there is no metadata. */
  readonly requiresPython: string | null | undefined;
  /** What no upload may have, in words. */
  readonly fatal: readonly string[];
}

/** Bytes by digest. */
export interface Blobs {
  spool(maxBytes: number): Promise<Result<Spool, Problem>>;
  /** Undefined where they are not, or no longer, at hand. */
  open(sha256: string): Promise<(ByteReader & { readonly size: number }) | undefined>;
}
