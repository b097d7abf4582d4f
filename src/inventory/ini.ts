import type { Fault } from '@rind/pypa';

/** One line of an option's value, white space around it removed. */
export interface IniLine {
  readonly text: string;
  /** Where it begins in the file, UTF-16 units. */
  readonly offset: number;
}

/** One option: its value may go on over several lines. Blank lines within it are kept, comment lines are not. */
export interface IniOption {
  readonly offset: number;
  readonly lines: readonly IniLine[];
}

/** Options by name, sections by name; a name that stands twice keeps the lines of both. */
export interface IniDocument {
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, IniOption>>;
  /** Lines that are none, and names that stand twice: Python refuses such a file. */
  readonly faults: readonly Fault[];
}

/** Faults that are kept. */
const MOST_FAULTS = 100;

interface Section {
  readonly name: string;
  readonly options: Map<string, { offset: number; lines: IniLine[] }>;
}

/**
 * Reads an INI file as Python's `configparser.RawConfigParser` does: options after `=` or `:`, values
 * that go on in deeper indented lines, `#` and `;` at the beginning of a line for comments, no
 * interpolation. Options of `[DEFAULT]` are not added to other sections. Names keep their case.
 *
 * Source: Python's Library Reference, `configparser`, "Supported INI File Structure".
 */
export function parseIni(text: string): IniDocument {
  const sections = new Map<string, Section['options']>();
  const faults: Fault[] = [];
  const say = (code: string, message: string, offset: number) => {
    if (faults.length < MOST_FAULTS) faults.push({ code, message, offset });
  };
  let section: Section | undefined;
  let option: { offset: number; lines: IniLine[] } | undefined;
  let indent = 0;
  for (const { text: line, offset: start } of linesOf(text)) {
    const content = line.trim();
    const offset = start + line.length - line.trimStart().length;
    if (content === '') {
      option?.lines.push({ text: '', offset });
      continue;
    }
    if (content.startsWith('#') || content.startsWith(';')) continue;
    const depth = offset - start;
    if (option !== undefined && depth > indent) {
      option.lines.push({ text: content, offset });
      continue;
    }
    indent = depth;
    const header = headerOf(content);
    if (header !== undefined) {
      if (sections.has(header)) say('duplicate-section', `the section \`${header.slice(0, 80)}\` stands twice`, offset);
      const options: Section['options'] = sections.get(header) ?? new Map();
      sections.set(header, options);
      section = { name: header, options };
      option = undefined;
      continue;
    }
    const delimiter = content.search(/[=:]/);
    option = undefined;
    if (section === undefined) say('no-section', 'a line stands before any section', offset);
    else if (delimiter <= 0) say('no-option', 'a line is neither an option nor a section', offset);
    else {
      const key = content.slice(0, delimiter).trimEnd();
      const value = content.slice(delimiter + 1);
      const known = section.options.get(key);
      if (known !== undefined) say('duplicate-option', `\`${key.slice(0, 80)}\` stands twice in its section`, offset);
      option = known ?? { offset, lines: [] };
      section.options.set(key, option);
      const before = delimiter + 1 + value.length - value.trimStart().length;
      option.lines.push({ text: value.trim(), offset: offset + before });
    }
  }
  return { sections, faults };
}

/** `[name]`; what follows the last bracket does not count. */
function headerOf(content: string): string | undefined {
  const end = content.startsWith('[') ? content.lastIndexOf(']') : -1;
  return end > 1 ? content.slice(1, end) : undefined;
}

/** Lines of a text file, as Python opens it: ended by `\n`, `\r\n` or `\r`. */
function* linesOf(text: string): Generator<IniLine> {
  let start = 0;
  for (const end of text.matchAll(/\r\n|[\n\r]/g)) {
    yield { text: text.slice(start, end.index), offset: start };
    start = end.index + end[0].length;
  }
  if (start < text.length) yield { text: text.slice(start), offset: start };
}
