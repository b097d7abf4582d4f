import { neutralize } from '../base/text/neutral.ts';
import type { ReportLocation } from '../contract/report.ts';
import type { RenderOptions } from './format.ts';
import { type Palette, palette } from './palette.ts';
import { wrap } from './wrap.ts';

/** Columns when nobody says how many there are. */
const DEFAULT_WIDTH = 80;
/** Below this a broken line reads worse than one that the terminal breaks. */
const LEAST_WIDTH = 40;
/** Longer lines are hard to read, however wide the terminal is. */
const MOST_WIDTH = 140;
/** Places of one thing that are printed. */
const MAX_PLACES = 5;

/** How the text report sets its lines: the width and the colors that there are. */
export class TextLayout {
  readonly paint: Palette;
  readonly #width: number;

  constructor({ color, width = DEFAULT_WIDTH }: RenderOptions) {
    this.paint = palette(color);
    this.#width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width));
  }

  /** Neutral text, indented; broken lines are indented by two more. */
  line(indent: number, text: string): string {
    const first = ' '.repeat(indent);
    return wrap(text, { width: this.#width, first, rest: `${first}  ` });
  }

  /** As {@link line}, all lines indented alike; at most `lines` of them. */
  paragraph(indent: number, text: string, lines: number): string {
    const margin = ' '.repeat(indent);
    return wrap(text, { width: this.#width, first: margin, rest: margin, lines });
  }

  /** Where something stands, a line each; how many more there are, if there are many. */
  places(locations: readonly ReportLocation[]): string[] {
    const shown = locations
      .slice(0, MAX_PLACES)
      .map(({ path, line, column }) => `  ${this.paint.dim('-->')} ${neutralize(path)}:${line}:${column}`);
    const more = locations.length - shown.length;
    return more > 0 ? [...shown, `      and ${more} more places`] : shown;
  }
}
