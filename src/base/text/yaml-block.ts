import { BareRecord } from './bare-record.ts';
import { findControlCharacter } from './control-character.ts';
import type { Scanner } from './scanner.ts';
import { NO_ROW } from './span-store.ts';
import type { YamlMapping, YamlValue } from './yaml-value.ts';

/** What no plain text may begin with; `-`, `?` and `:` may where no blank follows. */
const INDICATORS = new Set(',[]{}#&*!|>\'"%@`');
const NULL = /^(?:~|null|Null|NULL)$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const NUMBER = /^[-+]?(?:[0-9]+|\.[0-9]+|[0-9]+\.[0-9]*)$/;
/** Numbers that are left to the library: exponents, other bases, infinities, and more digits than are certain. */
const ODD_NUMBER =
  /^[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|\.(?:inf|Inf|INF|nan|NaN|NAN)|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)$/;
const MOST_DIGITS = 15;

/** A value and where it stands. */
interface Placed {
  readonly value: YamlValue;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the part of YAML that lock tools write: block mappings and sequences, plain and quoted texts of one
 * line, plain ones of several, `[]` and `{}`, comments on lines of their own. Everything else, every fault
 * included, makes the answer undefined: then the whole text is for the library, whose values these are.
 * Linear; some thirty times as fast as the library.
 */
export function readBlockYaml(scanner: Scanner): YamlValue | undefined {
  if (findControlCharacter(scanner.text) >= 0 || /[\t\ufeff]/.test(scanner.text)) return undefined;
  return new BlockReader(scanner).document();
}

class BlockReader {
  readonly #scanner: Scanner;
  readonly #text: string;
  /** The line being read, or what is left of it: its column, where its content begins and ends. */
  #indent = -1;
  #start = 0;
  #end = 0;
  /** Where the line after it begins. */
  #next = 0;
  /** Whether blank lines or comments stood before it. */
  #apart = false;
  /** End of the last value. */
  #last = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#text = scanner.text;
  }

