import { TomlDateTime, type TomlTable, type TomlValue } from '../src/toml-value.ts';

/**
 * A reader for the part of TOML that this package writes: basic strings on one line, inline tables,
 * arrays, table headers. Throws on anything else, so that a text that breaks out of its string is
 * seen. The differential run reads the same texts with Python's `tomllib`.
 */
export function readSmallToml(text: string): TomlTable {
  return new Reader(text).document();
}

function emptyTable(): TomlTable {
  return Object.create(null);
}

class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): TomlTable {
    const root = emptyTable();
    let table = root;
    for (this.skip(true); this.at < this.text.length; this.skip(true)) {
      if (this.text[this.at] === '[') table = this.header(root);
      else this.pair(table);
      this.skip(false);
      if (this.at < this.text.length) this.expect('\n');
    }
    return root;
  }

  header(root: TomlTable): TomlTable {
    const isArray = this.text.startsWith('[[', this.at);
    this.expect(isArray ? '[[' : '[');
    let table = root;
    for (;;) {
      const key = this.key();
      const last = this.text[this.at] === ']';
      const known = table[key];
      if (last && isArray) {
        const list: TomlValue[] = Array.isArray(known) ? known : [];
        table[key] = list;
        table = emptyTable();
        list.push(table);
      } else {
        const inner = Array.isArray(known) ? known.at(-1) : known;
        if (
          inner !== undefined &&
          (typeof inner !== 'object' || Array.isArray(inner) || inner instanceof TomlDateTime)
        ) {
          this.fail();
        }
        if (inner === undefined) table[key] = emptyTable();
        table = inner ?? (table[key] as TomlTable);
      }
      if (last) break;
      this.expect('.');
    }
    this.expect(isArray ? ']]' : ']');
    return table;
  }

  pair(table: TomlTable): void {
    const key = this.key();
    if (key in table) this.fail();
    this.expect(' = ');
    table[key] = this.value();
  }

  key(): string {
    return this.text[this.at] === '"' ? this.string() : this.match(/[A-Za-z0-9_-]+/y);
  }

  value(): TomlValue {
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === '[') return this.list('[', ']', () => this.value());
    if (first === '{') {
      const table = emptyTable();
      this.list('{', '}', () => this.pair(table));
      return table;
    }
    const word = this.match(/[^\s,\]}]+(?: \d\d:[^\s,\]}]+)?/y);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'inf' || word === '-inf') return word === 'inf' ? Infinity : -Infinity;
    if (/^-?(?:\d|[1-9]\d+)$/.test(word)) return Number.isSafeInteger(Number(word)) ? Number(word) : BigInt(word);
    if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(word)) return Number(word);
    return /^\d{4}-\d\d-\d\d|^\d\d:/.test(word) ? new TomlDateTime(word, 'offset-date-time') : this.fail();
  }

  list<T>(open: string, close: string, item: () => T): T[] {
    this.expect(open);
    const items: T[] = [];
    for (this.skip(open === '['); this.text[this.at] !== close; this.skip(open === '[')) {
      items.push(item());
      if (this.text[this.at] === close) break;
      this.expect(',');
    }
    this.expect(close);
    return items;
  }

  string(): string {
    const written = this.match(/"(?:[^"\\\u0000-\u0008\u000a-\u001f\u007f]|\\(?:[btnfr"\\]|u[0-9a-fA-F]{4}))*"/y);
    return JSON.parse(written.replaceAll('\t', '\\t'));
  }

  match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? this.fail();
    this.at += found.length;
    return found;
  }

  skip(lines: boolean): void {
    while (this.text[this.at] === ' ' || (lines && this.text[this.at] === '\n')) this.at++;
  }

  expect(text: string): void {
    if (!this.text.startsWith(text, this.at)) this.fail();
    this.at += text.length;
  }

  fail(): never {
    throw new Error(`no small TOML at ${this.at}: ${JSON.stringify(this.text.slice(this.at, this.at + 40))}`);
  }
}
