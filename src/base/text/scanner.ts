import type { TextProblem } from './document.ts';
import { type TextLimits, textLimits } from './document.ts';
import { NextMark } from './next-mark.ts';
import { SpanStore } from './span-store.ts';

const KEY_SLOTS = 512;
/** Longer keys are not worth comparing with an earlier one. */
const SHARED_KEY = 32;

/**
 * What the readers of one text share: the text, how far it was read, the first problem, the spans.
 * A function that reads returns undefined once `problem` is set; its callers pass that on.
 */
export class Scanner {
  readonly text: string;
  readonly limits: TextLimits;
  readonly spans: SpanStore;
  readonly backslashes: NextMark;
  readonly lineFeeds: NextMark;
  pos = 0;
  problem: TextProblem | undefined = undefined;
  private values = 0;
  private readonly seenKeys: string[];

  /**
   * @param whole the scanner of the text that this one is a part of: it knows the keys
   * @param spans where places are noted; in a store of its own if absent
   */
  constructor(text: string, limits: Partial<TextLimits> | undefined, whole?: Scanner, spans?: SpanStore) {
    this.text = text;
    this.limits = textLimits(limits);
    this.spans = spans ?? new SpanStore(text.length);
    this.seenKeys = whole?.seenKeys ?? new Array<string>(KEY_SLOTS).fill('');
    this.backslashes = new NextMark(text, '\\');
    this.lineFeeds = new NextMark(text, '\n');
  }

  /** Notes the first problem. Returns undefined, so that a reader can `return scanner.fail(…)`. */
  fail(code: string, message: string, offset: number): undefined {
    this.problem ??= { code, message, offset };
    return undefined;
  }

  /** Counts a value; false when there are too many. */
  countValue(): boolean {
    if (++this.values <= this.limits.maxValues) return true;
    this.fail('too-many-values', `the text holds more than ${this.limits.maxValues} values`, this.pos);
    return false;
  }

  /** How many values were counted. */
  get valuesRead(): number {
    return this.values;
  }

  /** Counts values at once; false, and nothing counted, when there would be too many. */
  takeValues(count: number): boolean {
    if (this.values + count > this.limits.maxValues) return false;
    this.values += count;
    return true;
  }

  /** Checks that containers may nest this deep. */
  allowDepth(depth: number, offset: number): boolean {
    if (depth <= this.limits.maxDepth) return true;
    this.fail('too-deep', `values nest deeper than ${this.limits.maxDepth} levels`, offset);
    return false;
  }

  /** Whether the text itself is within the limit. */
  allowLength(): boolean {
    if (this.text.length <= this.limits.maxBytes) return true;
    this.fail('too-large', `the text is larger than ${this.limits.maxBytes} bytes`, 0);
    return false;
  }

  /**
   * The text from `start` to `end` as a key. Lock files repeat a dozen keys ten thousand times: the
   * same string is handed out again, which spares its allocation and its hash.
   */
  key(start: number, end: number): string {
    const text = this.text;
    const length = end - start;
    if (length === 0 || length > SHARED_KEY) return text.slice(start, end);
    const first = text.charCodeAt(start);
    const last = text.charCodeAt(end - 1);
    const slot = (first * 31 + last * 7 + length) & (KEY_SLOTS - 1);
    const seen = this.seenKeys[slot];
    if (seen !== undefined && seen.length === length) {
      let at = 0;
      while (at < length && seen.charCodeAt(at) === text.charCodeAt(start + at)) at++;
      if (at === length) return seen;
    }
    // A name read back from an object is the engine's own copy of it, which property access finds at once.
    const key = Object.keys({ [text.slice(start, end)]: 0 })[0] ?? '';
    this.seenKeys[slot] = key;
    return key;
  }
}