  document(): YamlValue | undefined {
    this.#advance();
    if (this.#indent === 0 && this.#text.slice(this.#start, this.#end) === '---') this.#advance();
    if (this.#indent !== 0) return undefined;
    const root = this.#block(0, 0);
    return root === undefined || this.#indent >= 0 ? undefined : root.value;
  }

  /** Goes to the next line that holds something; the indent is -1 at the end of the text. */
  #advance(): void {
    const text = this.#text;
    this.#apart = false;
    while (this.#next < text.length) {
      const from = this.#next;
      const feed = text.indexOf('\n', from);
      let end = feed < 0 ? text.length : feed;
      this.#next = end + 1;
      if (end > from && text.charCodeAt(end - 1) === 13) end--;
      while (end > from && text.charCodeAt(end - 1) === 32) end--;
      let start = from;
      while (start < end && text.charCodeAt(start) === 32) start++;
      if (start === end || text.charCodeAt(start) === 35) {
        this.#apart = true;
        continue;
      }
      this.#indent = start - from;
      this.#start = start;
      this.#end = end;
      return;
    }
    this.#indent = -1;
  }

  /** A mapping or sequence that begins on this line at this column. */
  #block(indent: number, depth: number): Placed | undefined {
    if (!this.#scanner.countValue() || !this.#scanner.allowDepth(depth + 1, this.#start)) return undefined;
    return this.#isItem() ? this.#sequence(indent, depth + 1) : this.#mapping(indent, depth + 1);
  }

  #isItem(): boolean {
    const { length } = this.#text;
    return (
      this.#text.charCodeAt(this.#start) === 45 &&
      (this.#start + 1 >= this.#end || this.#start + 1 >= length || this.#text.charCodeAt(this.#start + 1) === 32)
    );
  }

  #sequence(indent: number, depth: number): Placed | undefined {
    const { spans } = this.#scanner;
    const start = this.#start;
    const values: YamlValue[] = [];
    let last = NO_ROW;
    while (this.#indent === indent && this.#isItem()) {
      let at = this.#start + 1;
      while (at < this.#end && this.#text.charCodeAt(at) === 32) at++;
      let item: Placed | undefined;
      if (at >= this.#end) item = this.#nested(indent, depth);
      else {
        this.#indent += at - this.#start;
        this.#start = at;
        item = this.#isItem() || this.#keyEnd() >= 0 ? this.#block(this.#indent, depth) : this.#scalar(indent);
      }
      if (item === undefined) return undefined;
      values.push(item.value);
      last = spans.element(last, item.start, item.end);
    }
    spans.close(values, last);
    return { value: values, start, end: this.#last };
  }

  /** What stands under a dash or a key: more to the right, on the lines that follow. */
  #nested(indent: number, depth: number): Placed | undefined {
    this.#advance();
    if (this.#indent <= indent) return undefined;
    return this.#isItem() || this.#keyEnd() >= 0 ? this.#block(this.#indent, depth) : undefined;
  }

  #mapping(indent: number, depth: number): Placed | undefined {
    const { spans } = this.#scanner;
    const start = this.#start;
    const members: YamlMapping = new BareRecord<YamlValue>();
    let last = NO_ROW;
    while (this.#indent === indent && !this.#isItem()) {
      const keyStart = this.#start;
      const keyEnd = this.#keyEnd();
      const key = keyEnd < 0 ? undefined : this.#key(keyStart, keyEnd);
      // A key that stands twice is the library's to refuse.
      if (key === undefined || members[key] !== undefined) return undefined;
      let at = keyEnd + 1;
      while (at < this.#end && this.#text.charCodeAt(at) === 32) at++;
      let value: Placed | undefined;
      if (at < this.#end) {
        this.#start = at;
        value = this.#isItem() ? undefined : this.#scalar(indent);
      } else value = this.#under(indent, depth);
      if (value === undefined) return undefined;
      members[key] = value.value;
      last = spans.entry(last, key, keyStart, keyEnd, value.start, value.end);
    }
    spans.close(members, last);
    return { value: members, start, end: this.#last };
  }

  /** The block under a key: a sequence may stand at the key's own column. */
  #under(indent: number, depth: number): Placed | undefined {
    this.#advance();
    if (this.#indent === indent && this.#isItem()) return this.#block(indent, depth);
    if (this.#indent <= indent) return undefined;
    return this.#isItem() || this.#keyEnd() >= 0 ? this.#block(this.#indent, depth) : undefined;
  }

  /** Where the key that the rest of the line begins with ends; -1 where it is no key. */
  #keyEnd(): number {
    // Of the line alone: a search of the text would go to its end for every line.
    const line = this.#text.slice(this.#start, this.#end);
    const first = line.charAt(0);
    if (first === '"' || first === "'") {
      const close = line.indexOf(first, 1);
      const at = this.#start + close + 1;
      return close > 0 && line.charAt(close + 1) === ':' && this.#endsKey(at) ? at : -1;
    }
    for (let at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1)) {
      if (this.#endsKey(this.#start + at)) return this.#start + at;
    }
    return -1;
  }

  #endsKey(colon: number): boolean {
    return colon + 1 >= this.#end || this.#text.charCodeAt(colon + 1) === 32;
  }

  #key(start: number, end: number): string | undefined {
    const first = this.#text.charAt(start);
    if (first === '"' || first === "'") {
      const key = this.#text.slice(start + 1, end - 1);
      return first === '"' && key.includes('\\') ? undefined : key;
    }
    if (!this.#isPlain(start, end) || this.#text.charCodeAt(end - 1) === 32) return undefined;
    const key = this.#scanner.key(start, end);
    return NULL.test(key) ? undefined : key;
  }

  /** Whether this stretch of a line is plain text, as far as its beginning and comments go. */
  #isPlain(start: number, end: number): boolean {
    const text = this.#text;
    const first = text.charAt(start);
    if (start >= end || INDICATORS.has(first)) return false;
    if ((first === '-' || first === '?' || first === ':') && (start + 1 >= end || text.charAt(start + 1) === ' '))
      return false;
    if (this.#indent === 0 && (text.startsWith('---', start) || text.startsWith('...', start))) return false;
    // Of the line alone: a search of the text would go to its end for every line.
    return !text.slice(start, end).includes(' #');
  }

  /** The rest of the line as a scalar, with the lines that continue it; goes to the line after. */
  #scalar(indent: number): Placed | undefined {
    if (!this.#scanner.countValue()) return undefined;
    const start = this.#start;
    const end = this.#end;
    const first = this.#text.charAt(start);
    const quote = first === '"' || first === "'";
    const value = quote ? this.#quoted(start, end) : this.#plain(start, end);
    if (value === undefined) return undefined;
    this.#last = end;
    this.#advance();
    if (this.#indent <= indent) return { value, start, end };
    if (quote || typeof value === 'object') return undefined;
    return this.#continued(indent, start, end);
  }

  #quoted(start: number, end: number): string | undefined {
    const text = this.#text;
    const quote = text.charAt(start);
    if (end - start < 2 || text.charAt(end - 1) !== quote) return undefined;
    const inner = text.slice(start + 1, end - 1);
    return inner.includes(quote) || (quote === '"' && inner.includes('\\')) ? undefined : inner;
  }

  #plain(start: number, end: number): YamlValue | undefined {
    const text = this.#text.slice(start, end);
    if (text === '[]' || text === '{}') return this.#empty(text);
    if (!this.#isPlain(start, end) || text.includes(': ') || text.endsWith(':')) return undefined;
    const code = text.charCodeAt(0);
    // Words that stand for values begin with one of a few letters, numbers with a digit, a sign or a dot.
    if (code < 58 && NUMBER.test(text)) return text.length > MOST_DIGITS ? undefined : Number(text);
    if (code < 58 && ODD_NUMBER.test(text)) return undefined;
    if (text.length > 5) return text;
    if (NULL.test(text)) return null;
    if (TRUE.test(text)) return true;
    return FALSE.test(text) ? false : text;
  }

  #empty(text: string): YamlValue | undefined {
    const { spans, limits } = this.#scanner;
    if (limits.maxDepth < 1) return undefined;
    const value = text === '[]' ? [] : new BareRecord<YamlValue>();
    spans.close(value, NO_ROW);
    return value;
  }

  /** Plain text over several lines: each break is a blank. */
  #continued(indent: number, start: number, end: number): Placed | undefined {
    const parts = [this.#text.slice(start, end)];
    let last = end;
    while (this.#indent > indent) {
      const line = this.#text.slice(this.#start, this.#end);
      if (this.#apart || !this.#isPlain(this.#start, this.#end) || line.includes(': ') || line.endsWith(':'))
        return undefined;
      if (/^[-?:]/.test(line)) return undefined;
      parts.push(line);
      last = this.#end;
      this.#advance();
    }
    this.#last = last;
    return { value: parts.join(' '), start, end: last };
  }
}
