import type { NormalizedName } from '@rind/pypa';

/** A page as it came, kept. */
export interface StoredPage {
  readonly kind: 'page';
  /** Where it came from in the end. */
  readonly url: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
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
  /** Keeps it in place of what was there. One that cannot keep it says nothing: the answer stands without. */
  save(upstream: string, name: NormalizedName, stored: Stored): Promise<void>;
  /** Forgets it. */
  remove(upstream: string, name: NormalizedName): Promise<void>;
}

/** Keeps nothing. */
export const NO_PAGE_STORE: PageStore = {
  load: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
