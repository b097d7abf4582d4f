import { bindingsOf } from './python-bindings.ts';
import { type PythonToken, pythonString } from './python-tokens.ts';

/** A value of Python source that can be read without running it, or what cannot. */
export type PythonValue =
  | { readonly kind: 'string'; readonly text: string; readonly offset: number; readonly place: (at: number) => number }
  | { readonly kind: 'list'; readonly items: readonly PythonValue[]; readonly offset: number }
  | {
      readonly kind: 'dict';
      readonly entries: readonly { readonly key: PythonValue; readonly value: PythonValue }[];
      readonly offset: number;
    }
  | { readonly kind: 'none'; readonly offset: number }
  | { readonly kind: 'unknown'; readonly offset: number };

/** Values that one file may make: sums of sums would double without end. */
const MOST_VALUES = 20_000;
/** Nesting of values and of names that stand for names. */
const MOST_DEPTH = 100;

/** One argument of a call. */
export interface PythonArgument {
  /** `undefined` for one by position; `*` and `**` for unpacked ones. */
  readonly name: string | undefined;
  readonly value: PythonValue;
}

/**
 * Reads expressions of a Python file that are made of literals alone: texts (those side by side joined),
 * lists, tuples, sets and dicts, `dict(a=…)`, sums, and names that are bound exactly once, at the left
 * margin, to such an expression. Nothing is run; whatever else stands there is unknown.
 */
export class PythonLiterals {
  readonly tokens: readonly PythonToken[];
  /** Where each bracket's other half is, by token. */
  readonly #closing = new Map<number, number>();
  readonly #bindings: ReadonlyMap<string, number>;
  readonly #values = new Map<string, PythonValue>();
  #made = 0;
  #at = 0;

  constructor(tokens: readonly PythonToken[]) {
    this.tokens = tokens;
    const open: number[] = [];
    for (const [i, { kind, text }] of tokens.entries()) {
      if (kind !== 'operator') continue;
      if (text === '(' || text === '[' || text === '{') open.push(i);
      else if (text === ')' || text === ']' || text === '}') {
        const start = open.pop();
        if (start !== undefined) this.#closing.set(start, i);
      }
    }
    this.#bindings = bindingsOf(tokens, this.#closing);
  }

  /** The arguments of the call whose opening bracket is this token; undefined when it does not close. */
  arguments(open: number): PythonArgument[] | undefined {
    const close = this.#closing.get(open);
    if (close === undefined) return undefined;
    this.#at = open + 1;
    return this.#arguments(close, 0);
  }

