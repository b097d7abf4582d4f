/** The few ways in which text reports set words apart. Each is a pair of escape sequences, or nothing. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly unsure: (text: string) => string;
}

function sgr(open: number, close: number): (text: string) => string {
  return (text) => `\u001b[${open}m${text}\u001b[${close}m`;
}

const plain = (text: string): string => text;

/** A palette with color, or one that leaves every text as it is. */
export function palette(color: boolean): Palette {
  return color
    ? { bold: sgr(1, 22), dim: sgr(2, 22), bad: sgr(31, 39), good: sgr(32, 39), unsure: sgr(33, 39) }
    : { bold: plain, dim: plain, bad: plain, good: plain, unsure: plain };
}
