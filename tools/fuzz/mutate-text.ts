import { AWKWARD } from './awkward.ts';
import { type Draw, drawn } from './draw.ts';

type Change = (text: string, draw: Draw) => string;

/** One to four changes, most of them small: a reader that gives up at once proves little. */
export function mutateText(text: string, draw: Draw): string {
  let mutated = text;
  for (let times = 1 + draw(4); times > 0; times--)
    mutated = drawn(draw, draw(12) === 0 ? COARSE : FINE)(mutated, draw);
  return mutated;
}

/** The text with what stands between two places replaced. */
function splice(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** A random token: a word, a number, or one sign. */
function tokenAt(text: string, draw: Draw): readonly [from: number, to: number] {
  const at = draw(text.length + 1);
  let from = at;
  let to = at;
  while (from > 0 && at - from < 80 && isWord(text.charCodeAt(from - 1))) from--;
  while (to < text.length && to - at < 80 && isWord(text.charCodeAt(to))) to++;
  return [from, to === from ? Math.min(text.length, from + 1) : to];
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** A random line, with its end. */
function lineAt(text: string, draw: Draw): readonly [from: number, to: number] {
  const at = draw(text.length + 1);
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return at === 0 ? [0, end + 1] : [from, end < 0 ? text.length : end + 1];
}

const FINE: readonly Change[] = [
  function insertAwkward(text, draw) {
    const at = draw(text.length + 1);
    return splice(text, at, at, drawn(draw, AWKWARD));
  },
  function overwriteByAwkward(text, draw) {
    return splice(text, ...tokenAt(text, draw), drawn(draw, AWKWARD));
  },
  function deleteSome(text, draw) {
    const at = draw(text.length + 1);
    return splice(text, at, at + draw(8), '');
  },
  function duplicateSome(text, draw) {
    const at = draw(text.length + 1);
    const end = at + draw(60);
    return splice(text, end, end, text.slice(at, end));
  },
  function flipByte(text, draw) {
    const at = draw(text.length + 1);
    const flipped = (text.charCodeAt(at) || 32) ^ (1 << draw(8));
    return splice(text, at, at + 1, String.fromCharCode(flipped));
  },
  function deleteToken(text, draw) {
    return splice(text, ...tokenAt(text, draw), '');
  },
  function swapTokens(text, draw) {
    const one = tokenAt(text, draw);
    const other = tokenAt(text, draw);
    const [left, right] = one[0] <= other[0] ? [one, other] : [other, one];
    if (left[1] > right[0]) return text;
    const moved = splice(text, right[0], right[1], text.slice(left[0], left[1]));
    return splice(moved, left[0], left[1], text.slice(right[0], right[1]));
  },
  function copyToken(text, draw) {
    const [from, to] = tokenAt(text, draw);
    return splice(text, ...tokenAt(text, draw), text.slice(from, to));
  },
  function deleteLine(text, draw) {
    return splice(text, ...lineAt(text, draw), '');
  },
  function duplicateLine(text, draw) {
    const [from, to] = lineAt(text, draw);
    return splice(text, to, to, text.slice(from, to));
  },
  function moveLine(text, draw) {
    const [from, to] = lineAt(text, draw);
    const line = text.slice(from, to);
    const rest = splice(text, from, to, '');
    const [place] = lineAt(rest, draw);
    return splice(rest, place, place, line);
  },
  function hugeNumber(text, draw) {
    const digits = [...text.matchAll(/\d+/g)];
    const found = digits[draw(digits.length || 1)];
    if (found === undefined) return text;
    return splice(text, found.index, found.index + found[0].length, `${draw(10)}`.repeat(1 + draw(400)));
  },
];

const COARSE: readonly Change[] = [
  function cutOff(text, draw) {
    return text.slice(0, draw(text.length + 1));
  },
  function nestDeep(text, draw) {
    const at = draw(text.length + 1);
    const [open, close] = drawn(draw, NESTINGS);
    const depth = 1 + draw(400);
    return splice(text, at, at, open.repeat(depth) + (draw(2) === 0 ? close.repeat(depth) : ''));
  },
  function longLine(text, draw) {
    const at = draw(text.length + 1);
    return splice(text, at, at, drawn(draw, AWKWARD).repeat(1 + draw(500)));
  },
  function repeatLines(text, draw) {
    const [from, to] = lineAt(text, draw);
    return splice(
      text,
      to,
      to,
      text
        .slice(from, to)
        .slice(0, 500)
        .repeat(1 + draw(40)),
    );
  },
  function otherLineEnds(text, draw) {
    return text.replaceAll('\n', drawn(draw, ['\r\n', '\r', '\u2028', '\n\n']));
  },
  function upsideDown(text) {
    return text.split('\n').reverse().join('\n');
  },
  function asUtf16(text) {
    return Buffer.from(text.slice(0, 4000), 'utf16le').toString('latin1');
  },
];

const NESTINGS: readonly (readonly [open: string, close: string])[] = [
  ['[', ']'],
  ['{', '}'],
  ['(', ')'],
  ['{a = ', '}'],
  ['{"a":', '}'],
  ['- ', ''],
  ['((', '))'],
  ['a.', ''],
  ['"', '"'],
  ['$(', ')'],
  ['not ', ''],
];
