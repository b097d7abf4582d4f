import type { Tape } from './tape.ts';

const KEYS = [
  'a',
  'b',
  'c',
  'key',
  '1',
  '-',
  '__proto__',
  'constructor',
  '"q r"',
  "'x.y'",
  '""',
  '"\\u0061"',
  'd',
  'e',
];
const STRINGS = [
  '"text"',
  '""',
  "'lit'",
  "''",
  '"\\t\\"\\\\ \\n"',
  '"\\u00e9\\U0001F40D"',
  '"é漢🐍"',
  "'\\d'",
  '"""a\nb"""',
  '"""\n\\\n   x\n"""',
  "'''\n'a''b\n'''",
  '"""q"""""',
  "'''''''''",
  '"""\\"""e"""',
  '"#"',
  '"a\tb"',
  '"""a\r\nb"""',
  "'''x\r\n'''",
  '"""\r\n  y \\ \r\n z"""',
  '"""a\\  \n\n  b"""',
];
const STRINGS_1_1 = ['"\\e[0m"', '"\\x41\\xff"', '"""\\x7e"""'];
const SCALARS = [
  'true',
  'false',
  '0',
  '-0',
  '+7',
  '42',
  '1_000',
  '0xdead_BEEF',
  '0o755',
  '0b1010',
  '9007199254740991',
  '9007199254740993',
  '-9223372036854775808',
  '9223372036854775807',
  '9223372036854775808',
  '0x7fffffffffffffff',
  '0x000000000000000000001',
  '1.5',
  '-0.0',
  '6.02e23',
  '1e5',
  '5E-3',
  '1_0.0_1',
  'inf',
  '-inf',
  'nan',
  '+nan',
  '3.0',
  '1e400',
  '01',
  '1.',
  '.5',
  '1__0',
  '0x',
  '1e',
  '+0x1',
  '-',
  'True',
  'null',
  '1_',
  '_1',
  '0b2',
  '1e1_0',
  '1.e1',
  'infinity',
];
const DATES = [
  '1979-05-27T07:32:00Z',
  '1979-05-27 07:32:00.999999-07:00',
  '1979-05-27t07:32:00z',
  '1979-05-27T00:32:00.5',
  '1979-05-27',
  '2024-02-29',
  '2023-02-28',
  '07:32:00',
  '00:00:00.123456789',
  '23:59:59',
  '1900-02-28',
  '2000-02-29T23:59:59+14:00',
  '2023-02-29',
  '2016-12-31T23:59:60Z',
  '23:59:61',
  '2023-04-31',
  '2023-13-01',
  '2023-00-10',
  '24:00:00',
  '12:60:00',
  '2023-1-1',
  '2023-01-01T',
  '2023-01-01T1:00:00',
  '07:32:00.',
  '1979-05-27T07:32:00+7:00',
  '1979-05-27T07:32:00+24:00',
];
const DATES_1_1 = ['07:32', '1979-05-27T07:32Z', '1979-05-27 07:32', '1979-05-27T07:32+01:00'];
const COMMENTS = ['# note', '#', '# é "x" \'', '#\t[a]'];

/** Pieces that mutations insert. */
export const TOML_PIECES = [
  ...' \t\n\r"\'\\#=.,[]{}_-+:0159aeEinfxoTZz\u0000\u001f\u007f\u0080é🐍\ud800\ufeff\u2028',
  '\r\n',
  '"""',
  "'''",
  '[[',
  ']]',
  '\\u',
  '[a]\n',
  '[a.b]\n',
  '[[a]]\n',
  '\na.b = 1\n',
  'a = {',
  '\\e',
  '\\x4',
  'true',
  '2024-02-30',
  '12:00',
  '1_',
  '\n\n',
  ',}',
  '\n[b.c]\n',
  'c.d.e = {}\n',
];

/** Makes TOML that is mostly valid; with `modern`, TOML 1.1's additions too. */
export class TomlText {
  private readonly tape: Tape;
  private readonly modern: boolean;

  constructor(tape: Tape, modern: boolean) {
    this.tape = tape;
    this.modern = modern;
  }

  document(): string {
    const { tape } = this;
    const lines = tape.list(7, () => {
      const kind = tape.int(8);
      if (kind === 0) return `[${this.space()}${this.key(3)}${this.space()}]${this.tail()}`;
      if (kind === 1) return `[[${this.space()}${this.key(2)}${this.space()}]]${this.tail()}`;
      if (kind === 2) return this.space() + (tape.oneIn(2) ? tape.pick(COMMENTS) : '');
      return `${this.space()}${this.key(3)}${this.space()}=${this.space()}${this.value(3)}${this.tail()}`;
    });
    return lines.join(tape.oneIn(5) ? '\r\n' : '\n') + (tape.oneIn(2) ? '\n' : '');
  }

  private space(): string {
    return this.tape.oneIn(4) ? this.tape.pick([' ', '\t', '  ']) : '';
  }

  private tail(): string {
    return this.space() + (this.tape.oneIn(6) ? this.tape.pick(COMMENTS) : '');
  }

  private key(most: number): string {
    let key = this.tape.pick(KEYS) || 'a';
    for (let parts = 1; parts < most && this.tape.oneIn(4); parts++) {
      key += `${this.space()}.${this.space()}${this.tape.pick(KEYS) || 'b'}`;
    }
    return key;
  }

  private value(depth: number): string {
    const { tape, modern } = this;
    const kind = tape.int(depth > 0 ? 7 : 5);
    if (kind < 2) return tape.pick(modern ? [...STRINGS, ...STRINGS_1_1] : STRINGS) || '""';
    if (kind < 4) return tape.pick(SCALARS) || '0';
    if (kind === 4) return tape.pick(modern ? [...DATES, ...DATES_1_1] : DATES) || '1979-05-27';
    return kind === 5 ? this.array(depth - 1) : this.inlineTable(depth - 1);
  }

  private array(depth: number): string {
    const items = this.tape.list(4, () => this.blank() + this.value(depth) + this.blank());
    // Rows of lock files repeat their keys, which the reader makes use of.
    if (this.tape.oneIn(3)) items.push(...items.slice(0, 1), ...items.slice(0, 2));
    return `[${items.join(',')}${items.length > 0 && this.tape.oneIn(3) ? ',' : ''}${this.blank()}]`;
  }

  private inlineTable(depth: number): string {
    const gap = () => (this.modern ? this.blank() : this.space());
    const entries = this.tape.list(
      4,
      () => `${gap()}${this.key(2)}${this.space()}=${this.space()}${this.value(depth)}${gap()}`,
    );
    return `{${entries.join(',')}${this.modern && entries.length > 0 && this.tape.oneIn(3) ? ',' : ''}${gap()}}`;
  }

  private blank(): string {
    return this.tape.oneIn(4) ? this.tape.pick([' ', '\n', '\t', '\r\n', ' # c\n', '\n\n  ']) : '';
  }
}
