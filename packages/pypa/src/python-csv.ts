/**
 * Comma-separated values as Python's `csv` module reads them by default: comma, double quote, quotes
 * doubled inside quotes, no error ever.
 *
 * Source: Python's Library Reference, `csv` (dialect `excel`, not strict).
 */

/** One field and where it stands. */
export interface CsvField {
  readonly text: string;
  /** Where the field starts, its quote included, in UTF-16 code units. */
  readonly offset: number;
}

/** One record; an empty line is a record without fields. */
export interface CsvRecord {
  readonly fields: readonly CsvField[];
  readonly offset: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/**
 * Every record of a text whose line ends are as in the file (`\n`, `\r\n` or `\r`). A quote opens a
 * quoted field only at its very start; text after the closing quote belongs to the field; a quote
 * that is never closed takes the rest of the text.
 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  while (typeof text === 'string' && at < text.length) {
    const offset = at;
    const fields: CsvField[] = [];
    if (!isLineEnd(text.charCodeAt(at))) {
      for (;;) {
        const field = readField(text, at);
        fields.push({ text: field.text, offset: at });
        at = field.end;
        if (text.charCodeAt(at) !== COMMA) break;
        at++;
      }
    }
    records.push({ fields, offset });
    if (text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++;
    at++;
  }
  return records;
}

function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === RETURN;
}

function readField(text: string, start: number): { text: string; end: number } {
  if (text.charCodeAt(start) !== QUOTE) {
    const end = endOfPlain(text, start);
    return { text: text.slice(start, end), end };
  }
  const pieces: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { text: pieces.join('') + text.slice(from), end: text.length };
    pieces.push(text.slice(from, quote));
    if (text.charCodeAt(quote + 1) !== QUOTE) {
      const end = endOfPlain(text, quote + 1);
      return { text: pieces.join('') + text.slice(quote + 1, end), end };
    }
    pieces.push('"');
    from = quote + 2;
  }
}

function endOfPlain(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || isLineEnd(code)) break;
    at++;
  }
  return at;
}

/** One line, line feed included; fields are quoted only where they must be. */
export function formatCsvRecord(fields: readonly string[]): string {
  const quoted = fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
  return `${fields.length === 1 && fields[0] === '' ? '""' : quoted.join(',')}\n`;
}
