/** `1 file`, `2 files`; the plural is given where an `s` does not make it. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