  #arguments(close: number, depth: number): PythonArgument[] {
    const found: PythonArgument[] = [];
    while (this.#at < close) {
      const token = this.tokens[this.#at];
      const isNamed = token?.kind === 'name' && this.#is('=', this.#at + 1);
      const stars = token?.text === '*' || token?.text === '**' ? token.text : undefined;
      if (isNamed) this.#at += 2;
      else if (stars !== undefined) this.#at++;
      found.push({ name: isNamed ? token.text : stars, value: this.#expression(close, depth) });
      if (this.#is(',', this.#at)) this.#at++;
    }
    this.#at = close + 1;
    return found;
  }

  /** One expression; leaves the reader at what ends it: a comma, a colon, or `end`. */
  #expression(end: number, depth: number): PythonValue {
    const offset = this.tokens[this.#at]?.offset ?? 0;
    let value = this.#whole(end, depth);
    while (this.#at < end && this.#is('+', this.#at)) {
      this.#at++;
      value = this.#sum(value, this.#whole(end, depth));
    }
    const isWhole = this.#at >= end || this.#is(',', this.#at) || this.#is(':', this.#at);
    if (isWhole) return value;
    while (this.#at < end && !this.#is(',', this.#at) && !this.#is(':', this.#at)) this.#skip();
    return { kind: 'unknown', offset };
  }

  /** An operand with what is called on it, taken out of it or looked up in it: that makes it unknown. */
  #whole(end: number, depth: number): PythonValue {
    let value = this.#operand(end, depth);
    while (this.#at < end && (this.#is('.', this.#at) || this.#is('(', this.#at) || this.#is('[', this.#at))) {
      value = { kind: 'unknown', offset: value.offset };
      if (this.#is('.', this.#at)) this.#at++;
      this.#skip();
    }
    return value;
  }

  #operand(end: number, depth: number): PythonValue {
    const token = this.tokens[this.#at];
    const offset = token?.offset ?? 0;
    const unknown: PythonValue = { kind: 'unknown', offset };
    if (token === undefined || this.#at >= end) return unknown;
    if (depth > MOST_DEPTH || ++this.#made > MOST_VALUES) {
      this.#skip();
      return unknown;
    }
    if (token.kind === 'string') return this.#strings(end);
    const close = this.#closing.get(this.#at);
    if (close !== undefined && close <= end) {
      if (token.text === '[') return this.#list(close, depth);
      if (token.text === '{') return this.#braces(close, depth);
      return this.#parentheses(close, depth);
    }
    if (token.kind !== 'name') {
      this.#skip();
      return unknown;
    }
    this.#at++;
    if (token.text === 'None') return { kind: 'none', offset };
    const call = this.#is('(', this.#at) ? this.#closing.get(this.#at) : undefined;
    if (token.text === 'dict' && call !== undefined) return this.#dictCall(call, offset, depth);
    return call === undefined ? this.#named(token.text, offset, depth) : unknown;
  }

  /** Texts side by side are one. */
  #strings(end: number): PythonValue {
    const first = this.tokens[this.#at];
    const parts: string[] = [];
    let isKnown = true;
    let plainStart: number | undefined;
    for (; this.#at < end; this.#at++) {
      const token = this.tokens[this.#at];
      if (token?.kind !== 'string') break;
      const read = pythonString(token.text);
      if (read === undefined) isKnown = false;
      else {
        // Inside a single text without escapes, places are exact.
        const isPlain = parts.length === 0 && token.text.startsWith(read.text, read.start);
        plainStart = isPlain ? token.offset + read.start : undefined;
        parts.push(read.text);
      }
    }
    const offset = first?.offset ?? 0;
    if (!isKnown) return { kind: 'unknown', offset };
    const start = plainStart;
    const place = (at: number) => (at === 0 || start === undefined ? offset : start + at);
    return { kind: 'string', text: parts.join(''), offset, place };
  }

  #list(close: number, depth: number): PythonValue {
    const offset = this.tokens[this.#at]?.offset ?? 0;
    this.#at++;
    return { kind: 'list', items: this.#items(close, depth), offset };
  }

  #items(close: number, depth: number): PythonValue[] {
    const items: PythonValue[] = [];
    while (this.#at < close) {
      const isUnpacked = this.#is('*', this.#at);
      if (isUnpacked) this.#at++;
      const value = this.#expression(close, depth + 1);
      if (isUnpacked && value.kind === 'list') for (const item of value.items) items.push(item);
      else items.push(isUnpacked ? { kind: 'unknown', offset: value.offset } : value);
      if (this.#is(',', this.#at) || this.#is(':', this.#at)) this.#at++;
    }
    this.#at = close + 1;
    return items;
  }

  /** A value in parentheses is itself; with a comma, or empty, it is a tuple. */
  #parentheses(close: number, depth: number): PythonValue {
    const offset = this.tokens[this.#at]?.offset ?? 0;
    const isTuple = this.#at + 1 === close || this.#is(',', close - 1);
    this.#at++;
    const items = this.#items(close, depth);
    const [only, ...others] = items;
    return only !== undefined && others.length === 0 && !isTuple ? only : { kind: 'list', items, offset };
  }

  /** A dict, or a set. */
  #braces(close: number, depth: number): PythonValue {
    const offset = this.tokens[this.#at]?.offset ?? 0;
    this.#at++;
    const entries: { key: PythonValue; value: PythonValue }[] = [];
    const items: PythonValue[] = [];
    while (this.#at < close) {
      const isUnpacked = this.#is('**', this.#at);
      if (isUnpacked) this.#at++;
      const key = this.#expression(close, depth + 1);
      if (isUnpacked && key.kind === 'dict') for (const entry of key.entries) entries.push(entry);
      else if (isUnpacked) entries.push({ key, value: { kind: 'unknown', offset: key.offset } });
      else if (this.#is(':', this.#at)) {
        this.#at++;
        entries.push({ key, value: this.#expression(close, depth + 1) });
        while (this.#is(':', this.#at)) this.#skip();
      } else items.push(key);
      if (this.#is(',', this.#at)) this.#at++;
    }
    this.#at = close + 1;
    if (items.length === 0) return { kind: 'dict', entries, offset };
    return entries.length === 0 ? { kind: 'list', items, offset } : { kind: 'unknown', offset };
  }

  #dictCall(close: number, offset: number, depth: number): PythonValue {
    this.#at++;
    const given = this.#arguments(close, depth + 1);
    const entries = given.flatMap(({ name, value }) => {
      if ((name === '**' || name === undefined) && value.kind === 'dict') return value.entries;
      const key: PythonValue =
        name === undefined || name.startsWith('*')
          ? { kind: 'unknown', offset: value.offset }
          : { kind: 'string', text: name, offset: value.offset, place: () => value.offset };
      return [{ key, value }];
    });
    return { kind: 'dict', entries, offset };
  }

  /** What a name stands for, read once; while it is read, and within too many names, it is unknown. */
  #named(name: string, offset: number, depth: number): PythonValue {
    const known = this.#values.get(name);
    if (known !== undefined) {
      this.#made += sizeOf(known);
      return this.#made > MOST_VALUES ? { kind: 'unknown', offset } : known;
    }
    const start = this.#bindings.get(name);
    if (start === undefined) return { kind: 'unknown', offset };
    this.#values.set(name, { kind: 'unknown', offset });
    const back = this.#at;
    this.#at = start;
    const value = this.#expression(this.#statementEnd(start), depth + 1);
    this.#at = back;
    this.#values.set(name, value);
    return value;
  }

  #statementEnd(start: number): number {
    let at = start;
    while (at < this.tokens.length && this.tokens[at]?.kind !== 'newline') at = (this.#closing.get(at) ?? at) + 1;
    return at;
  }

  #sum(left: PythonValue, right: PythonValue): PythonValue {
    const { offset } = left;
    if (left.kind === 'string' && right.kind === 'string' && left.text.length + right.text.length < MOST_VALUES) {
      this.#made += (left.text.length + right.text.length) >> 5;
      return { kind: 'string', text: left.text + right.text, offset, place: () => offset };
    }
    if (left.kind !== 'list' && right.kind !== 'list') return { kind: 'unknown', offset };
    const items = [left, right].flatMap((side) => (side.kind === 'list' ? side.items : [side]));
    this.#made += items.length;
    return { kind: 'list', items, offset };
  }

  #is(text: string, at: number): boolean {
    const token = this.tokens[at];
    return token?.kind === 'operator' && token.text === text;
  }

  /** Over one token, or over a bracket and all that is in it. */
  #skip(): void {
    this.#at = (this.#closing.get(this.#at) ?? this.#at) + 1;
  }
}

function sizeOf(value: PythonValue): number {
  return value.kind === 'list' ? value.items.length : value.kind === 'dict' ? value.entries.length : 1;
}
