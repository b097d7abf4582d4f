import type { NormalizedName, ProjectFile, ProjectPage, Result } from '@rind/pypa';
import type { Problem } from '../../base/problem.ts';
import type { ByteReader } from './answers.ts';

/** An index that the gateway asks, as far as decisions know it. */
export interface UpstreamFacts {
  readonly name: string;
  readonly url: string;
  readonly mirrors: 'pypi' | undefined;
}

/** A project's page at one upstream. File URLs are absolute, of a host that its files may come from. */
export interface UpstreamPage {
  readonly upstream: UpstreamFacts;
  readonly page: ProjectPage;
  /** Names what the page said: equal digests are equal pages. */
  readonly digest: string;
  /** Epoch milliseconds at which the upstream last said so. */
  readonly observedAt: number;
}

/** What the upstreams that may serve a name say of it. */
export type Listing =
  | { readonly state: 'found'; readonly pages: readonly UpstreamPage[] }
  | { readonly state: 'absent'; readonly observedAt: number }
  | { readonly state: 'unavailable'; readonly why: string };

/** Asks upstreams: routing by name, revalidation and staleness are theirs. */
export interface Upstreams {
  /** What is known of a name through a view's upstreams; `fresh` asks even if what is kept is young. */
  list(view: string, name: NormalizedName, fresh: boolean): Promise<Listing>;
  /** Fetches a file into a spool, as it comes: its length is checked, its digest is the spool's. */
  fetch(upstream: string, file: ProjectFile, into: Spool): Promise<Result<void, Problem>>;
}

/** Bytes on their way to the store. */
export interface Spool {
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the writing: what came. */
  finish(): Promise<{ readonly sha256: string; readonly size: number }>;
  /** What came, to be looked into; after {@link Spool.finish}. */
  inspect(filename: string): Promise<Inspected>;
  /** Puts the bytes where their digest names them, durably. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** What was found in a file. */
export interface Inspected {
  /** As the store of inspections keeps it. */
  readonly body: string;
  /** The file's own `METADATA` or `PKG-INFO`; null where it has none. */
  readonly metadata: Uint8Array | null;
}

/** Bytes by digest. */
export interface Blobs {
  spool(maxBytes: number): Promise<Result<Spool, Problem>>;
  /** Undefined where they are not, or no longer, at hand. */
  open(sha256: string): Promise<(ByteReader & { readonly size: number }) | undefined>;
}
