/** Longer texts are no names that anybody types: they are like nothing. */
const LONGEST = 100;

/**
 * How many letters have to be added, left out, exchanged, or swapped with their neighbor to make one text of the other
 * (optimal string alignment, after Damerau); `limit + 1` where it is more than the limit. Takes at most
 * 100 × (2 × limit + 1) steps.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > limit || a.length > LONGEST || b.length > LONGEST) return limit + 1;
  const far = limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, far));
  for (let row = 1; row <= a.length; row++) {
    const next = new Array<number>(b.length + 1).fill(far);
    if (row <= limit) next[0] = row;
    let least = next[0] ?? far;
    for (let column = Math.max(1, row - limit); column <= Math.min(b.length, row + limit); column++) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(
        (last[column - 1] ?? far) + (isSame ? 0 : 1),
        (last[column] ?? far) + 1,
        (next[column - 1] ?? far) + 1,
      );
      if (isSwap(a, b, row, column)) cost = Math.min(cost, (before[column - 2] ?? far) + 1);
      next[column] = Math.min(cost, far);
      least = Math.min(least, cost);
    }
    if (least > limit) return far;
    before = last;
    last = next;
  }
  return last[b.length] ?? far;
}

function isSwap(a: string, b: string, row: number, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
    a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
  );
}

/** The keys of a QWERTY keyboard; each row begins half a key further to the right. */
const ROWS = ['1234567890-', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Whether two letters lie beside each other on a keyboard, so that a finger takes one for the other. */
function areNeighbors(a: string, b: string): boolean {
  const [first, second] = [placeOf(a), placeOf(b)];
  if (first === undefined || second === undefined || a === b) return false;
  const [down, right] = [second.row - first.row, second.column - first.column];
  return down === 0 ? Math.abs(right) === 1 : Math.abs(down) === 1 && (right === 0 || right === (down === 1 ? -1 : 1));
}

function placeOf(letter: string): { readonly row: number; readonly column: number } | undefined {
  for (const [row, keys] of ROWS.entries()) {
    const column = letter === '' ? -1 : keys.indexOf(letter);
    if (column >= 0) return { row, column };
  }
  return undefined;
}

/**
 * Whether one slip of a finger makes one text of the other: a neighboring key, two letters swapped, or a
 * letter doubled or struck once too few.
 */
export function isSlip(a: string, b: string): boolean {
  if (a.length > LONGEST || b.length > LONGEST) return false;
  let start = 0;
  while (start < a.length && start < b.length && a.charAt(start) === b.charAt(start)) start++;
  if (a.length === b.length) {
    const [one, two] = [a.slice(start), b.slice(start)];
    if (one.slice(1) === two.slice(1)) return areNeighbors(one.charAt(0), two.charAt(0));
    const isSwapped = one.charAt(0) === two.charAt(1) && one.charAt(1) === two.charAt(0);
    return isSwapped && one.slice(2) === two.slice(2);
  }
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  const isOneMore = long.length === short.length + 1 && long.slice(start + 1) === short.slice(start);
  return isOneMore && start > 0 && long.charAt(start) === long.charAt(start - 1);
}
