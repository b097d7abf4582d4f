import type { UpstreamPage } from './ports.ts';

/** Files of pages that are kept: some six megabytes. */
const MOST_FILES = 15_000;

/**
 * What upstreams listed of projects that were decided about last: while a client asks for files of one, it is decided
 * about again and again, and need not be read each time.
 */
export class RecentPages {
  readonly #pages = new Map<string, readonly UpstreamPage[]>();
  readonly #most: number;
  #files = 0;

  constructor(mostFiles: number = MOST_FILES) {
    this.#most = mostFiles;
  }

  /** Keeps the pages of a project in place of those before. */
  keep(key: string, pages: readonly UpstreamPage[]): void {
    this.#drop(key);
    this.#pages.set(key, pages);
    this.#files += filesIn(pages);
    for (const oldest of this.#pages.keys()) {
      if (this.#files <= this.#most) break;
      this.#drop(oldest);
    }
  }

  /** The pages that a project was decided about last; undefined where they made room. */
  get(key: string): readonly UpstreamPage[] | undefined {
    return this.#pages.get(key);
  }

  #drop(key: string): void {
    const pages = this.#pages.get(key);
    if (pages === undefined) return;
    this.#pages.delete(key);
    this.#files -= filesIn(pages);
  }
}

function filesIn(pages: readonly UpstreamPage[]): number {
  return pages.reduce((sum, { page }) => sum + page.files.length, 0);
}
