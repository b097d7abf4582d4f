/** One value of an INI file. */
export interface IniValue {
  /** As written, without blanks around it. */
  readonly section: string;
  /** In lower case. */
  readonly key: string;
  /** Its lines, without blanks around them; comments and empty lines are left out. */
  readonly lines: readonly { readonly text: string; readonly offset: number }[];
  /** Where the key stands, UTF-16 units. */
  readonly offset: number;
}

/** More is no configuration that people write. */
const MAX_VALUES = 10_000;

/**
 * Reads the values of an INI file as Python's `RawConfigParser` does: `key = value` or `key: value`,
 * lines that are indented deeper go on with the value, `#` and `;` begin comment lines. What it would
 * refuse is passed over. Source: Python documentation, "Supported INI File Structure".
 */
export function parseIni(text: string): IniValue[] {
  const values: { section: string; key: string; lines: { text: string; offset: number }[]; offset: number }[] = [];
  let section = '';
  let indent = 0;
  let offset = 0;
  let current: (typeof values)[number] | undefined;
  for (const line of text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const depth = line.length - line.trimStart().length;
    if (current !== undefined && depth > indent) {
      current.lines.push({ text: content, offset: start + depth });
      continue;
    }
    current = undefined;
    indent = depth;
    if (content.startsWith('[')) {
      const end = content.indexOf(']');
      if (end > 0) section = content.slice(1, end).trim();
      continue;
    }
    const mark = content.search(/[=:]/);
    if (mark <= 0 || values.length >= MAX_VALUES) continue;
    const value = content.slice(mark + 1).trim();
    const lines = value === '' ? [] : [{ text: value, offset: start + depth + content.indexOf(value, mark + 1) }];
    current = { section, key: content.slice(0, mark).trim().toLowerCase(), lines, offset: start + depth };
    values.push(current);
  }
  return values;
}
