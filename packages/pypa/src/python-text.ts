/**
 * Python's `str` rules for white space, lines and digits.
 *
 * The packaging specifications are written in terms of Python's regular expressions and string
 * methods. JavaScript's `\s` and `trim` differ: they take U+FEFF, which Python does not, and leave
 * U+001C to U+001F and U+0085, which Python takes. Source: `str.isspace`, `str.splitlines` in
 * Python's Library Reference.
 */

/** Whether Python's `str.isspace` (and `\s`) holds for a UTF-16 code unit. */
export function isPythonSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
  if (code < 0x85) return false;
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Python's `str.strip()` without arguments. */
export function pythonStrip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isPythonSpace(text.charCodeAt(start))) start++;
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Whether a UTF-16 code unit is one of the ASCII digits `0` to `9`. */
export function isAsciiDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Lower-cases `A` to `Z` and nothing else: the specifications fold ASCII only. */
export function asciiLower(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : text;
}

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** Python's `str.splitlines()`: no empty line after a final line end. */
export function pythonSplitLines(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
