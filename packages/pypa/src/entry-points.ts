import { excerpt } from './excerpt.ts';
import { type ObjectReference, parseObjectReference } from './object-reference.ts';
import { endOfDottedWord } from './python-identifier.ts';
import { isPythonSpace, pythonStrip } from './python-text.ts';
import type { Fault } from './result.ts';

/** One line of `entry_points.txt`: what a distribution offers under a name. */
export interface EntryPoint {
  /** `console_scripts`, `pytest11`. */
  readonly group: string;
  readonly name: string;
  /** The object reference as written. */
  readonly value: string;
  /** Undefined when {@link value} cannot be read. */
  readonly reference: ObjectReference | undefined;
  /** Where the line's text starts, in UTF-16 code units. */
  readonly offset: number;
}

/** Everything that could be read of an `entry_points.txt`, and all that is wrong with it. */
export interface EntryPoints {
  readonly entryPoints: readonly EntryPoint[];
  /** In the order of the text. */
  readonly faults: readonly Fault[];
}

/** Groups whose entries installers turn into commands. */
const SCRIPT_GROUPS: ReadonlySet<string> = new Set(['console_scripts', 'gui_scripts']);

interface Line {
  readonly text: string;
  readonly offset: number;
  readonly indented: boolean;
}

interface Reading {
  group: { name: string; names: Set<string> } | undefined;
  readonly groups: Map<string, Set<string>>;
  readonly entryPoints: EntryPoint[];
  readonly faults: Fault[];
}

/**
 * Reads `entry_points.txt` the way `importlib.metadata` does, which is what installers and running
 * programs act on. Where Python's `configparser`, by which the specification defines the format,
 * would read something else or refuse, there is a fault: a text without faults means the same to both.
 *
 * Faults: `odd-line-end`, `indented-line`, `semicolon-comment`, `invalid-group`, `reserved-group`
 * (`DEFAULT`), `duplicate-group`, `outside-group`, `missing-equals`, `invalid-entry-name`,
 * `duplicate-entry`, `script-without-attribute`, `script-name-is-path`, and those of
 * `parseObjectReference`.
 *
 * Source: packaging.python.org, Entry points specification, "File format".
 */
export function parseEntryPoints(text: string): EntryPoints {
  const reading: Reading = { group: undefined, groups: new Map(), entryPoints: [], faults: [] };
  if (typeof text !== 'string') return reading;
  for (const line of linesOf(text, reading.faults)) {
    if (line.text.startsWith('#')) continue;
    if (line.indented) {
      report(
        reading,
        'indented-line',
        'an indented line continues the one before for some readers: start it at the margin',
        line.offset,
      );
    }
    if (line.text.startsWith('[') && line.text.endsWith(']')) readGroup(reading, line);
    else readEntry(reading, line);
  }
  return { entryPoints: reading.entryPoints, faults: reading.faults };
}

function report(reading: Reading, code: string, message: string, offset: number): void {
  reading.faults.push({ code, message, offset });
}

const LINE = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/y;

/** Python's `splitlines`, stripped, empty lines left out. Other readers end lines at `\n` only. */
function* linesOf(text: string, faults: Fault[]): Generator<Line> {
  for (let start = 0; start < text.length; ) {
    LINE.lastIndex = start;
    const [whole = '', end = ''] = LINE.exec(text) ?? [];
    const stripped = pythonStrip(whole);
    const indented = isPythonSpace(whole.charCodeAt(0));
    if (stripped !== '') yield { text: stripped, offset: start + whole.indexOf(stripped), indented };
    if (end !== '' && end !== '\n' && end !== '\r\n') {
      const code = end.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      const message = `U+${code} ends a line for some readers only: use a line feed`;
      faults.push({ code: 'odd-line-end', message, offset: start + whole.length - end.length });
    }
    start += whole.length;
  }
}

/** The specification: `\w+(\.\w+)*`. */
function isGroupName(name: string): boolean {
  return name !== '' && endOfDottedWord(name, 0) === name.length && !/^\.|\.\.|\.$/.test(name);
}

function readGroup(reading: Reading, { text, offset }: Line): void {
  const name = withoutBrackets(text);
  const known = reading.groups.get(name);
  const names = known ?? new Set<string>();
  reading.groups.set(name, names);
  reading.group = { name, names };
  if (text !== `[${name}]` || !isGroupName(name)) {
    report(
      reading,
      'invalid-group',
      `\`${excerpt(text)}\` names no group: use words with dots between, in brackets`,
      offset,
    );
  } else if (name === 'DEFAULT') {
    report(reading, 'reserved-group', '`DEFAULT` holds entries of every group for some readers', offset);
  } else if (known !== undefined) {
    report(reading, 'duplicate-group', `group \`${excerpt(name)}\` has a section already`, offset);
  }
}

/** All brackets around it go, as `importlib.metadata` takes them off: `[[a]]` is group `a` there. */
function withoutBrackets(text: string): string {
  const isBracket = (at: number) => text[at] === '[' || text[at] === ']';
  let start = 0;
  let end = text.length;
  while (start < end && isBracket(start)) start++;
  while (end > start && isBracket(end - 1)) end--;
  return text.slice(start, end);
}

function readEntry(reading: Reading, { text, offset }: Line): void {
  if (text.startsWith(';')) {
    report(reading, 'semicolon-comment', 'a `;` starts a comment for some readers only: use `#`', offset);
  }
  const { group } = reading;
  const equals = text.indexOf('=');
  if (group === undefined) {
    report(reading, 'outside-group', 'an entry stands below its `[group]`', offset);
    return;
  }
  if (equals < 0) {
    report(reading, 'missing-equals', 'an entry has the form `name = module:object`', offset);
    return;
  }
  const name = pythonStrip(text.slice(0, equals));
  const value = pythonStrip(text.slice(equals + 1));
  if (name === '' || name.startsWith('[')) {
    report(reading, 'invalid-entry-name', 'the name of an entry is not empty and does not start with `[`', offset);
  } else if (group.names.has(name)) {
    report(reading, 'duplicate-entry', `\`${excerpt(name)}\` stands twice in group \`${excerpt(group.name)}\``, offset);
  }
  group.names.add(name);
  const read = parseObjectReference(value);
  const valueOffset = offset + (value === '' ? text.length : text.indexOf(value, equals + 1));
  for (const found of read.ok ? read.value.faults : [read.error]) {
    report(reading, found.code, found.message, valueOffset + found.offset);
  }
  const reference = read.ok ? read.value : undefined;
  reading.entryPoints.push({ group: group.name, name, value, reference, offset });
  if (SCRIPT_GROUPS.has(group.name)) checkScript(reading, name, reference, offset);
}

/** Installers write a file of the entry's name, which calls the object. */
function checkScript(reading: Reading, name: string, reference: ObjectReference | undefined, offset: number): void {
  if (reference !== undefined && reference.attribute === undefined) {
    report(
      reading,
      'script-without-attribute',
      `script \`${excerpt(name)}\` must lead to a function: \`module:function\``,
      offset,
    );
  }
  if (/[/\\\0]/.test(name) || name === '.' || name === '..') {
    report(
      reading,
      'script-name-is-path',
      `script \`${excerpt(name)}\` would be written outside the scripts folder`,
      offset,
    );
  }
}
