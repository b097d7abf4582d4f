import type { Asker } from './ask.ts';

/** How often a page was given. */
interface PageCount {
  readonly name: string;
  readonly view: string;
  times: number;
}

/** How often pages were given, and to whom, until it is written down. What is counted again costs two looks, and no text. */
export class PageCounts {
  readonly #byAsker = new Map<Asker, Map<string, PageCount>>();
  #size = 0;

  /** Pages of different projects, views and askers: an asker on two connections counts as two. */
  get size(): number {
    return this.#size;
  }

  /** A page was given. */
  add(name: string, view: string, asker: Asker): void {
    let counts = this.#byAsker.get(asker);
    if (counts === undefined) {
      counts = new Map();
      this.#byAsker.set(asker, counts);
    }
    const key = view === '' ? name : `${view}/${name}`;
    const count = counts.get(key);
    if (count === undefined) {
      counts.set(key, { name, view, times: 1 });
      this.#size++;
    } else count.times++;
  }

  /** Everything that was counted, which begins anew: `name view principal address client times`, a blank between each. */
  take(): string[] {
    const lines = new Map<string, number>();
    for (const [{ principal, address, client }, counts] of this.#byAsker)
      for (const { name, view, times } of counts.values()) {
        const line = `${name} ${view} ${principal} ${address} ${client}`;
        lines.set(line, (lines.get(line) ?? 0) + times);
      }
    this.#byAsker.clear();
    this.#size = 0;
    return [...lines].map(([line, times]) => `${line} ${times}`);
  }
}
