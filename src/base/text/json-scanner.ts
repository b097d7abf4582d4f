import type { TextLimits } from './document.ts';
import { NextMark } from './next-mark.ts';
import { Scanner } from './scanner.ts';

/** A scanner that also knows the control characters which are white space outside strings and wrong inside. */
export class JsonScanner extends Scanner {
  private readonly tabs: NextMark;
  private readonly returns: NextMark;

  constructor(text: string, limits: Partial<TextLimits> | undefined) {
    super(text, limits);
    this.tabs = new NextMark(text, '\t');
    this.returns = new NextMark(text, '\r');
  }

  /** Where the next tab, line feed or carriage return is, the text's length when there is none. */
  whitespaceControl(from: number): number {
    return Math.min(this.tabs.from(from), this.lineFeeds.from(from), this.returns.from(from));
  }
}
