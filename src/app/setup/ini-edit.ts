/** One setting of an INI file: the lines that it takes, its own first. */
interface Setting {
  readonly section: string;
  /** In lower case, with `-` for `_`. */
  readonly key: string;
  /** Indexes of lines: from, and before. */
  readonly from: number;
  readonly to: number;
}

/** An INI file that is edited line by line: whatever is not touched stays as it was, comments included. */
export class IniEdit {
  readonly #lines: string[];
  readonly #end: string;

  constructor(text: string) {
    this.#end = text.includes('\r\n') ? '\r\n' : '\n';
    this.#lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  }

  get text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join(this.#end)}${this.#end}`;
  }

  /** The settings of a key, wherever they stand. */
  find(matches: (section: string, key: string) => boolean): readonly Setting[] {
    return this.#settings().filter(({ section, key }) => matches(section, key));
  }

  /** Sets a key of a section to one line; of several, the first stays. Makes the section at the end where there is none. */
  set(section: string, key: string, value: string): void {
    const line = `${key} = ${value}`;
    const [first, ...others] = this.find((own, name) => own === section && name === key);
    for (const other of others.toReversed()) this.comment(other);
    if (first !== undefined) {
      this.#lines.splice(first.from, first.to - first.from, line);
      return;
    }
    const header = this.#lines.findIndex((own) => sectionOf(own) === section);
    if (header >= 0) this.#lines.splice(header + 1, 0, line);
    else this.#lines.push(...(this.#lines.length === 0 ? [] : ['']), `[${section}]`, line);
  }

  /** Adds a line to a setting that lists some. */
  append({ to }: Setting, value: string): void {
    this.#lines.splice(to, 0, `    ${value}`);
  }

  /** Switches a setting off, and leaves it to be read. */
  comment({ from, to }: Setting): void {
    for (let at = from; at < to; at++) this.#lines[at] = `# ${this.#lines[at] ?? ''}`;
  }

  /** The lines of a setting, as they stand. */
  textOf({ from, to }: Setting): string {
    return this.#lines.slice(from, to).join('\n');
  }

  /** As Python's `RawConfigParser` reads it. Source: Python documentation, "Supported INI File Structure". */
  #settings(): Setting[] {
    const settings: { section: string; key: string; from: number; to: number }[] = [];
    let section = '';
    let indent = 0;
    let current: (typeof settings)[number] | undefined;
    for (const [at, line] of this.#lines.entries()) {
      const content = line.trim();
      if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
      const depth = line.length - line.trimStart().length;
      if (current !== undefined && depth > indent) {
        current.to = at + 1;
        continue;
      }
      current = undefined;
      indent = depth;
      const named = sectionOf(line);
      if (named !== undefined) {
        section = named;
        continue;
      }
      const mark = content.search(/[=:]/);
      if (mark <= 0) continue;
      const key = content.slice(0, mark).trim().toLowerCase().replaceAll('_', '-');
      current = { section, key, from: at, to: at + 1 };
      settings.push(current);
    }
    return settings;
  }
}

function sectionOf(line: string): string | undefined {
  const content = line.trim();
  const end = content.startsWith('[') ? content.indexOf(']') : -1;
  return end > 0 ? content.slice(1, end).trim() : undefined;
}
