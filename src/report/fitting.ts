/** A part of an output that may be shortened: whole items are left out, from the end. */
export interface Section {
  readonly head: string;
  /** A line or several each; a section without any is not printed. */
  readonly items: readonly string[];
  readonly tail?: string;
}

/** An output and the room that there is for it. */
export interface Fitting {
  readonly title: string;
  readonly sections: readonly Section[];
  readonly close: string;
  /** What is said of items that are left out, after their number. */
  readonly left: string;
  /** UTF-16 units of the whole. */
  readonly most: number;
}

/** Room kept for the words that say what is left out, of each section. */
const RESERVE = 200;

/**
 * Puts sections together, a blank line between them, in at most `most` units: what comes first is kept
 * first, items are left out whole, and each section says how many.
 */
export function fitting({ title, sections, close, left, most }: Fitting): string {
  const filled = sections.filter(({ items }) => items.length > 0);
  const ending = close === '' ? '' : `\n\n${close}`;
  let room = most - title.length - ending.length - filled.length * RESERVE;
  const parts: string[] = [];
  for (const { head, items, tail } of filled) {
    const frame = head.length + (tail?.length ?? 0) + 3;
    const shown: string[] = [];
    let used = frame;
    for (const item of items) {
      if (used + item.length + 1 > room) break;
      used += item.length + 1;
      shown.push(item);
    }
    const more = items.length - shown.length;
    const word = more === 0 ? [] : [`\n${more} of ${items.length} ${left}`];
    if (shown.length > 0) room -= used;
    const lines = shown.length === 0 ? word : [head, ...shown, ...(tail === undefined ? [] : [tail]), ...word];
    parts.push(lines.join('\n').trim());
  }
  return `${cutTo([title, ...parts].join('\n\n'), most - ending.length - 1)}${ending}\n`;
}

/** The last resort, for a title or an ending that is too long by itself. */
function cutTo(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, Math.max(0, most)).toWellFormed();
}
