import type { NormalizedName } from '@rind/pypa';

/** What is known of a page that is kept, beside its content. */
export interface StoredHead {
  readonly kind: 'page';
  /** Where it came from in the end. */
  readonly url: string;
  readonly contentType: string;
  /** sha256 of the bytes, in hexadecimal. */
  readonly digest: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** When the index last said that this is the page. Epoch milliseconds. */
  readonly fetchedAt: number;
  /** Until when it holds without asking. Epoch milliseconds. */
  readonly freshUntil: number;
  readonly mayServeStale: boolean;
}

/** A page as it came, kept. */
export interface StoredPage extends StoredHead {
  readonly bytes: Uint8Array;
}

/** That there was no page: evidence, after which an older page is not used again. */
export interface StoredAbsence {
  readonly kind: 'absence';
  readonly status: 404 | 410;
  readonly fetchedAt: number;
}

/** What is kept of one project at one index. */
export type Stored = StoredPage | StoredAbsence;

/** Keeps pages between runs. Drivers: a folder (`page-folder.fs`), a gateway's database, nothing. */
export interface PageStore {
  /**
   * What is kept; undefined when nothing is, or what is there cannot be trusted.
   *
   * @param upstream the URL of the index
   */
  load(upstream: string, name: NormalizedName): Promise<Stored | undefined>;
  /**
   * What is known of what is kept, for who has the content of its digest already: the content is not looked at, and
   * may be damaged.
   */
  head(upstream: string, name: NormalizedName): Promise<StoredHead | StoredAbsence | undefined>;
  /**
   * Keeps what is known anew of a page whose content stays as it is, which is not written again. False where there is
   * none of that content, address and type, or it cannot be done: save the page then.
   */
  renew(upstream: string, name: NormalizedName, head: StoredHead): Promise<boolean>;
  /**
   * Keeps it in place of what was there. One that cannot keep it says nothing: the answer stands without. The bytes of
   * a page are given back when it ends: a store keeps others, or none.
   */
  save(upstream: string, name: NormalizedName, stored: Stored): Promise<void>;
  /** Forgets it. */
  remove(upstream: string, name: NormalizedName): Promise<void>;
}

/** Keeps nothing. */
export const NO_PAGE_STORE: PageStore = {
  load: () => Promise.resolve(undefined),
  head: () => Promise.resolve(undefined),
  renew: () => Promise.resolve(false),
  save: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
