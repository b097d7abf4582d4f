import { lazy } from '../base/lazy.ts';

/** Our own color sequences (`palette.ts`); no other escape reaches a line, for text from outside is neutral. */
const COLOR = /\u001b\[\d{1,2}m/g;

/** Marks that stand on the character before them, and variation selectors; made when needed, for its tables take long to build. */
const combining = lazy(() => /[\p{Mn}\p{Me}]/u);

/**
 * First and last of the ranges that fill two columns of a terminal: East Asian wide and full-width
 * forms and emoji, rounded to blocks. Source: UAX #11.
 */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x26bd, 0x26be],
  [0x26d4, 0x26d4],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2753, 0x2755],
  [0x2757, 0x2757],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1b000, 0x1b2ff],
  [0x1f18e, 0x1f19a],
  [0x1f200, 0x1f2ff],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns that a neutral text fills on a terminal; color sequences fill none. */
export function displayWidth(text: string): number {
  // Printable ASCII, dashes, quotes, ellipses and arrows, which nearly all text is, need no table.
  if (/^[ -~\u2010-\u2027\u2190-\u21ff]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text.replace(COLOR, '')) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (combining().test(character)) return 0;
  let [low, high] = [0, WIDE.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((WIDE[middle]?.[1] ?? 0) < point) low = middle + 1;
    else high = middle;
  }
  return point >= (WIDE[low]?.[0] ?? Infinity) ? 2 : 1;
}
